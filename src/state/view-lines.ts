/**
 * Objects of a large view, a line each. The first line has the fields that most of them share, and such an object is then
 * its values only: half the bytes, and half the time to read them.
 */
import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { StringDecoder } from 'node:string_decoder'
import { ReconcilerError } from '../model/errors.ts'
import type { Json } from '../model/json.ts'
import { type RecordShape, recordShape } from '../model/record-shape.ts'
import type { Observed } from '../model/resource.ts'
import type { Cipher } from './cipher.ts'
import { WrongKeyError } from './sealed.ts'

/** What was kept is not what was written. */
export class Damage extends Error {}

/** Whole, and of no use with the keys that there are. */
export class OtherKey extends Error {}

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

/** Throws Damage where it is not what was sealed, and OtherKey where that was done with another key. */
export function openedView(text: string, cipher: Cipher): string {
  try {
    return cipher.open(text, 'view')
  } catch (error) {
    if (error instanceof WrongKeyError) throw new OtherKey()
    if (error instanceof ReconcilerError) throw new Damage()
    throw error
  }
}

/** Gives the digest of what was written. Encrypted, a chunk is one line of the file. */
export async function writeObjects(path: string, objects: readonly Observed[], cipher: Cipher): Promise<string> {
  const hash = createHash('sha256')
  const handle = await open(path, 'w')
  const common: Common = { kind: objects[0]?.kind ?? '', fields: Object.keys(objects[0]?.spec ?? {}) }
  try {
    let text = `${JSON.stringify(common)}\n`
    const flush = async (): Promise<void> => {
      const sealed = cipher.seal(text, 'view')
      const bytes = Buffer.from(sealed.endsWith('\n') ? sealed : `${sealed}\n`)
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
export async function readObjects(path: string, digest: string, cipher: Cipher): Promise<Map<string, Observed>> {
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
    const written = (rest + decoder.write(bytes)).split('\n')
    rest = written.pop() ?? ''
    for (const line of written.flatMap((one) => objectLines(one, cipher))) {
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

/** Of a line of the file: itself, or all that is sealed in it. */
function objectLines(line: string, cipher: Cipher): string | string[] {
  const opened = openedView(line, cipher)
  return opened === line ? line : opened.split('\n').slice(0, -1)
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
