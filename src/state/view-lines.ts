/**
 * Objects of a large view, a line each. The first line has the fields that most of them share, and such an object is then
 * its values only: half the bytes, and half the time to read them.
 */
import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { StringDecoder } from 'node:string_decoder'
import type { Json } from '../model/json.ts'
import { type RecordShape, recordShape } from '../model/record-shape.ts'
import type { Observed } from '../model/resource.ts'

/** What was kept is not what was written. */
export class Damage extends Error {}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Damage()
  }
}

/** What most objects have in common. */
interface Common {
  readonly kind: string
  readonly fields: readonly string[]
}

/** Of a file that is being read. */
interface Reading {
  readonly kind: string
  readonly like: RecordShape
}

/** An object of the common fields: its id, its stamp and its host (null: none), and the values. */
type Short = readonly [remoteId: string, stamp: string | null, host: string | null, ...values: Json[]]

/** Characters or bytes that are written and read at once. */
const chunk = 1_000_000

/** Gives the digest of what was written. */
export async function writeObjects(path: string, objects: readonly Observed[]): Promise<string> {
  const hash = createHash('sha256')
  const handle = await open(path, 'w')
  const common: Common = { kind: objects[0]?.kind ?? '', fields: Object.keys(objects[0]?.spec ?? {}) }
  try {
    let text = `${JSON.stringify(common)}\n`
    const flush = async (): Promise<void> => {
      const bytes = Buffer.from(text)
      text = ''
      hash.update(bytes)
      await handle.writeFile(bytes)
    }
    for (const object of objects) {
      text += `${JSON.stringify(shortened(object, common))}\n`
      if (text.length >= chunk) await flush()
    }
    await flush()
  } finally {
    await handle.close()
  }
  return hash.digest('hex')
}

/** By remote id. Throws Damage where it is not what this digest was made of. */
export async function readObjects(path: string, digest: string): Promise<Map<string, Observed>> {
  const handle = await open(path, 'r').catch(() => {
    throw new Damage()
  })
  const hash = createHash('sha256')
  const objects = new Map<string, Observed>()
  const decoder = new StringDecoder('utf8')
  let common: Reading | undefined
  let rest = ''
  for await (const bytes of handle.createReadStream({ highWaterMark: chunk })) {
    hash.update(bytes)
    const lines = (rest + decoder.write(bytes)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (common === undefined) common = readingOf(parsed(line) as Common)
      else {
        const object = lengthened(parsed(line) as Observed | Short, common)
        objects.set(object.remoteId, object)
      }
    }
  }
  if (rest !== '' || hash.digest('hex') !== digest) throw new Damage()
  return objects
}

function shortened(object: Observed, { kind, fields }: Common): Observed | Short {
  const { remoteId, spec, stamp = null, host = null } = object
  if (object.kind !== kind) return object
  const short: [string, string | null, string | null, ...Json[]] = [remoteId, stamp, host]
  let count = 0
  for (const name in spec) {
    if (name !== fields[count]) return object
    short.push(spec[name] ?? null)
    count += 1
  }
  return count === fields.length ? short : object
}

function readingOf({ kind, fields }: Common): Reading {
  return { kind, like: recordShape(fields) }
}

function lengthened(written: Observed | Short, { kind, like }: Reading): Observed {
  if (!isShort(written)) return written
  const [remoteId, stamp, host, ...values] = written
  const spec = like.with(values)
  const object = { kind, remoteId, spec }
  if (host === null) return stamp === null ? object : { ...object, stamp }
  return stamp === null ? { ...object, host } : { ...object, host, stamp }
}

function isShort(written: Observed | Short): written is Short {
  return Array.isArray(written)
}
