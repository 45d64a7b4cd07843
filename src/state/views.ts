/**
 * Views of earlier runs in `.butik/cache/<environment>/`: they spare calls and may be deleted at any time. Reading and
 * writing one never fails a run: what is damaged, or cannot be written, counts as not there.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { digestOf } from '../model/digest.ts'
import { isJsonObject } from '../model/json.ts'
import type { SavedView, ViewStore } from '../model/state.ts'
import { readIfThere, writeWhole } from './files.ts'

export interface ViewFolder {
  /** `.butik` beside butik.yaml. */
  readonly folder: string
  readonly environment: string
  readonly newId: () => string
  /** A line for people. */
  readonly notice: (line: string) => void
}

export function createLocalViews({ folder, environment, newId, notice }: ViewFolder): ViewStore {
  const cache = join(folder, 'cache', environment)
  const pathOf = (connection: string, kind: string): string => join(cache, `${connection}.${kind}.json`)
  return {
    async read(connection, kind) {
      const bytes = await readIfThere(pathOf(connection, kind)).catch(() => undefined)
      if (bytes === undefined) return undefined
      const view = parseView(bytes.toString('utf8'))
      if (view === undefined) notice(`The view of ${connection}/${kind} is damaged and is thrown away.`)
      return view
    },
    async write(connection, kind, view) {
      try {
        await mkdir(cache, { recursive: true })
        await writeWhole(pathOf(connection, kind), textOf(view), newId())
      } catch {
        // The next run reads the list again; that costs calls and nothing else.
      }
    },
  }
}

const formatVersion = 1

function textOf(view: SavedView): string {
  const plain = JSON.parse(JSON.stringify(view))
  return `${JSON.stringify({ formatVersion, checksum: digestOf(plain), view: plain })}\n`
}

function parseView(text: string): SavedView | undefined {
  try {
    const saved: unknown = JSON.parse(text)
    if (!isJsonObject(saved) || saved['formatVersion'] !== formatVersion) return undefined
    const view = saved['view']
    // The checksum was made of what this file wrote: a view that has it has its shape.
    return isJsonObject(view) && digestOf(view) === saved['checksum'] ? (view as unknown as SavedView) : undefined
  } catch {
    return undefined
  }
}
