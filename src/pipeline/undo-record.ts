/**
 * The lines of a journal → what each run in it changed, with what was there before: the record that undo reads. Pure. A run
 * that was killed is in it too; whether its last calls arrived is taken from what the next run found out.
 */
import type { AddressId } from '../model/address.ts'
import { byCodeUnit, isJsonObject, type Json } from '../model/json.ts'
import type { Action, OperationRole } from '../model/plan.ts'
import type { Spec } from '../model/resource.ts'
import type { Intent, JournalEntry, StateEntry } from '../model/state.ts'
import type { UndoChange, UndoRecord } from '../model/undo.ts'
import { asList } from './compare.ts'
import { arrivedFields, type Fate, firstIntents } from './undo-arrived.ts'

export interface RecordInput {
  /** In the order in which they were written; of one run or several. */
  readonly lines: readonly JournalEntry[]
  /** The state as it was stored before the first line. */
  readonly stored: ReadonlyMap<AddressId, StateEntry>
  /** The run that is ending, with the entries it began with and what it did without a call. */
  readonly own?: {
    readonly run: string
    readonly entries: ReadonlyMap<AddressId, StateEntry>
    readonly forgotten: readonly AddressId[]
  }
  readonly after: Aftermath
  readonly lineage: string
}

/** What is known once the run that ends has looked. */
export interface Aftermath {
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  /** Still in doubt. */
  readonly doubts: readonly Pick<Intent, 'address' | 'run'>[]
}

/** One write of one address. */
interface Write {
  readonly intent: Intent
  outcome: 'succeeded' | 'failed' | 'skipped' | 'in-doubt' | undefined
  action: Action | undefined
}

interface Run {
  readonly run: string
  at: string
  plan: string
  readonly writes: Map<AddressId, Map<string, Write>>
  readonly prior: Map<AddressId, StateEntry | undefined>
}

/** Runs that changed nothing have no record. */
export function undoRecords(input: RecordInput): UndoRecord[] {
  const runs = runsIn(input)
  const made = madeBy(runs)
  return runs.flatMap(({ run, at, plan, writes, prior }, index): UndoRecord[] => {
    const later = firstIntents(runs.slice(index + 1).map((one) => one.writes))
    const changes = [...writes].flatMap(([address, some]) => {
      const fate = { later: later.get(address), prior: prior.get(address), now: input.after.entries.get(address) }
      const isOpen = input.after.doubts.some((doubt) => doubt.address === address && (doubt.run ?? run) === run)
      const arrived = isOpen ? [...some.values()] : [...some.values()].flatMap((write) => arrivedOf(write, fate))
      const change = changeOf(address, arrived, prior.get(address))
      const settled = change === undefined ? undefined : settledChange(change, run, input.after, made)
      return settled === undefined ? [] : [withUploads(settled, input.after.entries.get(address))]
    })
    const forgotten = input.own?.run === run ? input.own.forgotten.filter((address) => !writes.has(address)) : []
    for (const address of forgotten) {
      const entry = input.own?.entries.get(address)
      if (entry !== undefined && entry.remoteId !== '') changes.push(forgottenChange(address, entry))
    }
    if (changes.length === 0) return []
    const sorted = changes.sort((a, b) => byCodeUnit(a.address, b.address))
    return [{ formatVersion: 1, run, at, plan, lineage: input.lineage, changes: sorted }]
  })
}

function runsIn({ lines, stored, own }: RecordInput): Run[] {
  const runs = new Map<string, Run>()
  let entries = new Map(stored)
  const runOf = (name: string, at: string): Run => {
    const known = runs.get(name)
    if (known !== undefined) return known
    if (own?.run === name) entries = new Map(own.entries)
    const begun = { run: name, at, plan: '', writes: new Map(), prior: new Map() }
    runs.set(name, begun)
    return begun
  }
  for (const line of lines) {
    const run = runOf(line.run, line.at)
    switch (line.phase) {
      case 'begun':
        run.plan = line.plan
        break
      case 'intent':
        for (const intent of line.intents) announce(run, line.operation, intent, entries)
        break
      case 'entry':
        entries.set(line.address, line.entry)
        break
      case 'outcome': {
        const { address, outcome, action } = line.outcome
        const write = run.writes.get(address)?.get(line.operation)
        if (write !== undefined) Object.assign(write, { outcome, action })
        if (line.entry === null) entries.delete(address)
        else if (line.entry !== undefined) entries.set(address, line.entry)
      }
    }
  }
  return [...runs.values()]
}

