/** One updated resource of a run × what it is now → the fields that go back, what moved since, and what cannot come back. Pure. */
import { type Field, fieldOf } from '../model/field.ts'
import { isJsonObject, type Json, sameJson } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import { isAsset, type Spec } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import type { UndoChange } from '../model/undo.ts'
import { holdsSecret } from './apply-before.ts'
import { asList, byIdentity, type CompareContext, identityOf, merged, same } from './compare.ts'
import { type Restored, restore, restoreImages, withKept } from './undo-merge.ts'

export interface FieldsBack {
  /** In the form that the state keeps. */
  readonly fields: Spec
  /** Of these, what the state did not have before the run. */
  readonly unmanaged: readonly string[]
  readonly moved: readonly Moved[]
  /** In words: what cannot come back. */
  readonly lost: readonly string[]
}

export interface Moved {
  readonly path: string
  readonly before: Json
  readonly written: Json
  readonly now: Json
}

export interface FieldsInput {
  readonly change: UndoChange
  readonly kind: Kind
  /** The state's entry by now. */
  readonly entry: StateEntry
  /** As the shop shows it by now; undefined where it shows nothing. */
  readonly seen: Spec | undefined
  readonly context: CompareContext
}

export function fieldsBack(input: FieldsInput): FieldsBack {
  const { change, kind } = input
  const fields: { [name: string]: Json } = {}
  const moved: Moved[] = []
  const lost: string[] = []
  for (const [name, written] of Object.entries(change.written)) {
    const field = fieldOf(kind, name)
    if (field === undefined) continue
    const before = change.before[name]
    const why = before === undefined ? unknownOf(field, written) : unwritable(before)
    if (before === undefined || why !== undefined) {
      lost.push(`${name}: ${why ?? 'what it was is not known'}`)
      continue
    }
    const now = nowOf(name, field, written, input)
    const found = restoredOf(name, field, { before, written, now }, input)
    const pictures = picturesOf(found.lost.length)
    if (pictures !== undefined) lost.push(`${name}: ${pictures} that the shop has no more`)
    moved.push(...found.moved.map((path) => ({ path, before, written, now })))
    if (found.changed)
      fields[name] = field.shape === 'images' ? found.value : asKept(name, field, { value: found.value, now }, input)
  }
  const prior = change.entry?.applied
  const unmanaged = prior === undefined ? [] : Object.keys(fields).filter((name) => !Object.hasOwn(prior, name))
  return { fields, unmanaged, moved, lost }
}

function restoredOf(
  name: string,
  field: Field,
  versions: { readonly before: Json; readonly written: Json; readonly now: Json },
  { change, entry, context }: FieldsInput,
): Restored {
  if (field.shape !== 'images') return restore(field, name, versions, context)
  return restoreImages({ ...versions, uploads: change.uploads, applied: entry.applied[name] })
}

/** Where the vendor keeps a value otherwise than it was written, and still keeps that, it is what was written. */
function nowOf(name: string, field: Field, written: Json, { entry, seen, context }: FieldsInput): Json {
  const applied = entry.applied[name]
  if (field.writeOnly === true || seen === undefined || !Object.hasOwn(seen, name)) return applied ?? null
  const shown = seen[name] ?? null
  const stored = entry.stored[name]
  const isStored = stored !== undefined && sameJson(stored, shown) && field.shape !== 'images'
  return isStored && same(field, applied ?? null, written, context) ? written : shown
}

interface Aim {
  readonly value: Json
  readonly now: Json
}

/**
 * In the words of the files, where the state had them: references, and only the parts that were written; but what they
 * leave out is said where the shop has it otherwise by now (a price that the run gave to a variant which had none).
 */
