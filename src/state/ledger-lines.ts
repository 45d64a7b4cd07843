/** A line of the ledger ↔ its text: calls of one token, which is named by a keyed digest. */
import { isJsonObject, type Json } from '../model/json.ts'
import type { LedgerLine } from '../model/quota.ts'

export interface TokenLine extends LedgerLine {
  readonly token: string
}

export function ledgerLineText({ token, ...line }: TokenLine): string {
  return `${JSON.stringify({ token, ...line })}\n`
}

/** Undefined for damage. */
export function parseLedgerLine(text: string): TokenLine | undefined {
  let found: Json
  try {
    found = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isJsonObject(found)) return undefined
  const { token, calls, refused, spent, used } = found
  if (typeof token !== 'string' || !isCount(calls) || !(used === undefined || isCount(used))) return undefined
  return {
    token,
    calls,
    ...(refused === true ? { refused } : {}),
    ...(spent === true ? { spent } : {}),
    ...(used === undefined ? {} : { used }),
  }
}

function isCount(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
