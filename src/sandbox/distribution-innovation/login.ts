/** Login v3: a username and a password into a token that holds for as many minutes as the path says. */
import { isRecord } from '../json.ts'
import { accountOf } from './accounts.ts'
import type { Call, Result } from './context.ts'
import { ApiError, Problems, unparsable } from './errors.ts'
import { issueToken } from './tokens.ts'

const longestMinutes = 1440

export function login(call: Call): Result {
  const { argument, body, switches } = call
  if (!isRecord(body)) throw unparsable()
  const problems = new Problems()
  const minutes = /^\d{1,4}$/.test(argument) ? Number(argument) : 0
  if (minutes < 1 || minutes > longestMinutes)
    problems.add('minutes', `must be a whole number from 1 to ${longestMinutes}`)
  for (const field of ['username', 'password']) {
    const value = body[field]
    if (typeof value !== 'string' || value === '') problems.add(field, 'is required, as text')
  }
  problems.throwIfAny()
  const account = accountOf(body['username'])
  if (account === undefined || account.password !== body['password']) {
    throw new ApiError(switches.bad_login_status, 'authentication.failed')
  }
  return { status: 200, json: { token: issueToken(call, account, minutes) }, account }
}
