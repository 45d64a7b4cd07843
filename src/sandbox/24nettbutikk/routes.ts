/** The 11 operations of the vendor's pages, by path and method; the shorter forms of a list's path belong to the same ones. */
import type { Call, Found, Operate } from './context.ts'
import { Refusal } from './errors.ts'
import { readPage } from './lists.ts'
import { type CollectionName, collectionNames, isCollectionName, models } from './models.ts'
import { isOneOrder, readOrder } from './orders.ts'

interface Operation {
  /** `METHOD /path`. */
  readonly name: string
  /** By method and number of segments; whether they are valid is the operation's to say. */
  readonly takes: (method: string, call: Call) => boolean
  readonly run: Operate
}

function readRoot({ switches }: Call): Found {
  const rows = [...collectionNames].sort().map((name) => ({ name, description: models[name].description }))
  if (switches.root_form === 'list') return { json: { data: rows } }
  return { json: { data: Object.fromEntries(rows.map(({ name, description }) => [name, description])) } }
}

function onCollection(collection: CollectionName): Operation[] {
  const run: Operate = (call) => readPage(call, collection)
  const list = `GET /${collection}/{limit}/{offset}`
  const takes = (shortest: number, longest: number) => (method: string, call: Call) =>
    method === 'GET' &&
    call.collection === collection &&
    call.segments.length >= shortest &&
    call.segments.length <= longest
  return [
    { name: list, takes: takes(0, 2), run },
    { name: `${list}/{since}/{until}`, takes: takes(3, 4), run },
    {
      name: `HEAD /${collection}`,
      takes: (method, call) => method === 'HEAD' && call.collection === collection,
      run: (call) => findOperation('GET', call)(call),
    },
  ]
}

/** The first that takes a request runs: one order goes before the list with which it shares its path. */
const operations: readonly Operation[] = [
  {
    name: 'GET /',
    takes: (method, { collection }) => (method === 'GET' || method === 'HEAD') && collection === undefined,
    run: readRoot,
  },
  {
    name: 'GET /orders/{order_no}',
    takes: (method, call) => method === 'GET' && call.collection === 'orders' && isOneOrder(call),
    run: readOrder,
  },
  ...collectionNames.flatMap(onCollection),
]

/** Every operation there is. */
export function operationNames(): string[] {
  return operations.map(({ name }) => name)
}

/** The operation a request is for; 404 for a path, 405 for a method that is not on the pages. */
export function findOperation(method: string, call: Call): Operate {
  const found = operations.find(({ takes }) => takes(method, call))
  if (found !== undefined) return found.run
  if (operations.some(({ takes }) => takes('GET', call))) {
    throw new Refusal(405, 'only GET and HEAD are known here', { allow: 'GET, HEAD' })
  }
  throw new Refusal(404, `nothing is at /${[call.collection, ...call.segments].join('/')}`)
}

/** Unix seconds for the header of a HEAD; `undefined` where there is none: the root, and a table that was always empty. */
export function lastModified(call: Call, found: Found): number | undefined {
  if (!isCollectionName(call.collection)) return undefined
  const { store, switches } = call
  if (found.order !== undefined && switches.order_last_modified === 'order') return found.order.modified
  if (switches.removal_moves_table === 'yes') return store.changed(call.collection) ?? undefined
  const times = store.rows(call.collection).map(({ modified }) => modified)
  return times.length === 0 ? undefined : Math.max(...times)
}
