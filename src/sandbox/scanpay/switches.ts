/** What is assumed about Scanpay, and where its pages contradict each other: each a switch, its first value the default. */
import type { SwitchTable, SwitchValues } from '../switches.ts'

/** Values that begin with a status are the refusal itself. */
export const scanpaySwitches = {
  charge_failure_status: {
    values: [400, 402, 502],
    fact: 'The status of a charge that the acquirer refuses with permanent or transient.',
  },
  dialect_keys: {
    values: ['shared', 'own'],
    fact: 'A shop key opens both v1 and v2; or keys of the form {shopid}:{secret} open v1 only and the others v2 only.',
  },
  dialects: {
    values: ['both', 'v1'],
    fact: 'v2 is live; or it is not yet, as the undated entry of the changelog and all official clients suggest.',
  },
  expire_dead_link: {
    values: ['accept', '400 payment link expired'],
    fact: 'Expiring a link that is paid or expired already succeeds, or is refused.',
  },
  foreign_shop: {
    values: ['403 invalid apikey', '404 not found'],
    fact: 'The answer to a key that does not reach the shop.',
  },
  idempotency_retention: {
    values: ['forever', '24h'],
    fact: 'How long the outcome of a request with an idempotency key is kept.',
  },
  idempotency_reuse: {
    values: ['400 idempotency key reused', 'replay', 'execute'],
    fact: 'A key with another request is refused, answered with the outcome of the first, or carried out anew.',
  },
  idempotency_status: {
    values: ['always', 'replay'],
    fact: 'Idempotency-Status: OK says that the outcome is stored (v1 page, clients), or that the answer is a replay (v2 page).',
  },
  idempotency_store: {
    values: ['works', 'fails', 'silent'],
    fact: 'The outcome of a request with a key is stored; or it is not, and the header says ERROR or is missing.',
  },
  invalidated_charge: {
    values: ['permanent', '400 invalid subscriber'],
    fact: 'Charging an invalidated subscriber fails as a permanent charge failure does, or is an invalid request.',
  },
  invalidated_method: {
    values: ['empty', 'null'],
    fact: 'The method of an invalidated subscriber has empty fields, or is null.',
  },
  key_form: {
    values: ['colon', 'hash'],
    fact: 'Keys are written s{shopid}:{keyid}:… (the given page) or s{shopid}#{keyid}:… (the newer one): how `ready` gives them and which text signs pings. Both are let in.',
  },
  lifetime_out_of_range: {
    values: ['default', 'clamp', '400 invalid lifetime'],
    fact: 'A lifetime below 5 minutes or above 30 days is ignored as other invalid fields are, moved to the bound, or refused.',
  },
  negative_item: {
    values: ['refuse', 'accept'],
    fact: 'An item with a negative total (a discount) is an invalid items.total, or taken while the sum is positive.',
  },
  over_amount: {
    values: ['400 invalid total', '409 amount exceeds remaining'],
    fact: 'The answer to a capture beyond what is left, a refund beyond what is captured, a void after a capture.',
  },
  ping_ack_line: {
    values: ['only', 'first'],
    fact: 'A ping is acknowledged by an answer that is one line (the page: "a single line containing"), or by one whose first line says ok, whatever follows.',
  },
  ping_ack_status: {
    values: ['2xx', 'any'],
    fact: 'The line ok acknowledges a ping with a status of success only, or with any.',
  },
  ping_answer_ms: {
    values: [7000, 500],
    fact: 'How long a ping waits for its answer, in real time: about 7 seconds; 500 ms is for quick tests.',
  },
  ping_interval_s: {
    values: [60, 10, 300],
    fact: 'How often a ping that is not acknowledged is repeated, by the clock of the sandbox.',
  },
  ping_rhythm: {
    values: ['until_ok', 'every_5_minutes'],
    fact: 'Pings are repeated until acknowledged (v2 page), or come every 5 minutes whatever is answered (v1 page).',
  },
  rate_limit: { values: ['none', 10], fact: 'Calls a minute and key before 429 too many requests.' },
  reason_phrase: {
    values: ['message', 'usual'],
    fact: 'The reason phrase repeats the error line, or is the usual one of the status, as behind a proxy that has none to pass on.',
  },
  renew_reply: { values: ['url_and_id', 'url'], fact: 'renew in v2 answers {url, id} as pay/new does, or {url}.' },
  seq_beyond_last: {
    values: ['echo', 'last', '400 invalid seq'],
    fact: 'A seq above the last one is answered with itself, with the last one, or refused.',
  },
  stale_index: {
    values: ['400 invalid index', '409 index mismatch'],
    fact: 'The answer to an index that is not the number of acts on the transaction.',
  },
  unknown_id: { values: ['404 not found', '400 invalid id'], fact: 'The answer to an id that does not exist.' },
  v1_changes: {
    values: ['documented', 'full'],
    fact: 'Changes of v1 have the fields of the v1 page only, or all that v2 has.',
  },
  v1_fraction: {
    values: ['sum', 'item'],
    fact: 'v1 drops digits below the minor unit from the sum of the items, or from each item before adding.',
  },
  v1_last4: { values: ['text', 'number'], fact: 'last4 of a card in v1 is text, or a number as in its older page.' },
  void_index: {
    values: ['checked', 'ignored', 'required'],
    fact: 'void has no body, but every act is said to need an index: an index is checked where sent, not looked at, or has to be sent.',
  },
  zeros_below_minor: {
    values: ['accept', 'reject'],
    fact: '10.500 DKK is 10.50 DKK in v2, or refused as all digits below the minor unit are.',
  },
} as const

/** Fails to compile when an entry above is not a switch. */
const table: SwitchTable = scanpaySwitches
void table

export type ScanpaySwitches = SwitchValues<typeof scanpaySwitches>
