/** Facts about objects: what reads back of them, and what is said of one that is not there. Reads only. */
import { isJsonObject } from '../../../model/json.ts'
import type { Finding } from '../../../model/provider.ts'
import { product, profile, profileAttribute } from '../contract.ts'
import { absentId } from '../doctor.ts'
import { idAt, listOf, type Row } from '../normalise.ts'
import { type ShoporamaSession, send } from '../session.ts'
import { known, listed, refusalOf, type ShoporamaProbe, unknown } from './finding.ts'

type Session = ShoporamaSession

/** Profiles that are looked into for one with attributes: each is a call. */
const profilesTried = 3

async function attributeTypeKey(session: Session, signal: AbortSignal): Promise<Finding> {
  const { rows: profiles } = await listed(session, profile.list, {}, signal)
  const ids = profiles.flatMap((row) => idAt(row, ['profile_id', 'id']) ?? []).slice(0, profilesTried)
  for (const id of ids) {
    const { rows } = await listed(session, profileAttribute.list, { profile_id: id }, signal)
    const attribute = rows[0]
    if (attribute === undefined) continue
    const keys = Object.keys(attribute).join(', ')
    const key = ['type', 'data_type'].find((name) => attribute[name] !== undefined)
    return key === undefined ? unknown(`an attribute has neither: ${keys}`) : known(key, `an attribute has ${keys}`)
  }
  return unknown('no profile with attributes was found')
}

/** The first product of a page for which one of these fields holds something. */
async function firstWith(
  session: Session,
  fields: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly row: Row; readonly field: string } | undefined> {
  const query = { fields: ['product_id', ...fields].join(','), limit: String(session.settings.assume.maxLimit) }
  const { rows } = await listed(session, product.list, query, signal)
  for (const row of rows) {
    const field = fields.find((name) => (listOf(row[name]) ?? [row[name]]).length > 0 && row[name] !== undefined)
    if (field !== undefined) return { row, field }
  }
  return undefined
}

function shapeOf({ row, field }: { readonly row: Row; readonly field: string }): string {
  const element = listOf(row[field])?.[0]
  const shape = isJsonObject(element)
    ? `has ${Object.keys(element).join(', ')}`
    : `is ${typeof (element ?? row[field])}`
  return `an element of ${field} of product ${idAt(row, ['product_id']) ?? '?'} ${shape}`
}

async function variantsRead(session: Session, signal: AbortSignal): Promise<Finding> {
  const found = await firstWith(session, ['stock_settings', 'attributes', 'html_fields'], signal)
  return found === undefined
    ? unknown('no product of the first page shows any: there may be none, or they may be hidden')
    : known('full', shapeOf(found))
}

async function stepPricesRead(session: Session, signal: AbortSignal): Promise<Finding> {
  const found = await firstWith(session, ['discount_intervals'], signal)
  return found === undefined
    ? unknown('no product of the first page shows any: there may be none, or they may be hidden')
    : known('intervals', shapeOf(found))
}

async function unknownIdStatus(session: Session, signal: AbortSignal): Promise<Finding> {
  const refusal = await refusalOf(send(session, product.read, { id: absentId, signal }))
  return refusal?.status === undefined
    ? unknown(`GET /product/${absentId} was answered as if it existed`)
    : known(refusal.status, refusal.message)
}

export const objectProbes: readonly ShoporamaProbe[] = [
  {
    fact: 'attribute_type_key',
    question: 'Under which key does a profile attribute say its type?',
    writes: false,
    run: attributeTypeKey,
  },
  { fact: 'variants_read', question: 'Do variants and attributes read back?', writes: false, run: variantsRead },
  { fact: 'step_prices_read', question: 'Do step prices read back?', writes: false, run: stepPricesRead },
  {
    fact: 'unknown_id_status',
    question: 'What is answered for an id that never existed?',
    writes: false,
    run: unknownIdStatus,
  },
]
