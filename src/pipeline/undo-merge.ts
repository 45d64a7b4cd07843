/**
 * One field × before, written by a run, observed now → what takes that run back and nothing else. Pure. What holds another
 * value by now than the run wrote is somebody's later word: it stays, and is named.
 */
import type { Field, ListField, ObjectField } from '../model/field.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { asList, byIdentity, type CompareContext, identityOf, namingFields, same } from './compare.ts'
import { imageIdsIn } from './undo-record.ts'

export interface Versions {
  readonly before: Json
  readonly written: Json
  readonly now: Json
}

export interface Restored {
  /** As it is to be; of a list whose unlisted elements are kept, only the elements that go back. */
  readonly value: Json
  /** False where nothing is to be put back. */
  readonly changed: boolean
  /** What stays, because it moved since: the field itself, or parts of it. */
  readonly moved: readonly string[]
  /** Pictures that are gone from the shop. */
  readonly lost: readonly string[]
}

export function restore(field: Field, path: string, versions: Versions, context: CompareContext): Restored {
  const { before, written, now } = versions
  if (field.shape === 'object' && [before, written, now].every(isJsonObject))
    return inObject(field, path, versions, context)
  if (field.shape === 'list' && field.identity !== undefined) return inElements(field, path, versions, context)
  if (same(field, written, before, context) || same(field, before, now, context)) return stays(now)
  if (same(field, written, now, context)) return { value: before, changed: true, moved: [], lost: [] }
  return { ...stays(now), moved: [path] }
}

function stays(value: Json): Restored {
  return { value, changed: false, moved: [], lost: [] }
}

function inObject(field: ObjectField, path: string, versions: Versions, context: CompareContext): Restored {
  const [before, written, now] = [objectOf(versions.before), objectOf(versions.written), objectOf(versions.now)]
  const value: { [name: string]: Json } = { ...now }
  const parts = Object.keys(written).flatMap((name): Restored[] => {
    const of = field.fields[name]
    if (of === undefined) return []
    const at = { before: before[name] ?? null, written: written[name] ?? null, now: now[name] ?? null }
    const part = restore(of, `${path}.${name}`, at, context)
    if (part.changed) value[name] = part.value
    return [part]
  })
  return together(value, parts)
}

function together(value: Json, parts: readonly Restored[]): Restored {
  return {
    value,
    changed: parts.some(({ changed }) => changed),
    moved: parts.flatMap(({ moved }) => moved),
    lost: parts.flatMap(({ lost }) => lost),
  }
}

/** Undefined as a value: the element goes. */
type Element = Omit<Restored, 'value'> & { readonly value: Json | undefined }

function inElements(field: ListField, path: string, versions: Versions, context: CompareContext): Restored {
  const before = byIdentity(field, asList(versions.before))
  const written = byIdentity(field, asList(versions.written))
  const now = byIdentity(field, asList(versions.now))
  const names = new Set([...before.keys(), ...now.keys(), ...written.keys()])
  const parts: Restored[] = []
  const elements: Json[] = []
  for (const name of names) {
    const of = [before.get(name), written.get(name), now.get(name)] as const
    const part = element(field, `${path}[${name.replaceAll('\u0000', '.')}]`, of, context)
    parts.push({ ...part, value: null })
    const isKept = field.unlisted === 'kept'
    if (part.value === undefined) {
      const gone = of[2] ?? of[1]
      if (isKept && part.changed && gone !== undefined) elements.push(cleared(field, gone))
    } else if (!isKept || part.changed) elements.push(part.value)
  }
  return together(elements, parts)
}

function element(
  { of }: ListField,
  path: string,
  [before, written, now]: readonly [Json | undefined, Json | undefined, Json | undefined],
  context: CompareContext,
): Element {
  const unchanged: Element = { value: now, changed: false, moved: [], lost: [] }
  if (before !== undefined && written !== undefined) {
    if (now !== undefined) return restore(of, path, { before, written, now }, context)
    return same(of, written, before, context) ? unchanged : { ...unchanged, moved: [path] }
  }
  if (written !== undefined) {
    // The run added it.
    if (now === undefined) return unchanged
    return same(of, written, now, context)
      ? { ...unchanged, value: undefined, changed: true }
      : { ...unchanged, moved: [path] }
  }
  if (before === undefined) return unchanged
  // The run took it away.
  if (now === undefined) return { ...unchanged, value: before, changed: true }
  return same(of, before, now, context) ? unchanged : { ...unchanged, moved: [path] }
}

