/** Creating a shop. Nothing tells a repeated request from a new one: each that succeeds makes a shop. */
import { isList, isRecord, type JsonRecord } from '../json.ts'
import { ownerPartyKeys, transportSolutionIds } from './accounts.ts'
import type { Context, Result, ShopCall } from './context.ts'
import { ApiError, Problems, unparsable } from './errors.ts'
import type { CustomerSystem, Shop, ShopRow, Text } from './records.ts'
import { type Reader, readFlag, readRequiredText, readShop, readText, samePair, showShop } from './shop-object.ts'
import type { StoreSnapshot } from './store.ts'
import type { DiSwitches } from './switches.ts'

const longestShortName = 5

/** The page calls the pair of product and customer number unique; among which shops, it does not tell. */
export function checkPairs(
  { store, switches }: Context,
  problems: Problems,
  shop: Shop,
  id: number,
  path: string,
): void {
  if (switches.external_ids_unique === 'within_shop') return
  const others = store.state.shops.filter((row) => row.id !== id)
  for (const [index, pair] of shop.externalCustomerIds.entries()) {
    const taken = others.some((row) => row.shop.externalCustomerIds.some((other) => samePair(other, pair)))
    if (taken) problems.add(`${path}[${index}]`, 'belongs to another shop')
  }
}

function requireOwnerParty({ store, switches, account }: ShopCall, key: unknown): void {
  if (typeof key !== 'string' || key === '') return
  if (switches.unknown_owner_party === 400 && !ownerPartyKeys.includes(key)) {
    throw new ApiError(400, 'validation.failed', { ownerPartyKey: 'does not exist' })
  }
  if (!store.rightsOf(account.alias).ownerPartyKeys.includes(key)) throw new ApiError(403, 'no.access.owner.party')
}

function solutionsOf(body: JsonRecord, { transport_solutions_key: key }: DiSwitches): { name: string; value: unknown } {
  if (key !== 'either') return { name: key, value: body[key] }
  return { name: 'transportSolutionIds', value: body['transportSolutionIds'] ?? body['transportSolutionsIds'] }
}

export function readSolutions(problems: Problems, value: unknown, name: string): number[] {
  if (value === undefined || value === null) problems.add(name, 'is required')
  else if (!isList(value)) problems.add(name, 'must be a list')
  else if (value.length === 0) problems.add(name, 'must not be empty')
  if (!isList(value)) return []
  for (const [index, id] of value.entries()) {
    if (!transportSolutionIds.some((known) => known === id)) problems.add(`${name}[${index}]`, 'does not exist')
  }
  return value.map(Number)
}

function hasSystem(shops: StoreSnapshot['shops'], shortName: Text): boolean {
  return shops.some(({ customerSystem: own }) => own !== null && String(own.shortName) === String(shortName))
}

function readSystem(reader: Reader, shops: StoreSnapshot['shops'], value: unknown): CustomerSystem | null {
  const { problems } = reader
  if (!isRecord(value)) {
    problems.add('customerSystem', value === undefined || value === null ? 'is required' : 'must be an object')
    return null
  }
  const shortName = readRequiredText(reader, value['shortName'], 'customerSystem.shortName')
  if (String(shortName).length > longestShortName) {
    problems.add('customerSystem.shortName', `must have at most ${longestShortName} characters`)
  }
  if (hasSystem(shops, shortName)) problems.add('customerSystem.shortName', 'must be unique')
  return {
    name: readRequiredText(reader, value['name'], 'customerSystem.name'),
    shortName,
    customerFacingName: readText(reader, value['customerFacingName'], 'customerSystem.customerFacingName'),
    addressCollector: readFlag(reader, value['addressCollector'], 'customerSystem.addressCollector'),
  }
}

/** Since v8 the vendor makes the customer system itself; how it names one is not told. */
function makeSystem(shops: StoreSnapshot['shops'], id: number, shop: Shop, addressCollector: boolean): CustomerSystem {
  let number = id
  while (hasSystem(shops, number.toString(36))) number += 1
  return {
    name: shop.legalName ?? shop.email,
    shortName: number.toString(36),
    customerFacingName: null,
    addressCollector,
  }
}

/** What stands beside `ownerPartyKey` and `shop`, by version of the page. */
function readBeside(context: Context, reader: Reader, body: JsonRecord, id: number, shop: Shop): Beside {
  const { problems, switches } = reader
  if (switches.body_version === 'early') return { customerSystem: null, transportSolutionIds: [] }
  const { shops } = context.store.state
  const { name, value } = solutionsOf(body, switches)
  const solutions = readSolutions(problems, value, name)
  if (switches.body_version === 'middle') {
    return { customerSystem: readSystem(reader, shops, body['customerSystem']), transportSolutionIds: solutions }
  }
  const collector = readFlag(reader, body['addressCollector'], 'addressCollector')
  if (collector === null) problems.add('addressCollector', 'is required')
  return { customerSystem: makeSystem(shops, id, shop, collector ?? false), transportSolutionIds: solutions }
}

type Beside = Pick<ShopRow, 'customerSystem' | 'transportSolutionIds'>

function readCreate(context: Context, body: JsonRecord): ShopRow {
  const problems = new Problems()
  const reader = { switches: context.switches, problems }
  const { nextShopId: id } = context.store.state
  const ownerPartyKey = body['ownerPartyKey']
  if (typeof ownerPartyKey !== 'string' || ownerPartyKey === '') problems.add('ownerPartyKey', 'is required, as text')
  const given = body['shop']
  if (!isRecord(given)) {
    problems.add('shop', given === undefined || given === null ? 'is required' : 'must be an object')
  }
  const object = isRecord(given) ? given : {}
  const { id: givenId } = object
  if (givenId !== undefined && givenId !== null && givenId !== '') problems.add('shop.id', 'must be empty')
  const shop = readShop(reader, object, 'shop')
  checkPairs(context, problems, shop, id, 'shop.externalCustomerIds')
  const beside = readBeside(context, reader, body, id, shop)
  problems.throwIfAny()
  return { id, ownerPartyKey: String(ownerPartyKey), ...beside, shop }
}

export function answerShop({ switches }: Context, status: number, row: ShopRow): Result {
  const shown = showShop(row, switches)
  return { status, json: switches.answer_form === 'shop' ? shown : { shop: shown } }
}

export function createShop(call: ShopCall): Result {
  const { body, store, switches, account } = call
  if (!isRecord(body)) throw unparsable()
  requireOwnerParty(call, body['ownerPartyKey'])
  const row = readCreate(call, body)
  const { shops, rights } = store.state
  const own = store.rightsOf(account.alias)
  const after = { ...own, shopIds: [...own.shopIds, row.id] }
  store.change({
    nextShopId: row.id + 1,
    shops: [...shops, row],
    ...(switches.creator_access === 'yes' ? { rights: { ...rights, [account.alias]: after } } : {}),
  })
  return answerShop(call, switches.create_status, row)
}
