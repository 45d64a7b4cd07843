/** Pictures of the configuration as part of a page: small files, as they were when the plan was made, and nothing else. */
import { createHash } from 'node:crypto'
import { join, sep } from 'node:path'
import { pictureTypeOf } from '../model/picture.ts'
import type { Plan } from '../model/plan.ts'
import type { World } from '../pipeline/world.ts'
import { loadPages } from './compose.ts'

/** Bytes of one file, and of all: a page is sent by mail, and kept with each run. */
const each = 50_000
const all = 3_000_000

/** `data:` addresses by SHA-256. A file that is gone, has changed, is no picture or is too large is left out. */
export async function picturesOf({ project, files }: World, plan: Plan): Promise<ReadonlyMap<string, string>> {
  const { assetsIn } = await loadPages()
  const pictures = new Map<string, string>()
  const root = await files.real(project.root)
  let left = all
  for (const { path, sha256, bytes } of assetsIn(plan)) {
    if (bytes > Math.min(each, left)) continue
    // A saved plan may come from anywhere: nothing outside of the folder gets into a page.
    const real = await files.real(join(project.root, path)).catch(() => undefined)
    if (root === undefined || real === undefined || !real.startsWith(`${root}${sep}`)) continue
    const content = await contentOf(files, real, each)
    const type = content === undefined ? undefined : pictureTypeOf(content)?.media
    if (content === undefined || type === undefined || hashOf(content) !== sha256) continue
    pictures.set(sha256, `data:${type};base64,${Buffer.from(content).toString('base64')}`)
    left -= content.length
  }
  return pictures
}

/** A picture is no reason for a report to fail. */
async function contentOf(files: World['files'], path: string, most: number): Promise<Uint8Array | undefined> {
  try {
    const size = await files.size(path)
    return size === undefined || size > most ? undefined : await files.read(path)
  } catch {
    return undefined
  }
}

function hashOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