/** In a list whose unlisted elements are kept, an element goes only where that is said. */
function cleared(field: ListField, item: Json): Json {
  const naming = namingFields(field)
  return Object.fromEntries(
    Object.entries(objectOf(item)).map(([name, value]) => [name, naming.includes(name) ? value : null]),
  )
}

/**
 * The elements of a list whose unlisted elements are kept, as the state is to have them: those that go back, and the
 * others that it has.
 */
export function withKept(field: Field, restored: Json, applied: Json | undefined): Json {
  if (field.shape !== 'list' || field.unlisted !== 'kept') return restored
  const back = new Set(asList(restored).map((item) => identityOf(field, item)))
  return [...asList(applied).filter((item) => !back.has(identityOf(field, item))), ...asList(restored)]
}

export interface Pictures extends Versions {
  /** What the run uploaded. */
  readonly uploads: readonly string[]
  /** What the state keeps: which picture is made of what. */
  readonly applied: Json | undefined
}

/** Pictures that are still there go back to their order and words; those that are gone cannot come back. */
export function restoreImages({ before, written, now, uploads, applied }: Pictures): Restored {
  const [former, there, sent, sources] = [byId(before), byId(now), byId(written), byId(applied)]
  const element = (id: string, description: Json): Json => ({
    source: sources.get(id)?.['source'] ?? `id:${id}`,
    description,
    image_id: id,
  })
  const back = [...former].flatMap(([id, image]): Json[] => {
    const seen = there.get(id)
    return seen === undefined ? [] : [element(id, describedAs(image, sent.get(id), seen))]
  })
  const others = [...there].filter(([id]) => !former.has(id) && !uploads.includes(id))
  const value = [...back, ...others.map(([id, seen]) => element(id, wordsOf(seen) || null))]
  const shown = imageIdsIn(now).filter((id) => !uploads.includes(id))
  const ordered = inOrder(value, shown, new Set(former.keys()))
  const isRedescribed = [...byId(ordered)].some(([id, image]) => wordsOf(image) !== wordsOf(there.get(id)))
  const isOther = shown.length < there.size || imageIdsIn(ordered).join() !== shown.join()
  return {
    value: ordered,
    changed: isOther || isRedescribed,
    moved: [],
    lost: [...former.keys()].filter((id) => !there.has(id)),
  }
}

/** The words of before, unless somebody has found others since. */
function describedAs(before: JsonObject, sent: JsonObject | undefined, seen: JsonObject): Json {
  const isOurs = sent?.['description'] !== undefined && wordsOf(sent) === wordsOf(seen)
  return (isOurs ? before['description'] : seen['description']) ?? null
}

function wordsOf(image: JsonObject | undefined): string {
  return String(image?.['description'] ?? '')
}

/** Where those of before stand as they stood, the shop's order stays, with what came to it since. */
function inOrder(value: readonly Json[], shown: readonly string[], former: ReadonlySet<string>): readonly Json[] {
  const ids = imageIdsIn(value)
  const moved = shown.filter((id) => former.has(id)).join() !== ids.filter((id) => former.has(id)).join()
  const at = (index: number) => shown.indexOf(ids[index] ?? '')
  return moved
    ? value
    : value
        .map((item, index) => ({ item, at: at(index) }))
        .sort((a, b) => a.at - b.at)
        .map(({ item }) => item)
}

function byId(images: Json | undefined): Map<string, JsonObject> {
  return new Map(
    asList(images)
      .filter(isJsonObject)
      .flatMap((image): [string, JsonObject][] =>
        typeof image['image_id'] === 'string' ? [[image['image_id'], image]] : [],
      ),
  )
}

function objectOf(value: Json): JsonObject {
  return isJsonObject(value) ? value : {}
}
