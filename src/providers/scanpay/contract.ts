/**
 * Every operation of Scanpay's API (16): what it is called, where it is, what it takes and answers. The page (seed) gives
 * the scheme of all v2 addresses; the operations themselves are those of the newer docs, and v1 is what clients call today.
 */
import type * as z from 'zod'
import type { Operation, ReplyRow, Sure } from '../../http/operation.ts'
import * as take from './arguments.ts'
import { errorRows } from './errors.ts'
import * as give from './replies.ts'
import { requestPath } from './uri.ts'

const auth = 'Basic, the whole API key as user:password'

/** The lines of the page that have the two forms of an address, and the one that names the seq request. */
const lines = { database: 11, object: 12, seq: 2 } as const

interface Success {
  readonly says: string
  readonly shape: z.ZodType
  readonly sure?: Sure
}

/** A charge can fail in two ways of its own; under which status is not said. */
function repliesOf({ says, shape, sure = 'seen' }: Success, charges: boolean): readonly ReplyRow[] {
  const errors = errorRows
    .filter((row) => row.status !== undefined || charges)
    .map(({ status, says: when, example, sure: known }) => ({
      status: status ?? 400,
      says: `${when}: ${example.trim()}`,
      shape: give.errorLine,
      sure: status === undefined ? ('assumed' as const) : known,
    }))
  return [{ status: 200, says, shape, sure }, ...errors]
}

type Given = Pick<Operation, 'id' | 'path' | 'summary' | 'params' | 'repeat' | 'line'> & {
  readonly body?: z.ZodType
  readonly headers?: z.ZodObject
  readonly answer: Success
}

function action({ answer, ...given }: Given): Operation {
  return {
    ...given,
    method: 'POST',
    auth,
    query: take.none,
    reply: give.anyObject,
    expect: 'json',
    replies: repliesOf(answer, given.id.endsWith('charge')),
    writes: true,
    sure: 'seen',
    use: 'butik api only',
  }
}

function pull(given: Pick<Operation, 'id' | 'path' | 'params' | 'line' | 'use'>): Operation<give.Feed> {
  return {
    ...given,
    method: 'GET',
    summary: 'The changes after a number, as whole objects, and the number to ask for next',
    auth,
    query: take.none,
    reply: give.feed,
    expect: 'json',
    replies: repliesOf(
      { says: 'a page of the feed; the number sent comes back at its end', shape: give.wholeFeed },
      false,
    ),
    writes: false,
    repeat: 'safe',
    sure: 'seen',
  }
}

const done: Success = { says: 'done: an empty object', shape: give.anyObject }
const at = (db: string, id?: string, verb?: string): string =>
  requestPath({ shopid: '{shopid}', db, ...(id === undefined ? {} : { id }) }, verb)

const links: readonly Operation[] = [
  action({
    id: 'pay.new',
    path: at('pay', undefined, 'new'),
    summary: 'A payment link; with `subscriber`, one that makes a subscriber',
    params: take.ofShop,
    headers: take.fromCardholder,
    body: take.newPayment,
    // There is no idempotency key: sent twice, it makes two links.
    repeat: 'never',
    line: lines.database,
    answer: { says: 'the link, and its id', shape: give.link },
  }),
  action({
    id: 'pay.expire',
    path: at('pay', '{id}', 'expire'),
    summary: 'A payment link is no longer valid',
    params: take.ofLink,
    repeat: 'safe',
    line: lines.object,
    answer: done,
  }),
]

/** With an idempotency key these are carried out once, however often they are sent; without one, they are not repeated. */
function transactionAct(verb: 'capture' | 'refund' | 'void', summary: string): Operation {
  return action({
    id: `trn.${verb}`,
    path: at('trn', '{id}', verb),
    summary,
    params: take.ofNumber,
    headers: take.repeatable,
    ...(verb === 'void' ? {} : { body: take.act }),
    repeat: 'with-key',
    line: lines.object,
    answer: done,
  })
}

