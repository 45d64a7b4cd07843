/** The 35 operations of the vendor's page, and the one that a request is for. */
import { anonymizeOperations } from './anonymize.ts'
import { unknownPath } from './arguments.ts'
import { cardOperations } from './cards.ts'
import { catalogOperations } from './catalog.ts'
import { configurationOperations } from './configuration.ts'
import type { Operation } from './context.ts'
import { customerOperations } from './customers.ts'
import { demoOperations } from './demo.ts'
import { ApiError } from './errors.ts'
import { invoiceOperations } from './invoices.ts'
import { loyaltyOperations } from './loyalty.ts'
import { orderOperations } from './orders.ts'
import { paymentOperations } from './payments.ts'
import type { VenueManagerSwitches } from './switches.ts'
import { tokenOperations } from './tokens.ts'
import { voucherOperations } from './vouchers.ts'

const operations: readonly Operation[] = [
  ...demoOperations,
  ...configurationOperations,
  ...customerOperations,
  ...tokenOperations,
  ...anonymizeOperations,
  ...cardOperations,
  ...orderOperations,
  ...paymentOperations,
  ...catalogOperations,
  ...invoiceOperations,
  ...loyaltyOperations,
  ...voucherOperations,
]

/** Every operation there is, as `METHOD /path`, the path as the page prints it. */
export function operationNames(): string[] {
  return operations.map(({ method, path }) => `${method} ${path}`)
}

export interface Found {
  readonly operation: Operation
  readonly placeholders: Readonly<Record<string, string>>
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}

/** What stands for each placeholder of the pattern; `undefined` when the path is another. */
function match(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  if (wanted.length !== given.length) return undefined
  const placeholders: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const text = decoded(given[index] ?? '')
    const name = /^\{(.*)\}$/.exec(part)?.[1]
    if (name === undefined ? text !== part : text === undefined || text === '') return undefined
    if (name !== undefined) placeholders[name] = text ?? ''
  }
  return placeholders
}

function candidates(path: string, { trailing_slash }: VenueManagerSwitches): readonly string[] {
  if (trailing_slash === 'exact') return [path]
  const bare = path.replace(/\/$/, '')
  return [bare, `${bare}/`]
}

/** 404 for a path, 405 for a method that is not on the page. A path without placeholders goes before one with them. */
export function findOperation(method: string, path: string, switches: VenueManagerSwitches): Found {
  const found = operations.flatMap((operation) => {
    const pattern = operation.pathFor?.(switches) ?? operation.path
    const placeholders = candidates(path, switches)
      .map((candidate) => match(pattern, candidate))
      .find(Boolean)
    return placeholders === undefined ? [] : [{ operation, placeholders }]
  })
  if (found.length === 0) throw unknownPath()
  const fewest = Math.min(...found.map(({ placeholders }) => Object.keys(placeholders).length))
  const here = found.filter(({ placeholders }) => Object.keys(placeholders).length === fewest)
  const chosen = here.find(({ operation }) => operation.method === method)
  if (chosen !== undefined) return chosen
  const allow = here.map(({ operation }) => operation.method).join(', ')
  throw new ApiError(405, 'Method not allowed.', { headers: { allow } })
}
