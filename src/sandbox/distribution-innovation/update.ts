/** Updating a shop: a partial shop object or a JSON Patch onto the stored one. All of it is carried out or nothing. */
import { isDeepStrictEqual } from 'node:util'
import { isRecord, type JsonRecord } from '../json.ts'
import type { Context, Result, ShopCall } from './context.ts'
import { answerShop, checkPairs } from './create.ts'
import { ApiError, Problems, unparsable } from './errors.ts'
import { applyPatch, parsePatch } from './json-patch.ts'
import type { Shop, ShopRow } from './records.ts'
import { readShop, showShop } from './shop-object.ts'

/** Named in a create only: whether a PATCH could change them is told nowhere. */
const createOnly: readonly string[] = [
  'ownerPartyKey',
  'addressCollector',
  'transportSolutionIds',
  'transportSolutionsIds',
  'customerSystem',
]

function requireShop({ store, account, argument }: ShopCall): ShopRow {
  const row = /^[1-9]\d{0,14}$/.test(argument) ? store.find(Number(argument)) : undefined
  if (row === undefined) throw new ApiError(404, 'cannot.find.shop')
  if (!store.rightsOf(account.alias).shopIds.includes(row.id)) throw new ApiError(403, 'no.access.shop.id')
  return row
}

function refuseCreateOnly(body: JsonRecord, id: number): void {
  const problems = new Problems()
  for (const key of createOnly) if (Object.hasOwn(body, key)) problems.add(key, 'cannot be changed')
  if (Object.hasOwn(body, 'id') && body['id'] !== id) problems.add('id', 'cannot be changed')
  problems.throwIfAny()
}

function overlay(before: JsonRecord, part: JsonRecord, nulls: 'clear' | 'stay'): JsonRecord {
  const given = Object.entries(part).filter(([, value]) => value !== null || nulls === 'clear')
  return { ...before, ...Object.fromEntries(given) }
}

export interface PartialRules {
  readonly nulls: 'clear' | 'stay'
  readonly address: 'merged' | 'replaced'
}

/** The shop object with the fields of a partial one; lists are taken whole. */
export function mergeShop(before: JsonRecord, part: JsonRecord, { nulls, address }: PartialRules): JsonRecord {
  const after = overlay(before, part, nulls)
  const [old, wanted] = [before['address'], part['address']]
  if (address === 'replaced' || !isRecord(old) || !isRecord(wanted)) return after
  return { ...after, address: overlay(old, wanted, nulls) }
}

function afterPartial({ switches, body }: ShopCall, row: ShopRow): JsonRecord {
  if (!isRecord(body)) throw unparsable()
  if (switches.create_only_in_patch === 'refused') refuseCreateOnly(body, row.id)
  const nulls = switches.patch_null === 'clears' ? 'clear' : 'stay'
  return mergeShop(showShop(row, switches), body, { nulls, address: switches.patch_address })
}

/** Operations on members that are not part of the shop object would fail to map; "ignored" leaves them out instead. */
function afterJsonPatch({ switches, body }: ShopCall, row: ShopRow): JsonRecord {
  const operations = parsePatch(body)
  const before = showShop(row, switches)
  if (switches.create_only_in_patch === 'refused') {
    const after = applyPatch(before, operations)
    refuseCreateOnly({ id: undefined, ...after }, row.id)
    return after
  }
  const fixed = [...createOnly, 'id']
  const kept = operations.filter(({ op, path }) => op === 'test' || !fixed.includes(path[0] ?? ''))
  return applyPatch(before, kept)
}

export function readUpdate(context: Context, row: ShopRow, document: JsonRecord): Shop {
  const problems = new Problems()
  const shop = readShop({ switches: context.switches, problems }, document, '')
  checkPairs(context, problems, shop, row.id, 'externalCustomerIds')
  problems.throwIfAny()
  return shop
}

export function updateShop(call: ShopCall): Result {
  const { store, switches } = call
  const row = requireShop(call)
  const document = switches.patch_form === 'partial' ? afterPartial(call, row) : afterJsonPatch(call, row)
  const shop = readUpdate(call, row, document)
  const after = { ...row, shop }
  if (!isDeepStrictEqual(shop, row.shop)) store.put(after)
  else if (switches.patch_no_change === 'refused') throw new ApiError(400, 'no.changes.in.patch')
  if (switches.update_answer === 'no_content') return { status: 204 }
  return answerShop(call, 200, after)
}