const transactions: readonly Operation[] = [
  transactionAct('capture', 'All or part of what was authorized is captured'),
  transactionAct('refund', 'All or part of what was captured is paid back'),
  transactionAct('void', 'An authorization is given up; only before anything was captured'),
]

const subscribers: readonly Operation[] = [
  action({
    id: 'sub.charge',
    path: at('sub', '{id}', 'charge'),
    summary: 'A subscriber is charged',
    params: take.ofNumber,
    headers: take.repeatable,
    body: take.charge,
    repeat: 'with-key',
    line: lines.object,
    answer: done,
  }),
  action({
    id: 'sub.renew',
    path: at('sub', '{id}', 'renew'),
    summary: 'A link where a subscriber gives new payment details',
    params: take.ofNumber,
    headers: take.fromCardholder,
    body: take.renewal,
    repeat: 'never',
    line: lines.object,
    answer: { says: 'the link, and its id', shape: give.link, sure: 'assumed' },
  }),
  action({
    id: 'sub.invalidate',
    path: at('sub', '{id}', 'invalidate'),
    summary: 'The payment details of a subscriber are deleted; the subscriber stays, and can be renewed',
    params: take.ofNumber,
    repeat: 'safe',
    line: lines.object,
    answer: done,
  }),
]

const seq = pull({
  id: 'seq',
  path: at('seq', '{prevseq}'),
  params: take.ofFeed,
  line: lines.seq,
  use: 'reads the gateway: whether the feed answers this key',
})

const oldSeq = pull({
  id: 'v1.seq',
  path: '/v1/seq/{seq}',
  params: take.oldFeed,
  line: 0,
  use: 'reads the gateway, with `dialect: v1`',
})

function oldAct(verb: 'capture' | 'refund' | 'void', summary: string): Operation {
  return action({
    id: `v1.${verb}`,
    path: `/v1/transactions/{trnid}/${verb}`,
    summary,
    params: take.oldTransaction,
    // That a void of v1 takes the index alone is assumed; it may have none.
    body: verb === 'void' ? take.act.pick({ index: true }).optional() : take.act,
    // The index keeps it from being carried out twice, but the second answer is an error nobody has seen.
    repeat: 'never',
    line: 0,
    answer: { ...done, sure: 'assumed' },
  })
}

const oldDialect: readonly Operation[] = [
  action({
    id: 'v1.new',
    path: '/v1/new',
    summary: 'A payment link; with `subscriber`, one that makes a subscriber',
    params: take.none,
    headers: take.fromCardholder,
    body: take.newPayment,
    repeat: 'never',
    line: 0,
    answer: { says: 'the link', shape: give.oldLink },
  }),
  oldSeq,
  oldAct('capture', 'All or part of what was authorized is captured'),
  oldAct('refund', 'All or part of what was captured is paid back'),
  oldAct('void', 'An authorization is given up; only before anything was captured'),
  action({
    id: 'v1.charge',
    path: '/v1/subscribers/{subid}/charge',
    summary: 'A subscriber is charged',
    params: take.oldSubscriber,
    headers: take.repeatable,
    body: take.charge,
    repeat: 'with-key',
    line: 0,
    answer: { says: 'the charge: its id and what was authorized', shape: give.oldCharge },
  }),
  action({
    id: 'v1.renew',
    path: '/v1/subscribers/{subid}/renew',
    summary: 'A link where a subscriber gives new payment details',
    params: take.oldSubscriber,
    headers: take.fromCardholder,
    body: take.renewal,
    repeat: 'never',
    line: 0,
    answer: { says: 'the link', shape: give.oldLink },
  }),
]

export const operations: readonly Operation[] = [...links, ...transactions, ...subscribers, seq, ...oldDialect]

/** The one operation that reads, in each dialect, and the parameter that says after which number. */
export const feeds: {
  readonly [dialect in 'v2' | 'v1']: { readonly operation: Operation<give.Feed>; readonly after: string }
} = {
  v2: { operation: seq, after: 'prevseq' },
  v1: { operation: oldSeq, after: 'seq' },
}
