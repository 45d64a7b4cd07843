/** The page's shop object: read from a body with everything that is wrong with it, and shown as the API answers it. */
import { isList, isRecord, type JsonRecord } from '../json.ts'
import type { Problems } from './errors.ts'
import type { Address, ExternalCustomerId, Shop, ShopRow, Text } from './records.ts'
import type { DiSwitches } from './switches.ts'

export interface Reader {
  readonly switches: DiSwitches
  readonly problems: Problems
}

const longestEntrance = 5
/** As the page lists them: EN and SV are codes of languages, and are kept nevertheless. */
const countryCodes: readonly string[] = ['NO', 'SE', 'DE', 'EN', 'FI', 'SV']
const fiveDigits: readonly string[] = ['DE', 'FI', 'SV']
const required = 'is required'

function at(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

/** A text or null; numbers only where the switch takes them. */
export function readText({ switches, problems }: Reader, value: unknown, path: string, numeric = false): Text | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'string') return value
  const { number_for_text: taken, number_stored } = switches
  if (typeof value === 'number' && (taken === 'all' || (numeric && taken === 'zip_and_street'))) {
    return number_stored === 'text' ? String(value) : value
  }
  problems.add(path, numeric && taken !== 'none' ? 'must be text or a number' : 'must be text')
  return null
}

export function readRequiredText(reader: Reader, value: unknown, path: string): Text {
  const text = readText(reader, value, path)
  if (text === null || text === '') reader.problems.add(path, required)
  return text ?? ''
}

export function readFlag({ problems }: Reader, value: unknown, path: string): boolean | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'boolean') return value
  problems.add(path, 'must be true or false')
  return null
}

function readOrganizationNumber(reader: Reader, value: unknown, path: string): Text | null {
  const text = readText(reader, value, path)
  if (typeof text !== 'string' || reader.switches.organization_number_stored === 'as_sent') return text
  return text.replace(/\s/g, '')
}

function digitsOf(country: string, { zip_code_checked, zip_code_elsewhere }: DiSwitches): number | undefined {
  if (zip_code_checked === 'no') return undefined
  if (country === 'NO') return 4
  return country === 'SE' || (zip_code_elsewhere === 'five_digits' && fiveDigits.includes(country)) ? 5 : undefined
}

function checkZipCode({ switches, problems }: Reader, { zipCode, countryCode }: Address, path: string): void {
  const digits = digitsOf(countryCode ?? '', switches)
  if (zipCode === null || digits === undefined) return
  const text = String(zipCode)
  if (text.length !== digits || !/^\d+$/.test(text)) problems.add(path, `must have ${digits} digits in ${countryCode}`)
}

function readCountryCode({ problems }: Reader, value: unknown, path: string): string | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'string' && countryCodes.includes(value)) return value
  problems.add(path, `must be one of ${countryCodes.join(', ')}`)
  return null
}

function readAddress(reader: Reader, value: unknown, path: string): Address {
  const { problems, switches } = reader
  if (value === undefined || value === null) problems.add(path, required)
  else if (!isRecord(value)) problems.add(path, 'must be an object')
  const body = isRecord(value) ? value : {}
  const address: Address = {
    street: readText(reader, body['street'], at(path, 'street')),
    streetNumber: readText(reader, body['streetNumber'], at(path, 'streetNumber'), true),
    entrance: readText(reader, body['entrance'], at(path, 'entrance')),
    zipCode: readText(reader, body['zipCode'], at(path, 'zipCode'), true),
    city: readText(reader, body['city'], at(path, 'city')),
    countryCode: readCountryCode(reader, body['countryCode'], at(path, 'countryCode')),
  }
  if (String(address.entrance ?? '').length > longestEntrance) {
    problems.add(at(path, 'entrance'), `must have at most ${longestEntrance} characters`)
  }
  if (switches.address_required === 'main' && isRecord(value)) {
    for (const name of ['street', 'zipCode', 'city', 'countryCode'] as const) {
      if (address[name] === null || address[name] === '') problems.add(at(path, name), required)
    }
  }
  checkZipCode(reader, address, at(path, 'zipCode'))
  return address
}

function readInteger({ problems }: Reader, value: unknown, path: string): number {
  if (Number.isSafeInteger(value)) return Number(value)
  problems.add(path, 'must be a whole number')
  return 0
}

export function samePair(one: ExternalCustomerId, other: ExternalCustomerId): boolean {
  return one.freightProductId === other.freightProductId && one.customerNumber === other.customerNumber
}

function readExternalCustomerIds(reader: Reader, value: unknown, path: string): ExternalCustomerId[] {
  if (value === undefined || value === null) return []
  if (!isList(value)) {
    reader.problems.add(path, 'must be a list')
    return []
  }
  const pairs: ExternalCustomerId[] = []
  for (const [index, entry] of value.entries()) {
    const place = `${path}[${index}]`
    if (!isRecord(entry)) {
      reader.problems.add(place, 'must be an object')
      continue
    }
    const pair = {
      freightProductId: readInteger(reader, entry['freightProductId'], at(place, 'freightProductId')),
      customerNumber: readInteger(reader, entry['customerNumber'], at(place, 'customerNumber')),
    }
    if (pairs.some((other) => samePair(other, pair))) reader.problems.add(place, 'is there twice')
    pairs.push(pair)
  }
  return pairs
}

/** `path` begins the names of invalid fields; keys that the page does not list are passed over. */
export function readShop(reader: Reader, body: JsonRecord, path: string): Shop {
  const text = (name: string): Text | null => readText(reader, body[name], at(path, name))
  return {
    organizationNumber: readOrganizationNumber(reader, body['organizationNumber'], at(path, 'organizationNumber')),
    email: readEmail(reader, body['email'], at(path, 'email')),
    address: readAddress(reader, body['address'], at(path, 'address')),
    legalName: text('legalName'),
    delivererEDI: text('delivererEDI'),
    vatLiable: readFlag(reader, body['vatLiable'], at(path, 'vatLiable')) ?? false,
    webShopPlatform: text('webShopPlatform'),
    ceo: text('ceo'),
    customerManager: text('customerManager'),
    contactPersonPhone: text('contactPersonPhone'),
    externalCustomerIds: readExternalCustomerIds(reader, body['externalCustomerIds'], at(path, 'externalCustomerIds')),
  }
}

function readEmail({ problems }: Reader, value: unknown, path: string): string {
  if (value === undefined || value === null || value === '') problems.add(path, required)
  else if (typeof value !== 'string') problems.add(path, 'must be text')
  return typeof value === 'string' ? value : ''
}

function withoutNulls(record: object): JsonRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null))
}

/** As a create and an update answer it. */
export function showShop({ id, shop }: Pick<ShopRow, 'id' | 'shop'>, { unset_read }: DiSwitches): JsonRecord {
  if (unset_read === 'null') return { id, ...shop }
  return withoutNulls({ id, ...shop, address: withoutNulls(shop.address) })
}
