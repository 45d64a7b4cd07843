/** What CI platforms are told besides the answer: annotations beside the lines of a change, and sections that fold in a log. */
import { isAbsolute, join, relative } from 'node:path'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Renderers } from '../render/renderers.ts'
import type { Context } from './context.ts'

type Told = Pick<Context, 'dir' | 'env'>

export function isGitHub({ env }: Told): boolean {
  return env('GITHUB_ACTIONS') === 'true'
}

/** From the root of the repository, with forward slashes; where that is not known, from the folder of `-C`. */
export function repositoryPath({ dir, env }: Told, file: string): string {
  const root = env('GITHUB_WORKSPACE') ?? env('CI_PROJECT_DIR')
  const path = root === undefined ? file : relative(root, join(dir, file))
  // Outside of the repository nothing can be shown beside it.
  const isInside = path !== '..' && !/^\.\.[/\\]/.test(path) && !isAbsolute(path)
  return (isInside ? path : file).replaceAll('\\', '/')
}

/** Nothing but on GitHub. */
export function annotationsOf(context: Told, render: Renderers, diagnostics: readonly Diagnostic[]): string {
  if (!isGitHub(context)) return ''
  return render.renderAnnotations(diagnostics, (file) => repositoryPath(context, file))
}
