/** What a guard on values found, with the values, as people read it. Pure. */
import { type AddressId, partsOf } from '../model/address.ts'

/** An offender, and what is wrong with it: `price 1299.00 → 129.00 (−90 %)`. */
export interface Finding {
  readonly address: AddressId
  readonly text: string
}

export interface Tripped {
  readonly name: string
  readonly addresses: readonly AddressId[]
  /** Without how to acknowledge it. */
  readonly message: string
}

const findingsSaid = 4

export function trippedBy(name: string, what: string, findings: readonly Finding[]): Tripped[] {
  if (findings.length === 0) return []
  const said = findings.slice(0, findingsSaid).map(({ address, text }) => `${partsOf(address).key} ${text}`)
  const more = findings.length - said.length
  const list = [...said, ...(more > 0 ? [`${more} more`] : [])].join('; ')
  const addresses = [...new Set(findings.map(({ address }) => address))]
  return [{ name, addresses, message: `${what}: ${list}` }]
}
