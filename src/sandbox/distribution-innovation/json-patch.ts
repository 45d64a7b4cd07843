/** JSON Patch (RFC 6902): a document and a list of operations into the document after all of them, or a refusal of all. */
import { isDeepStrictEqual } from 'node:util'
import { isList, isRecord, type JsonRecord } from '../json.ts'
import { ApiError } from './errors.ts'

type Pointer = readonly string[]

export type PatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: Pointer; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: Pointer }
  | { readonly op: 'move' | 'copy'; readonly path: Pointer; readonly from: Pointer }

function malformed(index: number, text: string): ApiError {
  return new ApiError(400, 'JsonPatch.format.invalid', { [`[${index}]`]: text })
}

function unmapped(path: Pointer, text: string): ApiError {
  return new ApiError(400, 'failed.to.map.JsonPatch', { [path.map((part) => `/${part}`).join('')]: text })
}

function parsePointer(value: unknown): Pointer | undefined {
  if (value === '') return []
  if (typeof value !== 'string' || !value.startsWith('/') || /~(?![01])/.test(value)) return undefined
  const parts = value.slice(1).split('/')
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function parseOperation(value: unknown, index: number): PatchOperation {
  if (!isRecord(value)) throw malformed(index, 'must be an object')
  const { op } = value
  const path = parsePointer(value['path'])
  if (path === undefined) throw malformed(index, 'must have a path that is a JSON pointer')
  if (op === 'remove') return { op, path }
  if (op === 'move' || op === 'copy') {
    const from = parsePointer(value['from'])
    if (from === undefined) throw malformed(index, 'must have a from that is a JSON pointer')
    return { op, path, from }
  }
  if (op !== 'add' && op !== 'replace' && op !== 'test') throw malformed(index, 'must have an op of JSON Patch')
  if (!Object.hasOwn(value, 'value')) throw malformed(index, 'must have a value')
  return { op, path, value: value['value'] }
}

export function parsePatch(body: unknown): PatchOperation[] {
  if (!isList(body)) throw new ApiError(400, 'JsonPatch.format.invalid')
  if (body.length === 0) throw new ApiError(400, 'no.changes.in.patch')
  return body.map(parseOperation)
}

/** The place in a list that a part of a pointer names; `-` is the one behind the last, where something can be added. */
function placeIn(list: readonly unknown[], part: string): number | undefined {
  if (part === '-') return list.length
  return /^(?:0|[1-9]\d{0,8})$/.test(part) ? Number(part) : undefined
}

function read(document: unknown, path: Pointer): unknown {
  let value = document
  for (const part of path) {
    const key: string | number | undefined = isList(value) ? placeIn(value, part) : part
    if (typeof value !== 'object' || value === null || key === undefined || !Object.hasOwn(value, key)) {
      throw unmapped(path, 'does not exist')
    }
    value = (value as Readonly<Record<string | number, unknown>>)[key]
  }
  return value
}

interface Edit {
  readonly path: Pointer
  readonly inList: (list: readonly unknown[], place: number) => unknown[] | undefined
  readonly inRecord: (record: JsonRecord, name: string) => JsonRecord | undefined
}

/** The document with one edit at the end of the pointer; the rest of it is shared with the one before. */
function edit(document: unknown, change: Edit, depth = 0): unknown {
  const part = change.path[depth] ?? ''
  const last = depth === change.path.length - 1
  if (isList(document)) {
    const place = placeIn(document, part)
    if (place === undefined) throw unmapped(change.path, 'does not exist')
    const after = last ? change.inList(document, place) : undefined
    if (after !== undefined) return after
    if (last || place >= document.length) throw unmapped(change.path, 'does not exist')
    return document.with(place, edit(document[place], change, depth + 1))
  }
  if (!isRecord(document)) throw unmapped(change.path, 'does not exist')
  const after = last ? change.inRecord(document, part) : undefined
  if (after !== undefined) return after
  if (last || !Object.hasOwn(document, part)) throw unmapped(change.path, 'does not exist')
  return { ...document, [part]: edit(document[part], change, depth + 1) }
}

function add(document: unknown, path: Pointer, value: unknown): unknown {
  if (path.length === 0) return value
  return edit(document, {
    path,
    inList: (list, place) => (place > list.length ? undefined : list.toSpliced(place, 0, value)),
    inRecord: (record, name) => ({ ...record, [name]: value }),
  })
}

function replace(document: unknown, path: Pointer, value: unknown): unknown {
  if (path.length === 0) return value
  return edit(document, {
    path,
    inList: (list, place) => (place < list.length ? list.with(place, value) : undefined),
    inRecord: (record, name) => (Object.hasOwn(record, name) ? { ...record, [name]: value } : undefined),
  })
}

function remove(document: unknown, path: Pointer): unknown {
  if (path.length === 0) throw unmapped(path, 'cannot be removed whole')
  return edit(document, {
    path,
    inList: (list, place) => (place < list.length ? list.toSpliced(place, 1) : undefined),
    inRecord: (record, name) => {
      if (!Object.hasOwn(record, name)) return undefined
      return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name))
    },
  })
}

function applyOne(document: unknown, operation: PatchOperation): unknown {
  const { path } = operation
  switch (operation.op) {
    case 'add':
      return add(document, path, operation.value)
    case 'replace':
      return replace(document, path, operation.value)
    case 'remove':
      return remove(document, path)
    case 'copy':
      return add(document, path, read(document, operation.from))
    case 'move': {
      const { from } = operation
      const value = read(document, from)
      if (from.length < path.length && from.every((part, index) => part === path[index])) {
        throw unmapped(path, 'lies inside of what is moved')
      }
      return add(remove(document, from), path, value)
    }
    case 'test':
      if (!isDeepStrictEqual(read(document, path), operation.value)) throw unmapped(path, 'has another value')
      return document
  }
}

export function applyPatch(document: JsonRecord, operations: readonly PatchOperation[]): JsonRecord {
  const after = operations.reduce<unknown>(applyOne, document)
  if (!isRecord(after)) throw unmapped([], 'must stay an object')
  return after
}
