/**
 * `butik probe`: the assumed facts that reading can tell. Idempotency, stale indexes and charge failures take payments, which
 * nobody can take back, so there is no probe of them.
 */
import { VendorError } from '../../model/errors.ts'
import type { Finding, Probe } from '../../model/provider.ts'
import { feeds } from './contract.ts'
import { lineOf } from './errors.ts'
import { askFeed, beyond, deliver, type ScanpaySession } from './session.ts'
import type { Dialect } from './settings.ts'

const known = (value: string | number, evidence: string): Finding => ({ known: true, value, evidence })
const unknown = (why: string): Finding => ({ known: false, why })

/** What the vendor answered; undefined: it did. Throws where no answer came: that tells nothing. */
async function refusalOf(call: Promise<unknown>): Promise<VendorError | undefined> {
  try {
    await call
    return undefined
  } catch (error) {
    const isAnswer = error instanceof VendorError && error.status !== undefined && error.status < 500
    const isPassing = isAnswer && (error.status === 408 || error.code === 'E2001' || error.code === 'E2005')
    if (!isAnswer || isPassing) throw error
    return error
  }
}

const v2: Probe<ScanpaySession> = {
  fact: 'v2',
  question: 'does v2 of the API answer this account?',
  writes: false,
  async run(session, signal) {
    const ask = (dialect: Dialect) => refusalOf(askFeed(session, { signal, dialect }))
    const fresh = await ask('v2')
    if (fresh === undefined) return known('live', 'the feed answers at its v2 address')
    if (session.settings.key.owner !== 'shop')
      return unknown(`v2 answers ${fresh.status}, and v1 has no keys of a ${session.settings.key.owner}`)
    const old = await ask('v1')
    return old === undefined
      ? known('absent', `v2 answers ${fresh.status} and v1 the feed`)
      : unknown(`v2 answers ${fresh.status} and v1 ${old.status}`)
  },
}

const seqBeyond: Probe<ScanpaySession> = {
  fact: 'seq_beyond',
  question: 'what does the feed answer to a number beyond its end?',
  writes: false,
  async run(session, signal) {
    let changes: number | undefined
    const refusal = await refusalOf(
      askFeed(session, { signal, after: beyond }).then(({ feed }) => {
        changes = feed.changes.length
      }),
    )
    if (refusal !== undefined) return known('refused', `${beyond} is answered with ${refusal.status}`)
    return changes === 0
      ? known('empty', `${beyond} is answered with no changes`)
      : unknown(`${beyond} is answered with ${changes} changes`)
  },
}

/** A call that is not refused must not be taken for the refusal before it. */
function forget({ heard }: ScanpaySession): void {
  delete heard.body
}

const errorLine: Probe<ScanpaySession> = {
  fact: 'error_line',
  question: 'is an error one line of text?',
  writes: false,
  async run(session, signal) {
    const { settings, http } = session
    const { operation, after } = feeds[settings.dialect]
    const path = operation.path.replace('{shopid}', settings.shopId).replace(`{${after}}`, 'x')
    forget(session)
    const refusal = await refusalOf(deliver(http, operation, { path, query: {}, headers: {} }, signal))
    const { body } = session.heard
    if (refusal === undefined || body === undefined || (refusal.status ?? 0) < 400)
      return unknown('a number that is none is not refused')
    const bytes = Buffer.byteLength(body)
    if (lineOf(body) === undefined) return known('other', `${refusal.status} with ${bytes} bytes that are not one line`)
    const end = body.endsWith('\n') ? 'a line break' : 'no line break'
    return known('line', `${refusal.status} with one line of ${bytes} bytes, ${end} at its end`)
  },
}

const feedBytes: Probe<ScanpaySession> = {
  fact: 'feed_bytes',
  question: 'how many bytes does a page of the feed hold?',
  writes: false,
  async run(session, signal) {
    const first = await askFeed(session, { signal, after: '0' })
    const bytes = Buffer.byteLength(first.reply.text)
    const next = await askFeed(session, { signal, after: String(first.feed.seq) })
    return next.feed.changes.length === 0
      ? unknown(`the whole feed is one page of ${bytes} bytes`)
      : known(bytes, `the first page has ${first.feed.changes.length} changes, and more follow`)
  },
}

export const probes: readonly Probe<ScanpaySession>[] = [v2, seqBeyond, errorLine, feedBytes]
