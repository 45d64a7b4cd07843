/**
 * Drift into the files that declare it: the plan is made as `butik drift` makes it, what is taken becomes edits in place, and what
 * they give is read back and compared with the shop before a file is written. Sends nothing but reads.
 */
import { join } from 'node:path'
import { type AddressId, addressId, partsOf } from '../model/address.ts'
import { DiagnosticsError, ReconcilerError } from '../model/errors.ts'
import { byCodeUnit, type JsonObject } from '../model/json.ts'
import type { Plan } from '../model/plan.ts'
import type { LockInfo, StateEntry } from '../model/state.ts'
import type { Edit } from '../model/written.ts'
import { type Choice, type DriftedField, driftedIn, takenOnly } from './accept.ts'
import { editedFiles, type TextParts } from './edited-files.ts'
import { laidSheets } from './laid-sheets.ts'
import { whyMuted } from './mutes.ts'
import { type NextState, nextSnapshot } from './next-state.ts'
import { topLevel } from './plan-change.ts'
import type { PulledFile } from './pull-attempt.ts'
import { type Misfit, type MovedFields, toStay, type Unwritable } from './pull-blame.ts'
import { type Checked, checkPulled } from './pull-check.ts'
import { type DeclaredEdits, declaredEdits, type Kept } from './pull-edits.ts'
import { type PlanOptions, planAndSee } from './run.ts'
import type { Sheet } from './sheets.ts'
import type { Sight } from './sight.ts'
import { checkBasis, stateBasis } from './stale.ts'
import { keepUndo } from './undo-keep.ts'
import type { World } from './world.ts'

export interface AcceptOptions {
  readonly plan: PlanOptions
  /** Of what has drifted, what is taken; `declared`: all addresses. */
  choose(drifted: readonly DriftedField[], declared: readonly AddressId[]): Promise<Choice>
}

export interface Accepted {
  /** Sorted by path. */
  readonly files: readonly PulledFile[]
  /** What the files say now as the shop has it. */
  readonly taken: readonly DriftedField[]
  /** Taken, and not written: why. */
  readonly kept: readonly Kept[]
  /** Left alone, since nobody named it. */
  readonly muted: readonly Kept[]
  readonly plan: Plan
  readonly next: NextState
  readonly seen: Sight
}

export async function makeAccept(
  world: World,
  parts: TextParts,
  { plan: options, choose }: AcceptOptions,
): Promise<Accepted> {
  const { plan, seen } = await planAndSee(world, options)
  const other = plan.guards.find(({ name, acked }) => name === 'identity' && !acked)
  if (other !== undefined) {
    throw new ReconcilerError('E3001', other.message, {
      hint: 'nothing was written; check the credentials and the environment, or give --ack identity',
    })
  }
  const { taken, left } = await choose(driftedIn(seen), [...seen.desired.resources.keys()]).catch((error: unknown) => {
    throw seenInPart(error, plan)
  })
  const muted = left.flatMap((one) => (one.muted === undefined ? [] : [keptOf(one, whyMuted(one.muted))]))
  const both = left.filter((one) => one.muted === undefined)
  const attempts = new Attempts({ ...(await laidSheets(world)), parts, seen }, both)
  let wanted = taken
  for (;;) {
    const made = await attempts.next(wanted)
    if (made.unfit.length === 0) return { ...made, muted, plan, seen }
    wanted = wanted.filter((one) => !made.unfit.includes(one))
  }
}

/** Where nothing has drifted as far as it was seen, and that was not all. */
function seenInPart(error: unknown, { complete, diagnostics }: Plan): unknown {
  const unread = diagnostics.filter(({ severity }) => severity === 'error')
  if (!(error instanceof ReconcilerError) || error.code !== 'E1505' || complete || unread.length === 0) return error
  return new DiagnosticsError([
    {
      severity: 'error',
      code: 'E3004',
      summary: `${error.message} as far as it was read, and that is not all`,
      hint: 'nothing was written; run again when the shop can be read',
    },
    ...unread,
  ])
}

