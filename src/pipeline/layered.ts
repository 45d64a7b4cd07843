/** The documents with all that is laid over their resources: what is written elsewhere, at the place where it is written. Pure. */
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Project } from '../model/project.ts'
import type { Provider } from '../model/provider.ts'
import { campaigned } from './campaigns.ts'
import { defaulted } from './defaults.ts'
import type { DefaultsBlock } from './defaults-blocks.ts'
import { overridden } from './overrides.ts'

export interface Layered {
  readonly project: Project
  readonly diagnostics: readonly Diagnostic[]
  readonly defaults: readonly DefaultsBlock[]
}

/** What a campaign and an override say counts as written in the resource: a default is only for what is not written. */
export function layered(project: Project, providers: ReadonlyMap<string, Provider>): Layered {
  const sold = campaigned(project, providers)
  const over = overridden(sold.project, providers)
  const { blocks: defaults, ...whole } = defaulted(over.project, providers)
  const diagnostics = [...sold.diagnostics, ...over.diagnostics, ...whole.diagnostics]
  return { project: whole.project, diagnostics, defaults }
}