function asKept(name: string, field: Field, { value, now }: Aim, { change, entry, context }: FieldsInput): Json {
  const prior = change.entry?.applied[name]
  if (field.shape === 'list' && field.unlisted === 'kept') {
    const former = byIdentity(field, asList(prior))
    const items = asList(value).map((item) => {
      const one = former.get(identityOf(field, item))
      return one !== undefined && same(field.of, one, item, context) ? one : item
    })
    return withKept(field, items, entry.applied[name])
  }
  if (prior === undefined) return value
  const isStored = sameJson(change.entry?.stored[name], change.before[name] ?? null)
  return isStored || same(field, prior, value, context) ? withLeftOut(field, prior, { value, now }, context) : value
}

function withLeftOut(field: Field, prior: Json, { value, now }: Aim, context: CompareContext): Json {
  if (field.shape === 'object' && isJsonObject(prior) && isJsonObject(value)) {
    const there = isJsonObject(now) ? now : undefined
    const leftOut = Object.entries(value).filter(([part, wanted]) => {
      const of = field.fields[part]
      if (of === undefined || Object.hasOwn(prior, part)) return false
      return there === undefined || !same(of, wanted, there[part], context)
    })
    return { ...prior, ...Object.fromEntries(leftOut) }
  }
  if (field.shape !== 'list' || field.identity === undefined) return prior
  const [wanted, there] = [byIdentity(field, asList(value)), byIdentity(field, asList(now))]
  return asList(prior).map((item) => {
    const id = identityOf(field, item)
    return withLeftOut(field.of, item, { value: wanted.get(id) ?? null, now: there.get(id) ?? null }, context)
  })
}

function unknownOf(field: Field, written: Json): string {
  return field.sensitive === true || holdsSecret(written) ? 'secrets are not kept' : 'what it was is not known'
}

function unwritable(before: Json): string | undefined {
  if (holdsSecret(before)) return 'secrets are not kept'
  return isAsset(before) ? 'files of the past are not kept' : undefined
}

function picturesOf(count: number): string | undefined {
  return count === 0 ? undefined : count === 1 ? '1 picture' : `${count} pictures`
}

/** Of what the run made: fields that hold another value by now. */
export function movedFields({ change, kind, entry, seen, context }: FieldsInput & { readonly seen: Spec }): string[] {
  return Object.entries(change.written).flatMap(([name, written]) => {
    const field = fieldOf(kind, name)
    const isShown = field !== undefined && field.writeOnly !== true && Object.hasOwn(seen, name)
    if (!isShown || field.shape === 'images') return []
    return same(field, written, nowOf(name, field, written, { change, kind, entry, seen, context }), context)
      ? []
      : [name]
  })
}

export interface Remade {
  readonly spec: Spec
  readonly unmanaged: readonly string[]
  readonly lost: readonly string[]
}

/** A deleted object again: all that was seen of it and can be written, in the words of the files where there were some. */
export function remade(change: UndoChange, kind: Kind): Remade {
  const applied = change.entry?.applied ?? {}
  const spec: { [name: string]: Json } = {}
  const lost: string[] = []
  for (const name of new Set([...Object.keys(applied), ...Object.keys(change.before)])) {
    const field = fieldOf(kind, name)
    if (field === undefined) continue
    const isOurs = Object.hasOwn(applied, name)
    const value =
      field.shape === 'images' ? (change.before[name] ?? null) : wholeOf(field, applied[name], change.before[name])
    const why = field.shape === 'images' ? picturesOf(asList(value).length) : unwritable(value)
    if (why !== undefined) lost.push(`${name}: ${why}`)
    else if (field.shape !== 'images' && (isOurs || !isNothing(value))) spec[name] = value
  }
  return { spec, unmanaged: Object.keys(spec).filter((name) => !Object.hasOwn(applied, name)), lost }
}

/** What the files said of it, with the parts that they did not write. */
function wholeOf(field: Field, ours: Json | undefined, seen: Json | undefined): Json {
  if (ours === undefined) return seen ?? null
  return seen === undefined || field.writeOnly === true ? ours : merged(field, ours, seen)
}

function isNothing(value: Json): boolean {
  if (value === null || value === '') return true
  return Array.isArray(value) ? value.length === 0 : isJsonObject(value) && Object.values(value).every(isNothing)
}
