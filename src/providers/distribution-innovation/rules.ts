/**
 * What a shop may hold, told before anything is sent: the page's own rules as diagnostics of the file, and those that
 * depend on the settings of the connection as a refusal of the write. Pure.
 */

import type { DiagnosticCode } from '../../model/codes.ts'
import { ReconcilerError } from '../../model/errors.ts'
import { isJsonObject, type Json } from '../../model/json.ts'
import type { Spec } from '../../model/resource.ts'
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
    ...contradiction(spec),
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

/** No version of the body has both, so no setting can make it right. */
function contradiction(spec: Spec): Breach[] {
  if (spec['customerSystem'] === undefined || spec['addressCollector'] === undefined) return []
  return [
    {
      path: ['customerSystem'],
      code: 'E1207',
      summary: 'customerSystem and addressCollector belong to different versions of the body',
      hint: 'body version middle has customerSystem, v8 has addressCollector: keep the one of your connection',
    },
  ]
}

/** What the body of a create has beside `ownerPartyKey` and `shop`; all of it is required there (seen). */
const beside: { readonly [version in BodyVersion]: readonly string[] } = {
  early: [],
  middle: ['customerSystem', 'transportSolutionIds'],
  v8: ['addressCollector', 'transportSolutionIds'],
}

/** Throws where the version of the body that the connection is set to cannot make this shop. */
export function refuseUnfitCreate(spec: Spec, settings: Settings): void {
  const { bodyVersion, connection } = settings
  const known = [...new Set(Object.values(beside).flat())]
  const foreign = known.filter((name) => spec[name] !== undefined && !beside[bodyVersion].includes(name))
  if (foreign.length > 0) {
    const [name = ''] = foreign
    const others = (['early', 'middle', 'v8'] as const).filter((version) => beside[version].includes(name))
    throw new ReconcilerError(
      'E3007',
      `${connection}: body version ${bodyVersion} has no ${foreign.join(' and no ')}`,
      {
        hint: `remove it, or set body_version of the connection: ${name} is of ${others.join(' and ')}`,
      },
    )
  }
  const missing = beside[bodyVersion].filter((name) => spec[name] === undefined)
  if (missing.length > 0) {
    throw new ReconcilerError(
      'E1104',
      `${connection}: body version ${bodyVersion} makes no shop without ${missing.join(' and ')}`,
      { hint: 'write it, or set the body_version of the connection that your account takes' },
    )
  }
  refuseUnfitZip(spec, settings)
}

/** Throws where a zip code does not fit the country by a rule that the page does not have. */
export function refuseUnfitZip(spec: Spec, { connection, assume }: Settings): void {
  const [breach] = zipBreach(partsOf(spec['address']), { ...documentedDigits, ...assume.zipDigits })
  if (breach === undefined) return
  throw new ReconcilerError(breach.code, `${connection}: ${breach.summary}`, {
    hint: `${breach.hint}; where the vendor takes it, set zip_… under assume to any`,
  })
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
