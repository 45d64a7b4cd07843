/** Acts on a transaction: capture, refund and void, each guarded by the number of acts before it. */
import { isList, isRecord } from '../json.ts'
import { type Call, requireTransaction, unixTime } from './context.ts'
import { refusal } from './errors.ts'
import { keyName } from './keys.ts'
import { belowMinorUnit, minorText, minorUnits, parseMoney, readMinor } from './money.ts'
import type { TransactionAct, TransactionRow } from './records.ts'

export interface Totals {
  readonly captured: bigint
  readonly refunded: bigint
  readonly voided: bigint
  /** Still to be captured; a refund gives nothing back to it. */
  readonly left: bigint
}

export function totalsOf(row: TransactionRow): Totals {
  const sum = (kind: TransactionAct['act']): bigint =>
    row.acts.filter(({ act }) => act === kind).reduce((total, { total: text }) => total + readMinor(text), 0n)
  const [captured, refunded, voided] = [sum('capture'), sum('refund'), sum('void')]
  return { captured, refunded, voided, left: readMinor(row.authorized) - captured - voided }
}

/** In minor units of the transaction's currency. */
function readTotal(call: Call, row: TransactionRow): bigint {
  const sent = call.body['total']
  if (sent === undefined) throw refusal('400 missing total')
  const money = parseMoney(sent)
  if (money === undefined || money.currency !== row.currency) throw refusal('400 invalid total')
  const below = belowMinorUnit(money)
  const fraction = below === 'digits' || (below === 'zeros' && call.switches.zeros_below_minor === 'reject')
  const minor = minorUnits(money)
  if (minor <= 0n || (fraction && call.dialect === 'v2')) throw refusal('400 invalid total')
  return minor
}

function requireIndex(call: Call, row: TransactionRow): void {
  const index = call.body['index']
  if (index === undefined) throw refusal('400 missing index')
  if (index !== row.acts.length) throw refusal(call.switches.stale_index)
}

/** The scheme {item, quantity, total} is a recommendation: what is an object is stored, the rest discarded. */
function readHistory(call: Call): readonly unknown[] {
  const sent = call.body['history']
  return isList(sent) ? sent.filter(isRecord) : []
}

function requireUnlocked(row: TransactionRow): void {
  if (row.locked !== null) throw refusal('400 transaction locked')
}

function addAct(call: Call, row: TransactionRow, act: 'capture' | 'refund' | 'void', minor: bigint): unknown {
  const history = act === 'void' ? [] : readHistory(call)
  const total = minorText(minor, row.currency)
  const done: TransactionAct = { act, time: unixTime(call.now), who: keyName(call.key), total, history }
  call.shop.putTransaction({ ...row, rev: row.rev + 1, acts: [...row.acts, done] }, call.now)
  return {}
}

function requireWithin(call: Call, minor: bigint, limit: bigint): void {
  if (minor > limit) throw refusal(call.switches.over_amount)
}

export function capture(call: Call): unknown {
  const row = requireTransaction(call)
  const minor = readTotal(call, row)
  requireIndex(call, row)
  requireUnlocked(row)
  requireWithin(call, minor, totalsOf(row).left)
  return addAct(call, row, 'capture', minor)
}

export function refund(call: Call): unknown {
  const row = requireTransaction(call)
  const minor = readTotal(call, row)
  requireIndex(call, row)
  requireUnlocked(row)
  const { captured, refunded } = totalsOf(row)
  requireWithin(call, minor, captured - refunded)
  return addAct(call, row, 'refund', minor)
}

/** All or nothing, and only as the first act. */
export function voidTransaction(call: Call): unknown {
  const row = requireTransaction(call)
  const rule = call.switches.void_index
  if (rule === 'required' || (rule === 'checked' && call.body['index'] !== undefined)) requireIndex(call, row)
  requireUnlocked(row)
  if (row.acts.length > 0) throw refusal(call.switches.over_amount)
  return addAct(call, row, 'void', readMinor(row.authorized))
}
