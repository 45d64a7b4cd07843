/** Long texts of what is written → files of their own beside the YAML, named by `!file`. Pure. */
import { posix } from 'node:path'
import { fieldOf } from '../model/field.ts'
import type { Kind } from '../model/provider.ts'
import type { Written, WrittenMap, WrittenScalar } from '../model/written.ts'
import { meant } from './written-form.ts'

export interface TextFiles {
  readonly written: WrittenMap
  /** By path, relative to the folder of butik.yaml. */
  readonly files: ReadonlyMap<string, string>
}

export interface TextPlace {
  readonly kind: Pick<Kind, 'name' | 'fields' | 'otherFields' | 'naturalKey'>
  readonly key: string
  /** The folder of the YAML file, relative to that of butik.yaml; empty for that folder itself. */
  readonly folder: string
  readonly remoteId: string
  /** Bytes that a file may have. */
  readonly limit: number
  /** Taken by another resource. */
  isTaken(path: string): boolean
}

const longLine = 200
const longHtml = 80

export function withTextFiles(written: WrittenMap, place: TextPlace): TextFiles {
  const files = new Map<string, string>()
  const pairs = [...written.pairs].map(([name, value]): [string, Written] => {
    if (!isLong(name, value, place)) return [name, value]
    const text = meant(value.text)
    const ending = isHtml(text) ? 'html' : 'txt'
    const { key, kind, remoteId } = place
    const names = [key, `${key}.${kind.name}`, `${key}-${remoteId}`].map((one) => `${one}.${name}.${ending}`)
    const named = names.find((file) => !place.isTaken(posix.join(place.folder, 'texts', file)))
    if (named === undefined) return [name, value]
    files.set(posix.join(place.folder, 'texts', named), text)
    return [name, { type: 'scalar', as: 'file', text: `texts/${named}` }]
  })
  return { written: { type: 'map', pairs: new Map(pairs) }, files }
}

function isLong(name: string, value: Written, { kind, limit }: TextPlace): value is WrittenScalar {
  const field = fieldOf(kind, name)
  if (field?.shape !== 'scalar' || field.type !== 'text' || kind.naturalKey.includes(name)) return false
  if (value.type !== 'scalar' || value.as !== 'text' || !isFit(value.text, limit)) return false
  const { text } = value
  return text.length > longLine || /[\n\r]/.test(text) || (text.length > longHtml && isHtml(text))
}

/** What a file gives back as it was: its encoding has no halves of characters, and a mark at its head is lost. */
function isFit(text: string, limit: number): boolean {
  return !/\p{Surrogate}/u.test(text) && !text.startsWith('\ufeff') && new TextEncoder().encode(text).length <= limit
}

function isHtml(text: string): boolean {
  return /<\/?[a-z][^<>]*>|<!--/i.test(text)
}
