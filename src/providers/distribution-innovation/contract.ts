/**
 * Every operation of the vendor's page (2) and the login that it refers to. The provider calls the API through these
 * entries only. `line` is the line of the operation in the page's text.
 */
import * as z from 'zod'
import type { Operation, ReplyRow, Sure } from '../../http/operation.ts'
import * as take from './arguments.ts'
import { setsUnlessItTakesAway } from './patch.ts'
import { createdReply, errorReply, tokenReply, updatedReply } from './replies.ts'

const none = z.strictObject({})
const bearer = 'Bearer, the token of a login'

function refusal(status: number, says: string, sure: Sure = 'seed'): ReplyRow {
  return { status, says, shape: errorReply, sure }
}

/** The error table of the page. */
const refusals: readonly ReplyRow[] = [
  refusal(400, 'Client or validation error: the body is not in the correct format'),
  refusal(401, 'Authentication failure: the Authorization header is missing or incorrect'),
  refusal(403, 'Access denied: no role for the Shop API, or no access to the owner party or shop'),
  refusal(404, 'Not found: there is no shop with that id'),
  refusal(405, 'Method not allowed: a PUT, for example'),
  refusal(500, 'Unexpected server error: "please try again"'),
]

/** Version 3. Versions 1 (a bare text) and 2 (always 30 minutes) are older and not used. */
export const login: Operation<string> = {
  id: 'auth.login',
  method: 'POST',
  path: '/ws/json/auth/v-3/login/{minutes}',
  summary: 'A token that lasts so many minutes, 1 to 1440',
  auth: 'none; user name and password are the body',
  params: z.strictObject({ minutes: take.minutes }),
  query: none,
  // Those of the connection are sent where none are given: nobody should have to type a password.
  body: take.credentials.optional(),
  reply: tokenReply,
  expect: 'json',
  replies: [
    { status: 200, says: 'the token, a JWT', shape: z.looseObject({ token: z.string() }), sure: 'seen' },
    refusal(401, 'the user name or the password is wrong', 'assumed'),
  ],
  writes: false,
  repeat: 'safe',
  line: 0,
  sure: 'seen',
  use: 'logs in before the first call of a run, when a token has run out, and once when one is refused',
}

export const create: Operation<string | undefined> = {
  id: 'shop.create',
  method: 'POST',
  path: '/ws/json/shop/v-1',
  summary: 'Create shop',
  auth: bearer,
  params: none,
  query: none,
  body: take.createBody,
  reply: createdReply,
  // Nobody has seen the answer: without a body it may still name the shop in its Location.
  expect: 'anything',
  replies: [
    { status: 200, says: 'the shop with its id', shape: z.looseObject({ id: z.int() }), sure: 'assumed' },
    { status: 201, says: 'the same, by another status', shape: z.looseObject({ id: z.int() }), sure: 'assumed' },
    ...refusals,
  ],
  writes: true,
  // No idempotency key: the same call twice makes two shops. The vendor shows none, so it is a person who looks.
  repeat: 'look-first',
  line: 14,
  sure: 'seen',
  use: 'makes a shop',
}

export const update: Operation<undefined> = {
  id: 'shop.update',
  method: 'PATCH',
  path: '/ws/json/shop/v-1/{shopId}',
  summary: 'Update shop',
  auth: bearer,
  params: z.strictObject({ shopId: z.string().regex(/^\d+$/, 'not the id of a shop, a whole number') }),
  query: none,
  body: take.updateBody,
  reply: updatedReply,
  expect: 'anything',
  replies: [{ status: 200, says: 'not shown by the page', sure: 'assumed' }, ...refusals],
  writes: true,
  repeat: setsUnlessItTakesAway,
  line: 58,
  sure: 'assumed',
  use: 'writes the fields of a shop that differ from what was last written',
}

export const operations: readonly Operation[] = [login, create, update]
