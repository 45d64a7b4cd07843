/** What is said of a kind that could not be read, or not to its end with the calls that are left today. */
import type { Diagnostic } from '../model/diagnostic.ts'
import { ReconcilerError } from '../model/errors.ts'
import { numberOf, perDayOf, renewal, standing } from './today.ts'
import type { Connected } from './world.ts'

/** Codes after which the other kinds of the connection would fail alike: asking on would only cost calls. */
export const hopeless: ReadonlySet<string> = new Set(['E2001', 'E2002', 'E2005', 'E2011', 'E2013'])

/** A vendor that does not answer this may still answer the list. */
export function orWhole(error: unknown): undefined {
  if (!(error instanceof ReconcilerError) || hopeless.has(error.code)) throw error
  return undefined
}

/** `what`: `what changed takes 12 calls`. Goes on the next day, where one has so many. */
export function tooFewToday({ config, today }: Connected, what: string, calls: number): ReconcilerError {
  const now = today?.()
  if (now === undefined) throw new Error(`${config.name} has no quota`)
  const perDay = perDayOf({ today: () => now })
  const hint =
    calls > perDay
      ? `a day has ${perDay}: ask the vendor for more, and write them as quota: { ${config.name}: { calls: … } }`
      : `it is asked for from ${renewal(now)}`
  return new ReconcilerError('E2013', `${what}, and ${standing(now)}`, { hint })
}

/** Of a list that was read in parts. Each day finds some, so fewer are missing the next unless as many are deleted again. */
export function unfoundToday({ config, today }: Connected, rows: number): ReconcilerError {
  const now = today?.()
  if (now === undefined) throw new Error(`${config.name} has no quota`)
  const were = rows === 1 ? '1 row that was' : `${rows} rows that were`
  return new ReconcilerError('E2013', `finding ${were} deleted meanwhile takes more calls, and ${standing(now)}`, {
    hint: `plan and apply go on where this one stopped from ${renewal(now)}; it ends on a day with more calls or fewer deletes`,
  })
}

/** Before the first call of one that was asked for whole. */
export function tooLongToday({ config, today }: Connected, kind: string, calls: number): Diagnostic {
  const now = today?.()
  const standings = now === undefined ? '' : `, and ${standing(now)}`
  return {
    severity: 'warning',
    code: 'N1042',
    summary: `${config.name}: reading ${kind} whole takes ${numberOf(calls, 'call')}${standings}: it is read in parts, over days`,
  }
}

/** Of a list that is read in parts. `planned`: whether there is a view of before to plan by meanwhile. */
export function readInPart(
  { config, today }: Connected,
  { kind, rows, of, planned }: { kind: string; rows: number; of: number; planned: boolean },
): Diagnostic {
  const now = today?.()
  const left = now === undefined ? '' : `, and ${standing(now)}`
  const then = now === undefined ? '' : ` from ${renewal(now)}`
  return {
    severity: 'error',
    code: 'E2013',
    summary: `${config.name}: ${kind} was read in part: ${rows} of ${of} rows${left}`,
    detail: 'what was not read cannot be told from what is not there, so nothing of this kind is planned',
    hint: `plan and apply go on where this one stopped${then}${planned ? '; without --refresh full they plan by what changed' : ''}`,
  }
}

/** All rows were read, over days, and what changed meanwhile does not agree with how many there are. */
export function doesNotComeOut(connection: string, kind: string): Diagnostic {
  return {
    severity: 'error',
    code: 'E2006',
    summary: `${connection}: the list of ${kind} was read in parts, and with what changed meanwhile it does not come out`,
    hint: 'run again when the shop is less busy',
  }
}

export function problemOf(error: unknown, connection: string, kind: string): Diagnostic {
  if (!(error instanceof ReconcilerError)) throw error
  const hint = error.hint === undefined ? {} : { hint: error.hint }
  return {
    severity: 'error',
    code: error.code,
    summary: `${connection}: ${kind} could not be read: ${error.message}`,
    ...hint,
  }
}