interface Made extends Pick<Accepted, 'files' | 'taken' | 'kept' | 'next'> {
  /** Written down they do not read back: the next attempt leaves them out. */
  readonly unfit: readonly DriftedField[]
}

interface AttemptsGiven {
  readonly world: World
  readonly parts: TextParts
  readonly seen: Sight
  readonly sheets: readonly Sheet[]
}

class Attempts {
  readonly #world: World
  readonly #parts: TextParts
  readonly #seen: Sight
  readonly #sheets: readonly Sheet[]
  readonly #unfit: Kept[]

  constructor({ world, parts, seen, sheets }: AttemptsGiven, left: readonly DriftedField[]) {
    this.#sheets = sheets
    this.#world = world
    this.#parts = parts
    this.#seen = seen
    const why = 'the files have moved as well; name the field to take what the shop has: ADDRESS#FIELD'
    this.#unfit = left.map((one) => keptOf(one, why))
  }

  async next(wanted: readonly DriftedField[]): Promise<Made> {
    const seen = { ...takenOnly(this.#seen, wanted), identities: this.#seen.snapshot.identities }
    const all = seen.connected.map((connected) =>
      declaredEdits({
        world: this.#world,
        seen,
        connected,
        objects: [],
        retires: true,
        isWanted: () => true,
        by: 'accept',
      }),
    )
    const { files, refused } = await this.#files(all)
    const kept = [...all.flatMap((one) => one.kept), ...refused]
    const changes = new Map(files.map(({ path, after }) => [path, after]))
    const whole = { ...this.#seen, identities: seen.identities }
    const checked = await checkPulled({ world: this.#world, seen: whole, objects: [], changes })
    if (checked.misfits.length > 0) {
      const moved: MovedFields = new Map(all.flatMap((one) => [...one.moved]))
      return this.#invalid(wanted, toStay(checked.misfits, moved), checked.misfits)
    }
    const left = wanted.filter((one) => isStill(one, checked))
    const unfit = left.filter(({ address }) => !kept.some((one) => isAround(one.address, address)))
    const why = 'written down it does not read back as the shop has it'
    this.#unfit.push(...unfit.map((one) => keptOf(one, why)))
    const taken = wanted.filter((one) => !left.includes(one))
    const told = [...kept, ...this.#unfit].sort((one, other) => byCodeUnit(one.address, other.address))
    return { files, taken, kept: told, unfit, next: this.#state(taken, checked) }
  }

  /** A field that the files cannot say, or what was commented out and is missed elsewhere. Throws E1506 where neither is why. */
  #invalid(wanted: readonly DriftedField[], stays: readonly Unwritable[], misfits: readonly Misfit[]): Made {
    const next = { entries: this.#seen.entries, identities: {}, doubts: [] }
    const made = { files: [], taken: [], kept: [], next }
    const toldOf = ({ address, field }: DriftedField) =>
      stays.find((one) => one.address === address && one.field === field)
    const unsaid = wanted.filter((one) => toldOf(one) !== undefined)
    if (unsaid.length > 0) {
      this.#unfit.push(...unsaid.map((one) => keptOf(one, toldOf(one)?.why ?? '')))
      return { ...made, unfit: unsaid }
    }
    const [{ summary, source } = { summary: '', source: undefined }] = misfits.map(({ error }) => error)
    const where = source === undefined ? '' : `${source.file}:${source.line}:${source.column}: `
    const unfit = wanted.filter(({ field }) => field === undefined)
    if (unfit.length === 0) {
      throw new ReconcilerError('E1506', `with what is taken the files would not be valid: ${where}${summary}`, {
        hint: 'nothing was written; take less at once: butik accept ADDRESS#field',
      })
    }
    const why = `it is gone from the shop, and the files refer to it: ${summary}`
    this.#unfit.push(...unfit.map((one) => keptOf(one, why)))
    return { ...made, unfit }
  }

  async #files(all: readonly DeclaredEdits[]): Promise<{ files: PulledFile[]; refused: Kept[] }> {
    const edits = new Map<string, Edit[]>()
    for (const [path, some] of all.flatMap((one) => [...one.edits]))
      edits.set(path, [...(edits.get(path) ?? []), ...some])
    const edited = await editedFiles({
      edits,
      sheets: this.#sheets,
      parts: this.#parts,
      read: (path) => this.#textOf(path),
    })
    const refused = edited.refused.map(({ file, edit, why }) => this.#refusal(file, edit, why))
    const files: PulledFile[] = [...edited.files]
    for (const [path, after] of all.flatMap(({ texts }) => [...texts])) {
      const before = await this.#textOf(path)
      if (after !== before) files.push({ path, before, after })
    }
    return { files: files.sort((one, other) => byCodeUnit(one.path, other.path)), refused }
  }

  /** By the resource that stands at the place of the edit. */
  #refusal(file: string, { path: [section, key, ...rest] }: Edit, why: string): Kept {
    const { resources } = this.#seen.desired
    const sectionOf = (kind: string) =>
      this.#seen.connected.flatMap(({ provider }) => provider.kinds).find(({ name }) => name === kind)?.section
    const host = [...resources.values()].find(
      (one) => one.source.file === file && one.key === key && sectionOf(one.kind) === section,
    )
    const address = host?.address ?? addressId('', String(section), String(key))
    return { address, why, ...(rest.length === 0 ? {} : { path: rest.join('.') }) }
  }

  async #textOf(path: string): Promise<string> {
    return new TextDecoder().decode(await this.#world.files.read(join(this.#world.project.root, path)))
  }

  /** What was taken is as good as applied: or the next edit in the shop would look as if the files had moved as well. */
  #state(taken: readonly DriftedField[], { diffs, desired }: Checked): NextState {
    const entries = new Map(this.#seen.entries)
    for (const { address, field } of taken) {
      const [before, one] = [entries.get(address), diffs.get(address)]
      if (field === undefined) {
        if (!desired.resources.has(address)) entries.delete(address)
      } else if (before !== undefined && one !== undefined) {
        entries.set(address, one.verdict === 'same' ? one.entry : withField(before, one.entry, field))
      }
    }
    return { entries, identities: this.#seen.snapshot.identities, doubts: this.#seen.doubts }
  }
}

/** The rest of it is not as the files say: only this field is. */
function withField(before: StateEntry, after: StateEntry, field: string): StateEntry {
  const one = (was: JsonObject, is: JsonObject): JsonObject => {
    const { [field]: _gone, ...rest } = was
    const value = is[field]
    return value === undefined ? rest : { ...rest, [field]: value }
  }
  return { ...before, applied: one(before.applied, after.applied), stored: one(before.stored, after.stored) }
}

function isStill({ address, field }: DriftedField, { diffs, desired }: Checked): boolean {
  if (field === undefined) return desired.resources.has(address)
  return topLevel(diffs.get(address)?.diff ?? []).includes(field)
}

function keptOf({ address, field }: DriftedField, why: string): Kept {
  return { address, why, ...(field === undefined ? {} : { path: field }) }
}

/** The same, or the resource that it is nested in. */
function isAround(host: AddressId, address: AddressId): boolean {
  const [around, within] = [partsOf(host), partsOf(address)]
  if (around.connection !== within.connection) return false
  return host === address || within.key.startsWith(`${around.key}.`) || around.key === within.key
}

/**
 * `write` puts the files in place; then one write of the state. Under a lock that is taken now: nobody waits while a person is asked. Throws
 * E3002 with nothing written where the state has gone on since the plan.
 */
export async function keepAccepted(world: World, lock: LockInfo, made: Accepted, write: () => void): Promise<void> {
  await using held = await world.backend.lock(lock)
  const { snapshot, journal } = await world.backend.read()
  const { basis } = made.plan
  checkBasis(made.plan, { ...basis, ...stateBasis(snapshot, journal) })
  await held.confirm()
  write()
  await held.confirm()
  const after = nextSnapshot(snapshot, made.next, world)
  await keepUndo({ backend: world.backend, before: snapshot, lines: journal, lineage: after.lineage, ...made.next })
  await world.backend.write(after, snapshot.serial)
}
