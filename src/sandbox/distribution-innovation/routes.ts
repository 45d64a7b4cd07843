/** The operations of the vendor's pages, by path and method. */
import type { Call, Result, ShopCall } from './context.ts'
import { createShop } from './create.ts'
import { ApiError } from './errors.ts'
import { login } from './login.ts'
import { updateShop } from './update.ts'

interface Path {
  readonly template: string
  readonly shape: RegExp
  /** By method. Of a path that is open, nobody has to have a token. */
  readonly operations:
    | { readonly open: true; readonly by: Readonly<Record<string, (call: Call) => Result>> }
    | { readonly open: false; readonly by: Readonly<Record<string, (call: ShopCall) => Result>> }
}

const paths: readonly Path[] = [
  {
    template: '/ws/json/auth/v-3/login/{minutes}',
    shape: /^\/ws\/json\/auth\/v-3\/login\/([^/]+)$/,
    operations: { open: true, by: { POST: login } },
  },
  {
    template: '/ws/json/shop/v-1',
    shape: /^\/ws\/json\/shop\/v-1$/,
    operations: { open: false, by: { POST: createShop } },
  },
  {
    template: '/ws/json/shop/v-1/{shopId}',
    shape: /^\/ws\/json\/shop\/v-1\/([^/]+)$/,
    operations: { open: false, by: { PATCH: updateShop } },
  },
]

/** Every operation there is, as `METHOD /path`. */
export function operationNames(): string[] {
  return paths.flatMap(({ template, operations }) =>
    Object.keys(operations.by).map((method) => `${method} ${template}`),
  )
}

export interface Found {
  readonly operations: Path['operations']
  /** What stands in the path in place of `{minutes}` or `{shopId}`. */
  readonly argument: string
}

/** What is on the page at this path; 404 where nothing is. */
export function findPath(path: string): Found {
  for (const { shape, operations } of paths) {
    const match = shape.exec(path)
    if (match !== null) return { operations, argument: match[1] ?? '' }
  }
  throw new ApiError(404, '')
}

/** One of a path's operations; 405 where there is none for the method. */
export function pickOperation<T>(by: Readonly<Record<string, T>>, method: string): T {
  const operation = Object.hasOwn(by, method) ? by[method] : undefined
  if (operation === undefined) throw new ApiError(405, '', {}, { allow: Object.keys(by).join(', ') })
  return operation
}
