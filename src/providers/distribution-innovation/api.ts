/** The vendor's operations as `butik api` calls them: a login without typing a password, and the rest with its token. */
import { apiOf, type FilledRequest } from '../../http/api.ts'
import type { Operation } from '../../http/operation.ts'
import { isJsonObject } from '../../model/json.ts'
import type { Api } from '../../model/provider.ts'
import { login, operations, update } from './contract.ts'
import { updatePath } from './resources/shop.ts'
import { type DistributionInnovationSession, knock, secretsOf, send, tokenIn } from './session.ts'
import type { Settings } from './settings.ts'

type Session = DistributionInnovationSession

export const api: Api<Session> = apiOf<Session>({
  operations,
  arrange: ({ settings }, operation, request) => ({ ...request, ...ownWays(settings, operation, request) }),
  async send(session, operation, request, signal) {
    if (operation.id === login.id) {
      const { body } = request
      // What somebody gives here is as secret as what the settings have, and so is what comes back.
      for (const secret of Object.values(isJsonObject(body) ? body : {})) session.tokens.learn(String(secret))
      const reply = await knock(session, { ...request, signal })
      session.tokens.learn(tokenIn(session, reply))
      return reply
    }
    return await send(session, operation, { ...request, signal })
  },
  address({ settings }, operation) {
    const accept = 'application/json'
    if (operation.id === login.id) return { base: settings.loginUrl, headers: { accept } }
    return { base: settings.shopUrl, headers: { accept, authorization: 'Bearer (the token of a login)' } }
  },
  secrets: secretsOf,
  // Whoever logs in as somebody else has that name masked too: it is in no setting.
  hidden: (operation) => (operation.id === login.id ? ['username'] : []),
})

/** A login is with the credentials of the connection unless others are given; the path of an update is assumed, and may be set. */
function ownWays(settings: Settings, operation: Operation, { path, body }: FilledRequest): Partial<FilledRequest> {
  const { username, password } = settings
  if (operation.id === login.id) return body === undefined ? { body: { username, password } } : {}
  return operation.id === update.id ? { path: updatePath(settings, path.split('/').at(-1) ?? '') } : {}
}
