/** What DI's staff do by hand: they look at shops and edit them, grant rights and take them away, and end all sessions. */
import type { Acts } from '../acts.ts'
import { isRecord, type JsonRecord } from '../json.ts'
import { accountOf, accounts, ownerPartyKeys, shopApiRole } from './accounts.ts'
import type { Context } from './context.ts'
import { readSolutions } from './create.ts'
import { Problems } from './errors.ts'
import type { Rights, ShopRow } from './records.ts'
import { mergeShop, readUpdate } from './update.ts'

type Act = JsonRecord

function findShop({ store }: Context, id: unknown): ShopRow {
  const row = store.find(id)
  if (row !== undefined) return row
  const ids = store.state.shops.map((candidate) => candidate.id)
  throw new Error(`no shop has the id ${JSON.stringify(id)}; there are ${ids.join(', ') || 'none'}`)
}

function requireOwnerPartyKey(key: unknown): string {
  if (typeof key === 'string' && ownerPartyKeys.includes(key)) return key
  throw new Error(`no owner party has the key ${JSON.stringify(key)}; there are ${ownerPartyKeys.join(', ')}`)
}

function requireKnown(record: JsonRecord, known: readonly string[], name: string): void {
  for (const key of Object.keys(record)) {
    if (!known.includes(key)) throw new Error(`${name} has no ${key}; it has ${known.join(', ')}`)
  }
}

function editShop(context: Context, act: Act): unknown {
  const row = findShop(context, act['id'])
  const { shop = {}, ownerPartyKey = row.ownerPartyKey, transportSolutionIds } = act
  if (!isRecord(shop)) throw new Error('shop is an object with the fields to change')
  requireKnown(shop, Object.keys(row.shop), 'shop')
  if (isRecord(shop['address'])) requireKnown(shop['address'], Object.keys(row.shop.address), 'address')
  const problems = new Problems()
  const solutions =
    transportSolutionIds === undefined
      ? row.transportSolutionIds
      : readSolutions(problems, transportSolutionIds, 'transportSolutionIds')
  problems.throwIfAny()
  const document = mergeShop({ ...row.shop }, shop, { nulls: 'clear', address: 'merged' })
  const after = {
    ...row,
    ownerPartyKey: requireOwnerPartyKey(ownerPartyKey),
    transportSolutionIds: solutions,
    shop: readUpdate(context, row, document),
  }
  context.store.put(after)
  return after
}

function removeShop(context: Context, act: Act): unknown {
  const row = findShop(context, act['id'])
  context.store.change({ shops: context.store.state.shops.filter(({ id }) => id !== row.id) })
  return row
}

function toggled<T>(list: readonly T[], value: T, granted: boolean): T[] {
  const others = list.filter((other) => other !== value)
  return granted ? [...others, value] : others
}

function changeRights(context: Context, act: Act, granted: boolean): Rights {
  const { username, role, ownerPartyKey, shopId } = act
  const account = accountOf(username)
  if (account === undefined) {
    const names = accounts.map((candidate) => candidate.username)
    throw new Error(`no user is called ${JSON.stringify(username)}; there are ${names.join(', ')}`)
  }
  if (role === undefined && ownerPartyKey === undefined && shopId === undefined) {
    throw new Error(`what is to be granted or revoked is missing: role (${shopApiRole}), ownerPartyKey or shopId`)
  }
  if (role !== undefined && role !== shopApiRole) throw new Error(`the only role is ${shopApiRole}`)
  const own = context.store.rightsOf(account.alias)
  const after: Rights = {
    roles: role === undefined ? own.roles : toggled(own.roles, role, granted),
    ownerPartyKeys:
      ownerPartyKey === undefined
        ? own.ownerPartyKeys
        : toggled(own.ownerPartyKeys, requireOwnerPartyKey(ownerPartyKey), granted),
    shopIds: shopId === undefined ? own.shopIds : toggled(own.shopIds, findShop(context, shopId).id, granted),
  }
  context.store.change({ rights: { ...context.store.state.rights, [account.alias]: after } })
  return after
}

function expireTokens({ store }: Context): unknown {
  store.change({ tokenGeneration: store.state.tokenGeneration + 1 })
  return { expired: 'all' }
}

const rights = ['username', 'role?', 'ownerPartyKey?', 'shopId?']
const rightsNote = `one of the three is needed; role is ${shopApiRole}`

export const diActs: Acts<Context> = {
  edit_shop: {
    takes: ['id', 'shop?', 'ownerPartyKey?', 'transportSolutionIds?'],
    note: 'shop is an object with the fields to change',
    run: editShop,
  },
  expire_tokens: { takes: [], run: expireTokens },
  grant: { takes: rights, note: rightsNote, run: (context, act) => changeRights(context, act, true) },
  list_shops: { takes: [], run: ({ store }) => store.snapshot().shops },
  remove_shop: { takes: ['id'], run: removeShop },
  revoke: { takes: rights, note: rightsNote, run: (context, act) => changeRights(context, act, false) },
}
