/** Loyalty barcodes: used once for points, until they lapse. Their error codes are texts. */
import { readBody } from './arguments.ts'
import { type Call, type Caller, type Operation, ok, type Reply } from './context.ts'
import { ApiError, badArgument } from './errors.ts'

/** Quoted otherwise than by the other endpoints, and with the page's filler code. */
function requireArgument(body: Readonly<Record<string, unknown>>, name: string): string {
  const value = body[name]
  if (value === undefined || value === null || value === '') {
    throw new ApiError(400, `Argument "${name}" missing or empty.`, { filler: 'code' })
  }
  if (typeof value !== 'string') throw badArgument(name, 'a string')
  return value
}

function registerUsage(call: Call, { customer }: Caller): Reply {
  const body = readBody(call)
  for (const name of ['clientName', 'clientOs']) requireArgument(body, name)
  const code = requireArgument(body, 'code')
  const { store, clock, switches } = call
  const row = store.rows('loyaltyCodes').find((candidate) => candidate.code === code)
  if (row === undefined) throw new ApiError(404, `Unknown loyalty barcode: ${code}`, { code: '1000' })
  if (row.validUntil !== null && row.validUntil <= clock.now()) {
    throw new ApiError(403, 'Loyalty barcode no longer valid', { code: '1001' })
  }
  const used = switches.loyalty_once === 'ever' ? row.usedBy.length > 0 : row.usedBy.includes(customer.id)
  if (used) throw new ApiError(403, 'Loyalty barcode already used', { code: '1002' })
  store.put('loyaltyCodes', { ...row, usedBy: [...row.usedBy, customer.id] })
  return ok({ points: row.points })
}

export const loyaltyOperations: readonly Operation[] = [
  { method: 'POST', path: '/loyalty/barcode/registerUsage', needs: 'token', run: registerUsage },
]
