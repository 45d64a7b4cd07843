/**
 * One declared resource × what was applied × what is observed → its field changes with their cause, and what would be
 * written. Pure.
 */
import type { AddressId } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { type Field, fieldOf } from '../model/field.ts'
import { type Json, sameJson } from '../model/json.ts'
import type { Cause, FieldChange } from '../model/plan.ts'
import type { Kind } from '../model/provider.ts'
import type { Observed, Resource, Spec } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import type { Bound } from './bind.ts'
import { carriable } from './carry.ts'
import { merged, same } from './compare.ts'
import { describe, type Naming } from './describe.ts'
import type { DiffInput, MutedField, ResourceDiff } from './diff.ts'
import { createOnlyProblem, hiddenProblem, neededProblems } from './diff-refusals.ts'
import { compareImages, sameSources } from './images.ts'
import { comparable, losesTheirs, setOnce, settleOnce, type Wish } from './ownership.ts'
import { releasedFields } from './release.ts'
import { type IdOf, isBelow, localiseSpec, naturalKeyOf } from './spec.ts'
import { storedOtherwise } from './stored-otherwise.ts'
import { survives } from './within.ts'

/** One field, compared. */
interface Compared {
  readonly changes: readonly FieldChange[]
  readonly write: Json
  /** What the state keeps of it after success. */
  readonly applied: Json
}

/** What the resources of one kind have in common. */
export interface CompareInput extends DiffInput {
  readonly kind: Kind
  /** Deleted and made anew by this plan, as far as is known by now. */
  readonly replaced: ReadonlySet<AddressId>
  readonly idOf: IdOf
  readonly naming: Naming
}

const nothing: ReadonlySet<string> = new Set()

export class ResourceComparer {
  readonly #resource: Resource
  readonly #kind: Kind
  readonly #input: CompareInput
  readonly #bound: Bound | undefined
  readonly #before: StateEntry | undefined
  readonly #desired: Spec
  readonly #naming: Naming
  readonly #inReplaced: boolean
  readonly #survives: boolean
  /** Fields that a write may have changed whose answer was lost. */
  readonly #inDoubt: ReadonlySet<string>
  readonly #diagnostics: Diagnostic[] = []
  readonly #muted: MutedField[] = []

  constructor(resource: Resource, input: CompareInput) {
    const { binding, kind, replaced, idOf, naming } = input
    this.#resource = resource
    this.#kind = kind
    this.#input = input
    this.#bound = binding.bound.get(resource.address)
    const owner = this.#bound?.movedFrom ?? resource.address
    this.#before = ownEntry(input.entries.get(owner), this.#bound, kind)
    this.#inDoubt = input.doubts.length === 0 ? nothing : lostFields(owner, input)
    this.#desired = localiseSpec(resource.spec, idOf)
    this.#survives = survives(resource, kind, input, replaced, idOf)
    this.#naming = naming
    this.#inReplaced = resource.dependsOn.some((need) => replaced.has(need) && isBelow(resource.key, need, kind))
  }

