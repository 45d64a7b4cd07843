/**
 * What a run knew as it ended, in a file on the machine that it ran on: for a backend that could not be reached then. The
 * lines of its journal, those of them too that the backend never got.
 */
import { join } from 'node:path'
import * as z from 'zod'
import { digestOf } from '../model/digest.ts'
import { ReconcilerError } from '../model/errors.ts'
import { isJsonObject, type JsonObject } from '../model/json.ts'
import type { ErroredRun } from '../model/state.ts'
import type { Cipher } from './cipher.ts'
import { fileError, makeFolder, writeWhole } from './files.ts'
import { journalLine, parseJournal } from './journal-lines.ts'

const shape = z.looseObject({
  formatVersion: z.literal(1),
  environment: z.string(),
  run: z.string(),
  at: z.string(),
  lineage: z.string(),
  serial: z.int().min(0),
  journal: z.array(z.string()),
  checksum: z.string(),
})

export const erroredPlace = 'errored'

export function erroredText({ lines, ...about }: ErroredRun): string {
  const content = { formatVersion: 1, ...about, journal: lines.map((line, index) => journalLine(index + 1, line)) }
  return `${JSON.stringify({ ...content, checksum: digestOf(content) }, undefined, 2)}\n`
}

/** Throws E4001 for anything else; `file` is its name for people. */
export function parseErrored(value: JsonObject, file: string): ErroredRun {
  const { data } = shape.safeParse(value)
  const { checksum, ...content } = value
  if (data === undefined || checksum !== digestOf(content)) {
    throw new ReconcilerError('E4001', `${file} is damaged: it is not what a run has saved`, {
      hint: 'the next run looks in the shops for what is not written down',
    })
  }
  const { environment, run, at, lineage, serial, journal } = data
  const { lines } = parseJournal(Buffer.from(journal.join('')), file)
  return { environment, run, at, lineage, serial, lines: lines.map(({ entry }) => entry) }
}

/** True of what `erroredText` writes. */
export function isErrored(value: unknown): value is JsonObject {
  return isJsonObject(value) && Array.isArray(value['journal'])
}

/** Below `.butik`, which is `folder`. Gives the name for people. Throws E4003. */
export async function saveErrored(folder: string, errored: ErroredRun, cipher: Cipher): Promise<string> {
  const name = `${errored.environment}-${errored.run}.json`
  const label = ['.butik', erroredPlace, name].join('/')
  try {
    await makeFolder(join(folder, erroredPlace))
    await writeWhole(join(folder, erroredPlace, name), cipher.seal(erroredText(errored), erroredPlace), errored.run)
    return label
  } catch (error) {
    throw fileError('E4003', label, error)
  }
}
