/** What probes share: how a finding is said, and a list asked for as it is. */
import type { Operation } from '../../../http/operation.ts'
import { VendorError } from '../../../model/errors.ts'
import type { Finding, Probe } from '../../../model/provider.ts'
import type { Rows } from '../answers.ts'
import { idAt, type Row } from '../normalise.ts'
import { ask, type ShoporamaSession } from '../session.ts'

export type ShoporamaProbe = Probe<ShoporamaSession>

export function known(value: string | number, evidence: string): Finding {
  return { known: true, value, evidence }
}

export function unknown(why: string): Finding {
  return { known: false, why }
}

export interface RawList extends Rows {
  /** The answer as it came. */
  readonly raw: unknown
}

export async function listed(
  session: ShoporamaSession,
  operation: Operation<Rows>,
  query: { readonly [name: string]: string },
  signal: AbortSignal,
): Promise<RawList> {
  const { answer, reply } = await ask(session, operation, { query, signal })
  return { ...answer, raw: reply.json() }
}

/** Undefined where the vendor says that the call is wrong; what keeps it from answering at all is thrown on. */
export async function unlessInvalid<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof VendorError && error.code === 'E2003' && (error.status === 400 || error.status === 422))
      return undefined
    throw error
  }
}

/** The refusal itself where it is about the object that was asked for; other failures are thrown on. */
export async function refusalOf(asked: Promise<unknown>): Promise<VendorError | undefined> {
  try {
    await asked
    return undefined
  } catch (error) {
    if (error instanceof VendorError && error.code === 'E2003' && (error.status ?? 500) < 500) return error
    throw error
  }
}

export function productIdsOf(rows: readonly Row[]): string[] {
  return rows.flatMap((row) => idAt(row, ['product_id']) ?? [])
}
