/** The pages of codes about vendors; see code-page.ts. */
import type { PagesOf } from './code-page.ts'

export const vendors: PagesOf<`E2${string}`> = {
  E2001: {
    why: 'Unknown host, refused connection, time-out, certificate; tried again where that can help.',
    remedy: 'Look at the network and the `url`; run again.',
    example: 'shop: GET /product: the connection was refused, after 4 attempts',
  },
  E2002: {
    why: 'The token is unknown, or read-only.',
    remedy: 'Look at the variable that the connection names.',
    example: 'shop: GET /supplier: answered 401: "401 Unauthorized"',
  },
  E2003: {
    why: "The message has status and the vendor's words.",
    remedy: 'Correct the value it objects to, or run again.',
    example: 'shop: PUT /product/600001: answered 400: "Unknown supplier_id"',
  },
  E2004: {
    why: 'A web page, a broken body, a list without its length.',
    remedy: 'Look at the `url` of the connection.',
    example: 'shop: supplier.list: the answer is not what the vendor documents',
  },
  E2005: {
    why: 'Shoporama allows 1,000 calls a day and token.',
    remedy: 'Wait for the next day, or have it raised.',
    example:
      'shop: GET /product: answered 429: "429 Too Many Requests"; it asks to come back at 2026-11-30T23:00:00.000Z',
  },
  E2006: {
    why: 'Fewer rows than the vendor counted, three times in a row; or a list was read in parts, over days, and with what changed meanwhile it does not agree with the total. What a short list leaves out looks like what was deleted.',
    remedy: 'Run again when the shop is less busy, or leave that kind out with `--exclude`.',
    example: 'a list came short: 940 of 1000',
  },
  E2007: {
    why: 'Which one is meant cannot be told, and is not guessed.',
    remedy: 'Rename or remove all but one in the shop.',
    example: 'the shop has 2 of own_id CH-001: 600001, 600044',
  },
  E2009: {
    why: 'The connection broke after the call went out. Apply looks; what it cannot tell is in doubt.',
    remedy:
      'Run again: the next plan settles it by looking. After `butik api`, look at the vendor before you send it again.',
    example: 'shop: POST /supplier: no answer within 60 s; it is not known whether the vendor carried it out',
  },
  E2010: {
    why: 'The answer to a create was lost, and this vendor has no way to look. Making it again could make a second one.',
    remedy: 'Look at the vendor, or ask them, then say it: butik state resolve ADDRESS --id N, or --absent.',
    example: 'it is not known whether it was made, and it is declared no more',
  },
  E2011: {
    why: 'Three calls in a row came to nothing after all their attempts: unreachable, no answer in time, 5xx. Nothing is sent to it for 30 s, then one call is let through. An apply skips what is left.',
    remedy: 'Look at the network and at the vendor; run again. `-v` shows each call.',
    example:
      'shop: not sent: three calls in a row failed, the last: answered 503; nothing is sent to www.shoporama.dk before 2026-11-30T21:04:30Z',
  },
  E2012: {
    why: '`plan --offline` asks nothing: it goes by what an earlier run saw, and there is nothing of this kind, it was seen with another butik or other settings, something was applied since, it holds a secret, or the day had too few calls to see all of it.',
    remedy: 'Run butik plan once, which looks; or leave the kind out with `--exclude`.',
    example: 'this is offline, and nothing is known of shop/product',
  },
  E2013: {
    why: "A list, or what changed in it, has more pages than the day of the token has calls left, by butik's count. It is read on as far as they do, and kept; no plan of the kind is made before it is known whole. No other kind of the connection is asked for after it. Nor does any other call go beyond the quota less the reserve, whatever the command, nor one of an apply beyond its `--budget`.",
    remedy:
      'Run again from the time that the hint names: each plan and apply goes on. Where the account has more calls, say so under `quota`.',
    example: 'shop: product was read in part: 4000 of 10000 rows, and 3 calls are left today',
  },
}
