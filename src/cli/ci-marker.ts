/** By which first line a comment or an issue of ours is found again. */
import { basename, relative } from 'node:path'
import type { Context } from './context.ts'

/** Two configurations in one repository, or two environments of one, have one each. */
export function markerOf(
  what: 'comment' | 'issue',
  { dir, env }: Pick<Context, 'dir' | 'env'>,
  name: string | undefined,
  environment: string,
): string {
  const root = env('GITHUB_WORKSPACE') ?? env('CI_PROJECT_DIR')
  const folder = root === undefined ? basename(dir) : relative(root, dir)
  const plain = (text: string): string => text.replace(/(?:-{2,}|[^A-Za-z0-9_./-])+/g, '_')
  return `<!-- butik ${what}: ${plain(name ?? (folder === '' ? '.' : folder))} ${plain(environment)} -->`
}
