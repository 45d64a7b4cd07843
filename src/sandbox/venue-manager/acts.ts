/** What people do at Venue Manager without its API, by name: staff in the administration, shoppers at the shop's pages. */
import type { Acts } from '../acts.ts'
import { digestOf } from './accounts.ts'
import { type Act, findRow, textIn, wholeIn } from './act-arguments.ts'
import { catalogActs } from './catalog-acts.ts'
import type { Context } from './context.ts'
import { setPassword } from './customers.ts'
import { salesActs } from './sales-acts.ts'

/** A shopper opens `<shop>/?login_by_token=<token>`: it logs in once, and not after its time. */
function openLoginLink({ store, clock }: Context, act: Act): unknown {
  const digest = digestOf(textIn(act, 'token'))
  const row = store.rows('oneTimeTokens').find((candidate) => candidate.digest === digest)
  if (row === undefined) throw new Error('the shop made no such one-time token')
  if (row.used) throw new Error('the one-time token is used')
  if (row.expires <= clock.now()) throw new Error('the one-time token has expired')
  store.put('oneTimeTokens', { ...row, used: true })
  return { customerId: row.customerId }
}

/** A shopper follows the link of the mail that POST /customer/resetpass sent. */
function resetPassword(context: Context, act: Act): unknown {
  const username = textIn(act, 'username')
  const password = textIn(act, 'password')
  const customer = context.store.rows('customers').find((row) => row.username === username)
  if (customer === undefined || customer.resetMailed === null) throw new Error(`no mail went out to ${username}`)
  setPassword(context, customer, password)
  return null
}

/** A shopper ends a token in the list of them. */
function revokeToken({ store }: Context, act: Act): unknown {
  const id = wholeIn(act, 'id')
  const known = store.rows('tokens').map((row) => row.id)
  store.put('tokens', { ...findRow(store.get('tokens', id), `token ${id}`, known), revoked: true })
  return null
}

export const venueManagerActs: Acts<Context> = {
  ...catalogActs,
  ...salesActs,
  open_login_link: { takes: ['token'], run: openLoginLink },
  reset_password: { takes: ['username', 'password'], run: resetPassword },
  revoke_token: { takes: ['id'], run: revokeToken },
}
