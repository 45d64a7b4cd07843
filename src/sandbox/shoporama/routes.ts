/** The 37 operations of the vendor's page, by path and method. */
import { categories } from './categories.ts'
import type { Call, Operations } from './context.ts'
import { ApiError } from './errors.ts'
import { orders } from './orders.ts'
import { products } from './products.ts'
import { profileAttributes, profileAttributeValues, profiles } from './profiles.ts'
import { stock } from './stock.ts'
import { suppliers } from './suppliers.ts'

const resources: ReadonlyMap<string, Operations> = new Map([
  ['supplier', suppliers],
  ['profile', profiles],
  ['profile-attribute', profileAttributes],
  ['profile-attribute-value', profileAttributeValues],
  ['category', categories],
  ['product', products],
  ['stock', stock],
  ['order', orders],
])

export interface Operation {
  readonly writes: boolean
  /** `created` and `deleted` have switches of their own for their reply. */
  readonly effect: 'none' | 'created' | 'deleted'
  readonly run: (call: Call) => unknown
}

const onCollection: Readonly<Record<string, keyof Operations>> = { GET: 'list', POST: 'create' }
const onObject: Readonly<Record<string, keyof Operations>> = { GET: 'read', PUT: 'update', DELETE: 'remove' }

/** Every operation there is, as `METHOD /path`. */
export function operationNames(): string[] {
  return [...resources].flatMap(([name, operations]) => [
    ...Object.entries(onCollection).flatMap(([method, key]) =>
      operations[key] === undefined ? [] : [`${method} /${name}`],
    ),
    ...Object.entries(onObject).flatMap(([method, key]) =>
      operations[key] === undefined ? [] : [`${method} /${name}/{id}`],
    ),
  ])
}

function onList(name: string, operations: Operations, method: string): Operation {
  const key = onCollection[method]
  if (key === 'list' && operations.list !== undefined) return { writes: false, effect: 'none', run: operations.list }
  if (key !== 'create' || operations.create === undefined) throw new ApiError(405)
  return { writes: true, effect: name === 'stock' ? 'none' : 'created', run: operations.create }
}

function onOne(operations: Operations, method: string, id: number): Operation {
  const { read, update, remove } = operations
  const key = onObject[method]
  if (key === 'read' && read !== undefined) return { writes: false, effect: 'none', run: (call) => read(call, id) }
  if (key === 'update' && update !== undefined) return { writes: true, effect: 'none', run: (call) => update(call, id) }
  if (key === 'remove' && remove !== undefined)
    return { writes: true, effect: 'deleted', run: (call) => remove(call, id) }
  throw new ApiError(405)
}

/** The operation a request is for; 404 for a path, 405 for a method that is not on the page. */
export function findOperation(method: string, path: string): Operation {
  const [name = '', idText, ...rest] = path.split('/').filter((part) => part !== '')
  const operations = resources.get(name)
  if (operations === undefined || rest.length > 0) throw new ApiError(404)
  if (idText === undefined) return onList(name, operations, method)
  if (!/^\d{1,15}$/.test(idText)) throw new ApiError(404)
  return onOne(operations, method, Number(idText))
}
