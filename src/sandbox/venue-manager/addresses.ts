/** A customer's address: texts under the billing fields that the shop asks for. The e-mail is the username too. */
import { isRecord, type JsonRecord } from '../json.ts'
import { requireList } from './arguments.ts'
import { addressFieldsOf, billing } from './configuration.ts'
import type { Call } from './context.ts'
import { ApiError, missingArgument } from './errors.ts'
import type { Address, AddressFieldRow, CustomerRow } from './records.ts'

const email = 'email'

function refused(): ApiError {
  return new ApiError(400, 'Addressfield could not be updated.')
}

/** A shop that asks for no fields at all has nothing to measure one by. */
function isUnknown(fields: readonly AddressFieldRow[], field: string): boolean {
  return fields.length > 0 && field !== email && !fields.some((row) => row.field === field)
}

function readEntry(fields: readonly AddressFieldRow[], entry: unknown): readonly [string, string] {
  if (!isRecord(entry) || typeof entry['field'] !== 'string') throw refused()
  const { field, value } = entry
  if (typeof value !== 'string' && typeof value !== 'number') throw refused()
  if (isUnknown(fields, field)) throw refused()
  const definition = fields.find((row) => row.field === field)
  const text = String(value)
  const values = definition?.values ?? null
  if (text !== '' && values !== null && !values.some((choice) => choice.value === text)) throw refused()
  if (text === '' && (definition?.required === true || field === email)) throw refused()
  return [field, text]
}

/** The address after the body's `address`: fields that are not named stay, empty text clears. */
function mergeAddress(call: Call, before: Address, body: JsonRecord): Address {
  const fields = addressFieldsOf(call, billing)
  const entries = requireList(body, 'address').map((entry) => readEntry(fields, entry))
  const merged = Object.entries({ ...before, ...Object.fromEntries(entries) })
  return Object.fromEntries(merged.filter(([, value]) => value !== ''))
}

function isTaken({ store }: Call, username: string, by: number | undefined): boolean {
  return store
    .rows('customers')
    .some((row) => row.kind === 'customer' && row.anonymized === null && row.username === username && row.id !== by)
}

export function newAddress(call: Call, body: JsonRecord): { readonly username: string; readonly address: Address } {
  const address = mergeAddress(call, {}, body)
  if (call.switches.creation_fields === 'required') {
    const needed = addressFieldsOf(call, billing).filter((row) => row.required && !row.optionalOnCreation)
    for (const field of [...needed.map((row) => row.field), email]) {
      if (address[field] === undefined) throw missingArgument(field)
    }
  }
  const username = address[email] ?? ''
  if (username !== '' && isTaken(call, username, undefined)) throw new ApiError(400, 'Brugernavnet er optaget.')
  return { username, address }
}

export function editedAddress(call: Call, customer: CustomerRow, body: JsonRecord): CustomerRow {
  const address = mergeAddress(call, customer.address, body)
  const username = address[email] ?? customer.username
  if (username !== '' && isTaken(call, username, customer.id)) throw refused()
  return { ...customer, username, address }
}

/** In the order in which the shop asks for the fields; those that it no longer asks for come last. */
export function showAddress(call: Call, address: Address): unknown {
  const order = addressFieldsOf(call, billing).map(({ field }) => field)
  const names = [...order, ...Object.keys(address).filter((field) => !order.includes(field))]
  return names.flatMap((field) => {
    const value = address[field]
    return value === undefined ? [] : [{ field, value }]
  })
}
