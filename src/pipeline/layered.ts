/** The documents with all that is laid over their resources: what is written elsewhere, at the place where it is written. Pure. */
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Project } from '../model/project.ts'
import type { Provider } from '../model/provider.ts'
import { defaulted } from './defaults.ts'
import type { DefaultsBlock } from './defaults-blocks.ts'
import { overridden } from './overrides.ts'

export interface Layered {
  readonly project: Project
  readonly diagnostics: readonly Diagnostic[]
  readonly defaults: readonly DefaultsBlock[]
}

export function layered(project: Project, providers: ReadonlyMap<string, Provider>): Layered {
  const { blocks: defaults, ...base } = defaulted(project, providers)
  const over = overridden(base.project, providers)
  return { project: over.project, diagnostics: [...base.diagnostics, ...over.diagnostics], defaults }
}
