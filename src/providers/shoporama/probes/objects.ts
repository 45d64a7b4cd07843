/** Facts about objects: what reads back of them, in which zone their times are, and what is said of one that is not there. */
import type { Finding } from '../../../model/provider.ts'
import { product, profile, profileAttribute } from '../contract.ts'
import { absentId } from '../doctor.ts'
import { idAt, isRow, listOf, type Row } from '../normalise.ts'
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
  const shape = isRow(element) ? `has ${Object.keys(element).join(', ')}` : `is ${typeof (element ?? row[field])}`
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

/** Clocks differ a little. */
const slackMs = 5 * 60_000

/**
 * Danish time is ahead of UTC: a change that lies in the future, read as UTC, was written down in Danish time. The
 * other way round nothing is proven: a change of two hours ago and one of now look alike.
 */
async function timeZone(session: Session, signal: AbortSignal): Promise<Finding> {
  const query = { sort: 'last_modified', sort_order: 'desc', limit: '1', fields: 'product_id,last_modified' }
  const { rows, date } = await listed(session, product.list, query, signal)
  const text = rows[0]?.['last_modified']
  const now = Date.parse(date ?? '')
  const asUtc = typeof text === 'string' ? Date.parse(`${text.replace(' ', 'T')}Z`) : Number.NaN
  if (Number.isNaN(now)) return unknown('the answer has no Date')
  if (Number.isNaN(asUtc)) return unknown('there is no product with a time')
  const evidence = `the newest change is of ${String(text)}, and the answer of ${date}`
  return asUtc > now + slackMs
    ? known('copenhagen', evidence)
    : unknown(`${evidence}: both zones fit; only a change of the last hour could tell`)
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
  { fact: 'time_zone', question: 'In which zone are timestamps?', writes: false, run: timeZone },
  {
    fact: 'unknown_id_status',
    question: 'What is answered for an id that never existed?',
    writes: false,
    run: unknownIdStatus,
  },
]
