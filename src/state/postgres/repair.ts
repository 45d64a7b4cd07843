/** What can still be read of a state in PostgreSQL that is damaged, and a new one in its place. What is damaged is put aside, never deleted. */
import { type AddressId, isAddressId } from '../../model/address.ts'
import { ReconcilerError } from '../../model/errors.ts'
import type { Salvage, StateEntry, StateRepair } from '../../model/state.ts'
import { goodLines, type JournalLine, unfolded } from '../journal-lines.ts'
import { WrongKeyError } from '../sealed.ts'
import { OtherVersionError } from '../snapshot.ts'
import { type Session, text, transaction, whole } from './connection.ts'
import { lineRows, linesOf, opened, openRunGone } from './journal.ts'
import { changing, looking, type Place } from './place.ts'
import { entryRows, type PostgresState, type StateRow, stateRow, wholeState } from './state.ts'
import { addressIn, type Head, parseEntry, parseHead } from './state-rows.ts'

export function repairOf(place: Place, state: PostgresState): StateRepair {
  return {
    salvage: async () =>
      (await looking(place, (session) => transaction(session, 'read', () => salvage(session, place)))) ?? nothing,
    replace: (next) =>
      changing(place, (session) =>
        transaction(session, 'write', async () => {
          const stamp = place.clock.now().toISOString()
          await putAside(session, place, stamp)
          await state.replace(session, next)
          return [`rows of ${stamp} in the table damaged`]
        }),
      ),
  }
}

const nothing: Salvage = { problems: [], journal: [], named: new Map() }

async function salvage(session: Session, place: Place): Promise<Salvage> {
  const row = await stateRow(session, place)
  const folded = row?.foldedSeq ?? 0
  const lines = await goodRows(session, place, folded)
  const problems = [
    await problemOf(() => wholeState(session, place, row)),
    (await problemOf(() => linesOf(session, place, { after: folded, serial: row?.serial ?? 0 }))) ??
      openRunProblem(row, lines),
  ].filter((problem) => problem !== undefined)
  if (problems.length === 0) return { problems, journal: unfolded(lines, folded), named: new Map() }
  const head = headOf(row, place)
  const { entries, ids } = await goodEntries(session, place, head)
  if (head === undefined) return { problems, journal: unfolded(lines, 0), named: ids }
  const { entries: _, names: __, foldedSeq, ...rest } = head
  const named = new Map([...ids].filter(([address]) => entries[address] === undefined))
  return { problems, snapshot: { ...rest, entries }, from: 'the rows', journal: unfolded(lines, foldedSeq), named }
}

function openRunProblem(row: StateRow | undefined, lines: readonly JournalLine[]): string | undefined {
  const run = row?.openRun
  return run === undefined || lines.some(({ entry }) => entry.run === run) ? undefined : openRunGone(run).message
}

function headOf(row: StateRow | undefined, { cipher }: Place): Head | undefined {
  try {
    return row?.head === undefined ? undefined : parseHead(cipher.open(row.head, 'state'))
  } catch (error) {
    if (error instanceof OtherVersionError || error instanceof WrongKeyError) throw error
    return undefined
  }
}

interface GoodEntries {
  /** Of the rows that are whole. */
  readonly entries: Record<AddressId, StateEntry>
  /** Ids that any row names, damaged ones too. */
  readonly ids: ReadonlyMap<AddressId, string>
}

/** Of a head that cannot be read, the rows say themselves what they are. */
async function goodEntries(session: Session, place: Place, head: Head | undefined): Promise<GoodEntries> {
  const entries: Record<AddressId, StateEntry> = {}
  const ids = new Map<AddressId, string>()
  for (const row of await entryRows(session, place)) {
    try {
      const [name, body] = [text(row, 'address'), place.cipher.open(text(row, 'body'), 'state')]
      const address = isAddressId(name) ? name : addressIn(body, head === undefined ? undefined : name, head?.names)
      if (address === undefined || !isAddressId(address)) continue
      const named = /"remoteId":"([^"]+)","stored"/.exec(body)?.[1]
      if (named !== undefined) ids.set(address, named)
      entries[address] = parseEntry(address, body)
    } catch (error) {
      if (error instanceof WrongKeyError) throw error
      // What is wrong with it is among the problems.
    }
  }
  return { entries, ids }
}

/** Lines that are good by their own checksum, of all runs. */
async function goodRows(session: Session, place: Place, folded: number): Promise<readonly JournalLine[]> {
  const rows = await lineRows(session, place, 0)
  return rows.flatMap((row) => {
    let line: string
    try {
      line = opened(row, place)
    } catch (error) {
      // A line that the state has taken in may want a key of before.
      if (error instanceof WrongKeyError && whole(row, 'seq') > folded) throw error
      return []
    }
    return goodLines(Buffer.from(line), 'the journal')
  })
}

/** What another version wrote, or another key opens, is not damaged. */
async function problemOf(read: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await read()
    return undefined
  } catch (error) {
    if (!(error instanceof ReconcilerError) || error instanceof OtherVersionError || error instanceof WrongKeyError)
      throw error
    return error.message
  }
}

/** Lines of the journal stay where they are: they are behind the new state. */
async function putAside(session: Session, { schema, environment }: Place, stamp: string): Promise<void> {
  const queries = [
    `SELECT environment, $2, 'entry', address, body FROM S.entry`,
    `SELECT environment, $2, 'state', environment, head FROM S.state`,
  ]
  for (const query of queries)
    await session.query(schema.sql(`INSERT INTO S.damaged ${query} WHERE environment = $1 ON CONFLICT DO NOTHING`), [
      environment,
      stamp,
    ])
}
