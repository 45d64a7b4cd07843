/** Voucher codes: looked up by their text, redeemed by their id. */
import { readBody, wholeNumber } from './arguments.ts'
import { type Call, type Context, noContent, type Operation, ok, type Reply } from './context.ts'
import { described } from './errors.ts'
import type { VoucherCodeRow } from './records.ts'
import { toXml } from './xml.ts'

/** Why the code is not valid, for the customer to read; empty while it is. */
function messageOf({ clock }: Context, { redeemed, validUntil }: VoucherCodeRow): string {
  if (redeemed !== null) return 'Rabatkoden er allerede brugt'
  return validUntil !== null && validUntil <= clock.now() ? 'Rabatkoden er udløbet' : ''
}

export function showVoucherCode(context: Context, row: VoucherCodeRow): unknown {
  const { id, voucherId, code, creationPrice } = row
  const message = messageOf(context, row)
  const isValid = message === ''
  return {
    id,
    voucherId,
    code,
    isValid,
    ...(isValid && context.switches.voucher_message === 'when_invalid' ? {} : { message }),
    ...(creationPrice === null ? {} : { creationPrice }),
  }
}

function read(call: Call): Reply {
  const code = call.query.get('code')
  if (code === null || code === '') throw described(400, 'Missing voucher code value')
  const row = call.store.rows('voucherCodes').find((candidate) => candidate.code === code)
  if (row === undefined) throw described(404, 'Unknown voucher code')
  const shown = showVoucherCode(call, row)
  const asksXml = /^application\/xml\b/i.test(call.headers['content-type'] ?? '')
  return asksXml && call.switches.voucher_xml === 'answered'
    ? { status: 200, xml: toXml('voucherCode', shown) }
    : ok(shown)
}

function redeem(call: Call): Reply {
  const sent = readBody(call)[call.switches.redeem_key]
  if (sent === undefined || sent === null || sent === '') throw described(400, 'Missing voucher code ID')
  const id = wholeNumber(sent)
  const row = id === undefined ? undefined : call.store.get('voucherCodes', id)
  if (row === undefined) throw described(404, 'Unknown voucher code')
  if (row.redeemed !== null) throw described(403, 'Voucher code already redeemed')
  if (messageOf(call, row) !== '') throw described(403, 'Voucher code no longer valid')
  call.store.put('voucherCodes', { ...row, redeemed: call.clock.now() })
  return noContent()
}

export const voucherOperations: readonly Operation[] = [
  { method: 'GET', path: '/voucher/code', needs: 'token', run: read },
  { method: 'POST', path: '/voucher/code/redeem', needs: 'token', run: redeem },
]