  compare(): ResourceDiff {
    const observed = this.#bound?.observed
    // What hangs below a replaced parent goes with it and is made anew.
    if (this.#bound === undefined || this.#inReplaced || !this.#survives) return this.#create()
    const { diffs, write, applied, replace } = this.#compareFields(observed)
    this.#noteReleased()
    // A level is written by its SKU, and that may be another one than when it was found.
    if (this.#kind.within !== undefined && diffs.length > 0)
      for (const key of this.#kind.naturalKey) write[key] = this.#desired[key] ?? null
    const remoteId =
      this.#kind.within === undefined ? this.#bound.remoteId : naturalKeyOf(this.#resource.spec, this.#kind.naturalKey)
    const made = this.#entry(applied, this.#keptStored(write), remoteId)
    // Most are as they were: no second copy of them is kept.
    const entry = this.#before !== undefined && sameEntry(this.#before, made) ? this.#before : made
    const muted = this.#muted.length === 0 ? {} : { muted: this.#muted }
    const base = {
      resource: this.#resource,
      kind: this.#kind,
      bound: this.#bound,
      diagnostics: this.#diagnostics,
      ...muted,
    }
    if (!replace) return { ...base, verdict: diffs.length === 0 ? 'same' : 'update', diff: diffs, write, entry }
    if (this.#kind.writing.delete === undefined) return this.#refused(base, diffs)
    return {
      ...base,
      verdict: 'replace',
      diff: diffs,
      write: createFields(this.#desired, this.#kind),
      entry: this.#entry(applied, {}, ''),
    }
  }

  /** The vendor takes a field on create only and deletes nothing: nothing of this resource is written. */
  #refused(base: Pick<ResourceDiff, 'resource' | 'kind' | 'bound'>, diffs: readonly FieldChange[]): ResourceDiff {
    const names = Object.keys(this.#desired).filter(
      (name) =>
        fieldOf(this.#kind, name)?.createOnly === true &&
        diffs.some(({ path }) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`)),
    )
    const problem = createOnlyProblem(names, this.#kind, this.#resource)
    const entry = this.#before ?? this.#entry({}, {}, '')
    return { ...base, verdict: 'same', diff: [], write: {}, entry, diagnostics: [...this.#diagnostics, problem] }
  }

  #compareFields(observed: Observed | undefined): {
    diffs: FieldChange[]
    write: { [name: string]: Json }
    applied: { [name: string]: Json }
    replace: boolean
  } {
    const diffs: FieldChange[] = []
    const write: { [name: string]: Json } = {}
    const applied: { [name: string]: Json } = {}
    let replace = false
    for (const [name, desired] of Object.entries(this.#desired)) {
      const field = fieldOf(this.#kind, name)
      if (field === undefined) continue
      const only = this.#input.only?.get(this.#resource.address)
      if (only !== undefined && !only.has(name)) {
        this.#keepBefore(name, applied)
        continue
      }
      if (this.#isPlace(name)) {
        applied[name] = desired
        continue
      }
      if (field.owner === 'once' && this.#before?.remoteId !== '') {
        this.#keepOnce(name, field, desired, observed?.spec[name], applied)
        continue
      }
      const found = this.#compareField(name, field, desired, observed)
      if (this.#isMuted(name, found.changes)) {
        this.#keepBefore(name, applied)
        continue
      }
      applied[name] = found.applied
      if (found.changes.length === 0) continue
      diffs.push(...found.changes)
      write[name] = found.write
      if (field.createOnly === true) replace = true
    }
    return { diffs, write, applied, replace }
  }

  /** What is not compared, or is left alone, the state keeps as it had it. */
  #keepBefore(name: string, applied: { [name: string]: Json }): void {
    const before = this.#before?.applied[name]
    if (before !== undefined) applied[name] = before
  }

  /** What the files change is meant, whatever the shop did besides. */
  #isMuted(name: string, changes: readonly FieldChange[]): boolean {
    if (changes.length === 0 || changes.some(({ cause }) => cause !== 'drift')) return false
    const mute = this.#input.muteOf?.(this.#resource.address, name)
    if (mute !== undefined) this.#muted.push({ mute, diff: changes })
    return mute !== undefined
  }

  #create(): ResourceDiff {
    const write = createFields(this.#desired, this.#kind)
    const applied: { [name: string]: Json } = {}
    const diffs: FieldChange[] = []
    for (const [name, desired] of Object.entries(this.#desired)) {
      const field = fieldOf(this.#kind, name)
      if (field === undefined) continue
      const images = field.shape === 'images' ? compareImages(name, desired, undefined, undefined) : undefined
      applied[name] = images?.applied ?? desired
      if (images !== undefined && images.write.length > 0) write[name] = [...images.write]
      if (write[name] === undefined) continue
      diffs.push(...(images?.changes ?? this.#describe(name, field, desired, undefined, 'config')))
    }
    const entry = this.#entry(applied, {}, '')
    const diagnostics = [...this.#diagnostics, ...neededProblems(this.#resource, this.#desired, this.#kind)]
    const base = { resource: this.#resource, kind: this.#kind, bound: undefined, diagnostics }
    return { ...base, verdict: 'create', diff: diffs, write, entry }
  }

  #compareField(name: string, field: Field, desired: Json, observed: Observed | undefined): Compared {
    const known = observed !== undefined && Object.hasOwn(observed.spec, name) && field.writeOnly !== true
    const seen = known ? observed.spec[name] : undefined
    const before = this.#before?.applied[name]
    if (field.shape === 'images') return this.#compareImages(name, desired, before, seen)
    const context = this.#naming
    const { wanted, kept, wishes } = settleOnce({ path: name, field, desired, seen, applied: before, context })
    for (const wish of wishes) this.#noteOnce(wish)
    if (seen !== undefined && same(field, wanted, seen, context)) return { write: null, applied: kept, changes: [] }
    const applied = before === undefined ? undefined : comparable(field, before)
    const changes =
      seen === undefined
        ? this.#againstApplied(name, field, wanted, applied)
        : this.#againstSeen(name, field, wanted, applied, seen)
    // What is remembered as kept otherwise is what the vendor hides, and not what somebody took away.
    const hidden = seen !== undefined && sameJson(this.#before?.stored[name], seen)
    if (changes.length > 0 && hidden && losesTheirs(field, desired, before, seen)) {
      this.#diagnostics.push(hiddenProblem(name, this.#resource))
      return { changes: [], write: null, applied: before ?? null }
    }
    // Most fields are as they should be, and then nothing is put together to be sent.
    const write = changes.length === 0 ? null : merged(field, wanted, this.#carried(field, seen))
    return { write, applied: kept, changes }
  }

  #carried(field: Field, seen: Json | undefined): Json | undefined {
    const { connection } = this.#resource
    const owner = { kind: this.#kind, spec: { ...this.#bound?.observed?.spec, ...this.#desired } }
    return carriable(field, seen, { ...this.#input, connection, owner })
  }

  /** What the vendor does not show is compared with what was last written. */
  #againstApplied(name: string, field: Field, desired: Json, applied: Json | undefined): readonly FieldChange[] {
    // What is found inside its host and was never ours shows nothing of itself: it is taken as it is.
    const takenOver = this.#before === undefined && this.#bound?.observed === undefined
    if (takenOver || (applied === undefined && field.createOnly === true)) return []
    if (this.#inDoubt.has(name)) {
      this.#diagnostics.push(this.#note('N1007', `an earlier write of ${name} is in doubt: it is written again`))
      return this.#describe(name, field, desired, undefined, 'config')
    }
    // Clearing what was never written and cannot be seen needs no call.
    const unchanged = applied === undefined ? isEmpty(desired) : same(field, desired, applied, this.#naming)
    return unchanged ? [] : this.#describe(name, field, desired, applied, 'config')
  }

  /** Where it lives and by what key is the business of its host: writing the host moves it along. */
  #isPlace(name: string): boolean {
    const { within, naturalKey } = this.#kind
    return within !== undefined && (within.field === name || naturalKey.includes(name))
  }

  /** They differ. */
  #againstSeen(
    name: string,
    field: Field,
    desired: Json,
    applied: Json | undefined,
    seen: Json,
  ): readonly FieldChange[] {
    const asApplied = applied !== undefined && same(field, desired, applied, this.#naming)
    const stored = this.#before?.stored[name]
    const asStored = stored !== undefined && sameJson(comparable(field, stored), comparable(field, seen))
    if (asApplied && asStored) {
      const words = storedOtherwise({ kind: this.#kind, name, field, written: desired, kept: seen })
      this.#diagnostics.push({ ...this.#note(words.code, words.summary), ...words })
      return []
    }
    const asBefore =
      applied === undefined ||
      asStored ||
      (stored === undefined && sameJson(seen, applied)) ||
      same(field, applied, seen, this.#naming)
    // An expectation was never written: what differs from it is the shop's doing.
    const expected = this.#kind.class === 'observed'
    const cause: Cause = asApplied || expected ? 'drift' : asBefore ? 'config' : 'both'
    return this.#describe(name, field, desired, seen, cause)
  }

  #compareImages(name: string, desired: Json, applied: Json | undefined, seen: Json | undefined): Compared {
    const found = compareImages(name, desired, applied, seen)
    const stored = this.#before?.stored[name]
    const asStored = stored !== undefined && sameJson(stored, seen ?? null) && sameSources(applied, found.applied)
    if (found.changes.length > 0 && asStored) {
      const summary = `the shop keeps other images than were written`
      this.#diagnostics.push(this.#note('N1002', summary))
      return { changes: [], write: [], applied: applied ?? [] }
    }
    return { changes: found.changes, write: [...found.write], applied: [...found.applied] }
  }

  #describe(name: string, field: Field, desired: Json, before: Json | undefined, cause: Cause): FieldChange[] {
    return describe(name, field, { local: desired, written: this.#resource.spec[name] }, before, cause, this.#naming)
  }

  /** Fields set once: the state keeps what was set, and a later wish is said, not written. */
  #keepOnce(
    name: string,
    field: Field,
    desired: Json,
    seen: Json | undefined,
    applied: { [name: string]: Json },
  ): void {
    const set = this.#before?.applied[name]
    if (set === undefined) return
    applied[name] = set
    const isSet =
      field.shape === 'images'
        ? sameSources(set, compareImages(name, desired, undefined, undefined).applied)
        : same(field, desired, set, this.#naming) || (seen !== undefined && same(field, desired, seen, this.#naming))
    if (!isSet) this.#noteOnce({ path: name, field, set, now: desired })
  }

  #noteOnce(wish: Wish): void {
    const { summary, hint } = setOnce(this.#kind, wish)
    this.#diagnostics.push({ ...this.#note('N1004', summary), hint })
  }

  #noteReleased(): void {
    const { spec } = this.#resource
    const applied = this.#before?.applied ?? {}
    const released = { kind: this.#kind, spec, applied, observed: this.#bound?.observed?.spec }
    for (const line of releasedFields(released)) this.#diagnostics.push(this.#note('N1001', line))
  }

  #note(code: Diagnostic['code'], summary: string): Diagnostic {
    return { severity: 'note', code, summary, source: this.#resource.source, address: this.#resource.address }
  }

  #keptStored(write: Spec): Spec {
    const stored = this.#before?.stored ?? {}
    return Object.fromEntries(
      Object.entries(stored).filter(([name]) => write[name] === undefined && Object.hasOwn(this.#desired, name)),
    )
  }

  #entry(applied: Spec, stored: Spec, remoteId: string): StateEntry {
    const { policy, dependsOn } = this.#resource
    return { remoteId, applied, stored, policy, needs: dependsOn }
  }
}

function lostFields(owner: AddressId, { doubts }: DiffInput): ReadonlySet<string> {
  const lost = doubts.filter(({ address, role }) => address === owner && role !== 'create')
  return new Set(lost.flatMap(({ fields }) => Object.keys(fields)))
}

function isEmpty(value: Json): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/** As they are written down: what is not defined is not there. */
export function sameEntry(before: StateEntry, after: StateEntry): boolean {
  const asWritten = (entry: StateEntry): Json => JSON.parse(JSON.stringify(entry))
  const isSame = (name: 'applied' | 'stored') => sameJson(before[name], after[name])
  const isPlain =
    before.remoteId === after.remoteId &&
    before.policy.protect === after.policy.protect &&
    before.policy.onRemove === after.policy.onRemove &&
    before.needs.join() === after.needs.join()
  return (isPlain && isSame('applied') && isSame('stored')) || sameJson(asWritten(before), asWritten(after))
}

/** A create sends nothing for what is cleared: a fresh object has nothing to clear. */
function createFields(desired: Spec, kind: Kind): { [name: string]: Json } {
  const parts = Object.entries(desired).map(([name, value]) => {
    const field = fieldOf(kind, name)
    return [name, field === undefined ? value : merged(field, value, undefined)] as const
  })
  return Object.fromEntries(parts.filter(([, value]) => !isEmpty(value)))
}

/** An object that was made by somebody else in the place of one that is gone holds nothing of what was written to that one. */
function ownEntry(entry: StateEntry | undefined, bound: Bound | undefined, kind: Kind): StateEntry | undefined {
  if (entry === undefined || bound === undefined || kind.within !== undefined || entry.remoteId === '') return entry
  return entry.remoteId === bound.remoteId ? entry : undefined
}