function announce(run: Run, operation: string, intent: Intent, entries: ReadonlyMap<AddressId, StateEntry>): void {
  const { address } = intent
  const writes = run.writes.get(address) ?? new Map<string, Write>()
  run.writes.set(address, writes)
  const entry = entries.get(address)
  // On its way is nothing that was there.
  if (!run.prior.has(address)) run.prior.set(address, entry?.remoteId === '' ? undefined : entry)
  // An array that was refused is sent again in parts, under the same operation.
  writes.set(operation, { intent, outcome: undefined, action: undefined })
}

/** Without the fields that turned out not to have been written; none where there is nothing else in it. */
function arrivedOf(write: Write, fate: Fate): Write[] {
  const { intent, outcome } = write
  const isKnown = outcome !== undefined && outcome !== 'in-doubt'
  if (isKnown || intent.role === 'create' || intent.role === 'delete') return [write]
  const fields = arrivedFields(intent, fate)
  return Object.keys(fields).length === 0 ? [] : [{ ...write, intent: { ...intent, fields } }]
}

function changeOf(address: AddressId, all: readonly Write[], entry: StateEntry | undefined): UndoChange | undefined {
  const writes = all.filter(({ outcome }) => outcome !== 'failed' && outcome !== 'skipped')
  const [first] = writes
  if (first === undefined) return undefined
  const roles = writes.map(({ intent }) => intent.role)
  const decisive = writes.filter(({ intent }) => intent.role === 'create' || intent.role === 'delete')
  const action = writes.find((write) => write.action !== undefined)?.action
  let before: Spec = {}
  let written: Spec = {}
  for (const { intent } of writes) {
    before = { ...intent.before, ...before }
    written = { ...written, ...(intent.role === 'delete' ? {} : intent.fields) }
  }
  return {
    address,
    action: actionOf(roles, action, first.intent),
    outcome: decisive.some(({ outcome }) => outcome === undefined || outcome === 'in-doubt') ? 'in-doubt' : 'succeeded',
    remoteId: first.intent.remoteId ?? '',
    before,
    written,
    uploads: [],
    ...(entry === undefined ? {} : { entry }),
  }
}

/** A replace of which only the delete was carried out is a delete by now. */
function actionOf(roles: readonly OperationRole[], said: Action | undefined, intent: Intent): UndoChange['action'] {
  if (roles.includes('delete')) return roles.includes('create') ? 'replace' : 'delete'
  if (roles.includes('create')) return 'create'
  if (said === 'forget' || (said === undefined && intent.entry === undefined)) return 'forget'
  return said === 'adopt' ? 'adopt' : 'update'
}

function forgottenChange(address: AddressId, entry: StateEntry): UndoChange {
  const { remoteId } = entry
  return { address, action: 'forget', outcome: 'succeeded', remoteId, before: {}, written: {}, uploads: [], entry }
}

/** By address: the run of the last create whose outcome is known. */
function madeBy(runs: readonly Run[]): Map<AddressId, string> {
  const made = new Map<AddressId, string>()
  for (const { run, writes } of runs) {
    for (const [address, some] of writes) {
      const known = [...some.values()].some(
        ({ intent, outcome }) => intent.role === 'create' && outcome === 'succeeded',
      )
      if (known) made.set(address, run)
    }
  }
  return made
}

/** Undefined where it turned out that nothing was done. */
export function settledChange(
  change: UndoChange,
  run: string,
  { entries, doubts }: Aftermath,
  made: ReadonlyMap<AddressId, string>,
): UndoChange | undefined {
  const { address, action } = change
  const now = entries.get(address)
  const isMade = action === 'create' || action === 'replace'
  if (change.outcome === 'in-doubt') {
    if (doubts.some((doubt) => doubt.address === address && (doubt.run ?? run) === run)) return change
    const maker = made.get(address)
    const isOthers = maker !== undefined && maker !== run
    const isThere = now !== undefined && now.remoteId !== ''
    if (action === 'delete') return isThere && !isOthers ? undefined : { ...change, outcome: 'succeeded' }
    if (!isThere || isOthers)
      return action === 'replace' ? { ...change, action: 'delete', outcome: 'succeeded' } : undefined
  }
  return { ...change, outcome: 'succeeded', remoteId: isMade ? (now?.remoteId ?? change.remoteId) : change.remoteId }
}

function withUploads(change: UndoChange, now: StateEntry | undefined): UndoChange {
  if (change.written['images'] === undefined) return change
  const before = imageIdsIn(change.before['images'])
  const uploads = imageIdsIn(now?.applied['images']).filter((id) => !before.includes(id))
  return { ...change, uploads }
}

export function imageIdsIn(value: Json | undefined): string[] {
  return asList(value).flatMap((image) =>
    isJsonObject(image) && typeof image['image_id'] === 'string' ? [image['image_id']] : [],
  )
}
