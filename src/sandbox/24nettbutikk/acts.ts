/**
 * What people do in the shop without its API: an owner edits a product, a customer orders, something is thrown out.
 * At once, or after so many more pages of its list, which is while someone pages.
 */
import { isList, isRecord, type JsonRecord } from '../json.ts'
import { type CollectionName, collectionNames, type FieldTypes, models } from './models.ts'
import type { Fields, Line, Row, Store, Value } from './store.ts'

export interface Act {
  readonly collection: CollectionName
  /** Undefined: a new one. */
  readonly id: number | undefined
  /** Undefined: it is removed. */
  readonly changes: JsonRecord | undefined
  /** What `changes` leaves out becomes blank, and is not kept. */
  readonly whole: boolean
  readonly afterPages: number
}

const words = collectionNames.map((name) => models[name].word)
const takes = [
  `it takes {put: ${words.join(' | ')}, id?, fields?, whole?, afterPages?}`,
  'or {remove: the same, id, afterPages?}; id is the order_no of an order',
].join(' ')

function count(value: unknown, name: string): number | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value
  throw new Error(`${name} is a whole number above 0, not ${JSON.stringify(value)}; ${takes}`)
}

function collectionOf(word: unknown): CollectionName {
  const found = collectionNames.find((name) => models[name].word === word)
  if (found === undefined) throw new Error(`nothing here is called ${JSON.stringify(word)}; ${takes}`)
  return found
}

/** Throws, with what it takes, where the act cannot be done. */
export function parseAct(store: Store, act: JsonRecord): Act {
  const { put, remove, id: idValue, fields, whole, afterPages: pages, ...others } = act
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw new Error(`an act has no ${JSON.stringify(unknown)}; ${takes}`)
  if ((put === undefined) === (remove === undefined)) throw new Error(`an act is either put or remove; ${takes}`)
  const collection = collectionOf(put ?? remove)
  const id = count(idValue, 'id')
  const afterPages = count(pages, 'afterPages') ?? 0
  if (id !== undefined && store.get(collection, id) === undefined) {
    throw new Error(`there is no ${models[collection].word} ${id}`)
  }
  if (remove !== undefined) {
    if (id === undefined || fields !== undefined || whole !== undefined)
      throw new Error(`a removal names an id; ${takes}`)
    return { collection, id, changes: undefined, whole: false, afterPages }
  }
  if (whole !== undefined && typeof whole !== 'boolean') throw new Error(`whole is true or false; ${takes}`)
  const changes = fields ?? {}
  if (!isRecord(changes)) throw new Error(`fields is an object; ${takes}`)
  checkChanges(collection, id === undefined ? undefined : store.get(collection, id), changes)
  return { collection, id, changes, whole: whole ?? false, afterPages }
}

function checkKeys(given: JsonRecord, known: readonly string[], what: string): void {
  const unknown = Object.keys(given).find((key) => !known.includes(key))
  if (unknown !== undefined) throw new Error(`${what} has no field ${unknown}; it has ${known.join(', ')}`)
}

function checkValues(given: JsonRecord, types: FieldTypes, what: string): void {
  for (const [key, type] of Object.entries(types)) {
    const value = given[key] ?? null
    const fits = type === 'text' ? typeof value === 'string' : Number.isFinite(value)
    if (value !== null && !fits) throw new Error(`${key} of ${what} is a ${type} or null`)
  }
}

function linesOf(row: Row | undefined, list: string): readonly Line[] {
  const lines = row?.fields[list]
  return isList(lines) ? lines : []
}

function checkChanges(collection: CollectionName, row: Row | undefined, changes: JsonRecord): void {
  const { word, fields, lists } = models[collection]
  checkKeys(changes, [...Object.keys(fields), ...Object.keys(lists)], `a ${word}`)
  checkValues(changes, fields, `a ${word}`)
  for (const [list, types] of Object.entries(lists)) {
    const lines = changes[list] ?? []
    if (!isList(lines)) throw new Error(`${list} is a list`)
    const known = linesOf(row, list).map(({ id }) => id)
    for (const line of lines) checkLine(line, list, types, known)
    const kept = lines.map((line) => (isRecord(line) ? line['id'] : undefined)).filter((id) => id !== undefined)
    if (new Set(kept).size < kept.length) throw new Error(`two lines of ${list} have the same id`)
  }
}

function checkLine(line: unknown, list: string, types: FieldTypes, known: readonly unknown[]): void {
  const what = `a line of ${list}`
  if (!isRecord(line)) throw new Error(`${what} is an object`)
  checkKeys(line, ['id', ...Object.keys(types)], what)
  checkValues(line, types, what)
  const { id } = line
  if (id !== undefined && !known.includes(id)) throw new Error(`there is no line ${JSON.stringify(id)} in its ${list}`)
}

/** Every field of the types, blank where nothing was given. */
function filled(given: JsonRecord, types: FieldTypes): Readonly<Record<string, Value>> {
  const entries = Object.keys(types).map((key) => [key, given[key] ?? null])
  return Object.fromEntries(entries) as Readonly<Record<string, Value>>
}

/** The fields after a change that `parseAct` has let through. A list is replaced whole; lines that name their id keep it. */
function fieldsAfter(store: Store, collection: CollectionName, before: Row | undefined, changes: JsonRecord): Fields {
  const { fields, lists } = models[collection]
  const line = (given: JsonRecord, types: FieldTypes): Line => ({
    id: typeof given['id'] === 'number' ? given['id'] : store.newLineId(),
    ...filled(given, types),
  })
  const after = Object.entries(lists).map(([list, types]) => {
    const given = (changes[list] ?? []) as readonly JsonRecord[]
    return [list, Object.hasOwn(changes, list) ? given.map((one) => line(one, types)) : linesOf(before, list)] as const
  })
  return { ...filled({ ...before?.fields, ...changes }, fields), ...Object.fromEntries(after) }
}

/**
 * The row as it is now, or as it was when it was removed; `undefined` where somebody else removed it first. Each act
 * moves `modified_on` and the table's time, be the values new or not: somebody pressed "save".
 */
export function carryOut(store: Store, act: Act, at: number): Row | undefined {
  const { collection, id, changes, whole } = act
  const before = id === undefined ? undefined : store.get(collection, id)
  if (id !== undefined && before === undefined) return undefined
  if (changes === undefined) {
    if (id !== undefined) store.remove(collection, id, at)
    return before
  }
  return store.put(collection, id, fieldsAfter(store, collection, whole ? undefined : before, changes), at)
}
