/**
 * What a shop may hold, told offline: the page's own rules, and those that depend on the settings of the connection. What
 * is known with the write only (the value of a variable) is a refusal of it. Pure.
 */

import type { DiagnosticCode } from '../../model/codes.ts'
import { ReconcilerError } from '../../model/errors.ts'
import { isJsonObject, type Json } from '../../model/json.ts'
import type { NeededField, Spec } from '../../model/resource.ts'
import type { BodyVersion, Settings } from './settings.ts'

export interface Breach {
  /** Where in the resource: field, part or place in a list. */
  readonly path: readonly (string | number)[]
  readonly code: DiagnosticCode
  readonly summary: string
  readonly hint: string
}

/** Seed. The page says nothing of the other countries; see `zip_…` of `assume`. */
const documentedDigits: { readonly [countryCode: string]: number } = { NO: 4, SE: 5 }
const longest = 5

/** Rules of the page. Texts that come from a variable are not here yet, and are left to the vendor. */
export function breachesOf(spec: Spec): Breach[] {
  const address = partsOf(spec['address'])
  const system = partsOf(spec['customerSystem'])
  return [
    ...emailBreach(spec['email']),
    ...emptyParts(address),
    ...zipBreach(address, documentedDigits),
    ...lengthBreach(address['entrance'], ['address', 'entrance']),
    ...lengthBreach(system['shortName'], ['customerSystem', 'shortName']),
    ...repeatedIds(spec['externalCustomerIds']),
  ]
}

function partsOf(value: Json | undefined): { readonly [name: string]: Json } {
  return isJsonObject(value) ? value : {}
}

function emailBreach(email: Json | undefined): Breach[] {
  if (typeof email !== 'string' || /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email)) return []
  return [
    {
      path: ['email'],
      code: 'E1107',
      summary: `"${email}" is not an e-mail address`,
      hint: 'write it like post@acme.example',
    },
  ]
}

/** An empty text is null inside. Assumed: everything but number and entrance is required. */
function emptyParts(address: { readonly [name: string]: Json }): Breach[] {
  return ['street', 'zipCode', 'city', 'countryCode']
    .filter((part) => address[part] === null)
    .map((part) => ({
      path: ['address', part],
      code: 'E1107' as const,
      summary: `${part} of the address must not be empty`,
      hint: 'parcels are fetched there',
    }))
}

type Digits = { readonly [countryCode: string]: number | 'any' }

function zipBreach({ zipCode, countryCode }: { readonly [name: string]: Json }, rules: Digits): Breach[] {
  if (typeof zipCode !== 'string' || typeof countryCode !== 'string') return []
  const digits = Object.hasOwn(rules, countryCode) ? (rules[countryCode] ?? 'any') : 'any'
  const fits = (text: string) => digits === 'any' || (text.length === digits && /^\d+$/.test(text))
  if (fits(zipCode)) return []
  const plain = zipCode.replace(/^[A-Z]{1,2}-|\s/g, '')
  return [
    {
      path: ['address', 'zipCode'],
      code: 'E1107',
      summary: `zipCode "${zipCode}" is not ${digits} digits, as countryCode ${countryCode} has them`,
      hint: fits(plain) ? `write "${plain}"` : 'check it against countryCode',
    },
  ]
}

function lengthBreach(value: Json | undefined, path: readonly string[]): Breach[] {
  // By characters, not by UTF-16 units.
  if (typeof value !== 'string' || [...value].length <= longest) return []
  return [
    {
      path,
      code: 'E1107',
      summary: `${path.join('.')} "${value}" has more than ${longest} characters`,
      hint: `the vendor takes ${longest}`,
    },
  ]
}

function repeatedIds(value: Json | undefined): Breach[] {
  const seen = new Set<string>()
  return (Array.isArray(value) ? value : []).flatMap((item, index): Breach[] => {
    const { freightProductId, customerNumber } = partsOf(item)
    const pair = `${String(freightProductId)} ${String(customerNumber)}`
    if (!seen.has(pair)) {
      seen.add(pair)
      return []
    }
    const summary = `customerNumber ${String(customerNumber)} of freightProductId ${String(freightProductId)} occurs twice`
    return [{ path: ['externalCustomerIds', index], code: 'E1107', summary, hint: 'remove one of the two' }]
  })
}

/** What the body of a create has beside `ownerPartyKey` and `shop`; all of it is required there (seen). */
const beside: { readonly [version in BodyVersion]: readonly string[] } = {
  early: [],
  middle: ['customerSystem', 'transportSolutionIds'],
  v8: ['addressCollector', 'transportSolutionIds'],
}

/** What of these is in no body of that version. */
function foreignBreaches(spec: Spec, version: BodyVersion): Breach[] {
  const known = [...new Set(Object.values(beside).flat())]
  const foreign = known.filter((name) => spec[name] !== undefined && !beside[version].includes(name))
  return foreign.map((name) => {
    const others = (['early', 'middle', 'v8'] as const).filter((one) => beside[one].includes(name))
    return {
      path: [name],
      code: 'E3007',
      summary: `body version ${version} has no ${name}`,
      hint: `remove it, or set body_version of the connection: ${name} is of ${others.join(' and ')}`,
    }
  })
}

/** Which version and which zip codes these settings say: what breaches depend on. */
export type Ways = Pick<Settings, 'bodyVersion'> & { readonly assume: Pick<Settings['assume'], 'zipDigits'> }

/** Rules that depend on the settings of the connection. Those of the page are not told again. */
export function breachesUnder(spec: Spec, { bodyVersion, assume }: Ways): Breach[] {
  const { zipDigits } = assume
  const zip = zipBreach(partsOf(spec['address']), zipDigits).map((breach) => ({
    ...breach,
    hint: `${breach.hint}; where the vendor takes it, set zip_… under assume to any`,
  }))
  return [...foreignBreaches(spec, bodyVersion), ...zip]
}

/** All of it is required, so what is not written is missing. */
export function neededToCreate({ bodyVersion }: Pick<Ways, 'bodyVersion'>): NeededField[] {
  const hint = `body version ${bodyVersion} makes no shop without it: write it, or set the body_version of the connection that your account takes`
  return beside[bodyVersion].map((name) => ({ name, hint }))
}

/** Throws where the settings of the connection cannot make this shop. The plan refuses it before; this is the last look. */
export function refuseUnfitCreate(spec: Spec, settings: Settings): void {
  refuseUnfit(spec, settings)
  const [missing] = neededToCreate(settings).filter(({ name }) => spec[name] === undefined)
  if (missing === undefined) return
  const { name, hint } = missing
  throw new ReconcilerError('E1104', `${settings.connection}: a shop that is to be made needs ${name}`, { hint })
}

/** Throws where what is written does not fit the settings: the plan was made, or the variable read, under others. */
export function refuseUnfit(spec: Spec, settings: Settings): void {
  const address = partsOf(spec['address'])
  const [breach] = [...breachesUnder(spec, settings), ...zipBreach(address, documentedDigits)]
  if (breach === undefined) return
  const { code, summary, hint } = breach
  throw new ReconcilerError(code, `${settings.connection}: ${summary}`, { hint })
}

/** Throws for what is taken only when a shop is made. The plan refuses it before; nothing is dropped silently here. */
export function refuseCreateOnly(names: readonly string[], connection: string): void {
  if (names.length === 0) return
  throw new ReconcilerError(
    'E3007',
    `${connection}: ${names.join(', ')} cannot be changed: taken when a shop is made`,
    {
      hint: 'write what was applied (butik state show), or declare the new one under another key',
    },
  )
}
