/** What CI platforms are told besides the answer: annotations beside the lines of a change, and sections that fold in a log. */
import { isAbsolute, join, relative } from 'node:path'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Renderers } from '../render/renderers.ts'
import type { Context } from './context.ts'
import type { Terminal } from './terminal.ts'

type Told = Pick<Context, 'dir' | 'env'>

export function isGitHub({ env }: Pick<Told, 'env'>): boolean {
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

/** Parts of a log that are closed at first, one after the other. */
export interface Folds {
  open(title: string): void
  /** Of the one that is open. */
  close(): void
}

/** Of GitHub and GitLab; undefined elsewhere, and where the log is a file: they are no text. `title`: words of our own. */
export function foldsOf({ env, command, terminal, clock }: Folding): Folds | undefined {
  if (terminal.errIsFile === true) return undefined
  if (isGitHub({ env }))
    return { open: (title) => command(`::group::${title}\n`), close: () => command('::endgroup::\n') }
  if (env('GITLAB_CI') !== 'true') return undefined
  const now = (): number => clock.now().getTime()
  // Two of one name would be opened and closed together; there may be other runs in the job.
  const own = `butik_${now().toString(36)}`
  let count = 0
  const mark = (what: string, options = ''): string =>
    `${erase}section_${what}:${Math.floor(now() / 1000)}:${own}_${count}${options}\r${erase}`
  return {
    open(title) {
      count += 1
      command(`${mark('start', '[collapsed=true]')}${title}\n`)
    },
    close: () => command(`${mark('end')}\n`),
  }
}

type Folding = Pick<Context, 'env' | 'command' | 'clock'> & { readonly terminal: Pick<Terminal, 'errIsFile'> }

const erase = `${String.fromCharCode(27)}[0K`
