/** The vendor's operations as `butik api` calls them: a login without typing a password, and the rest with its token. */
import { apiOf } from '../../http/api.ts'
import type { Operation } from '../../http/operation.ts'
import { isJsonObject } from '../../model/json.ts'
import type { Api } from '../../model/provider.ts'
import { login, operations, update } from './contract.ts'
import { repeatOf } from './patch.ts'
import { updatePath } from './resources/shop.ts'
import { type DistributionInnovationSession, knock, secretsOf, send, tokenIn } from './session.ts'
import type { Settings } from './settings.ts'

type Session = DistributionInnovationSession

const plain: Api<Session> = apiOf<Session>({
  operations,
  async send(session, operation, request, signal) {
    const { settings } = session
    if (operation.id === login.id) {
      const { username, password } = settings
      const { body = { username, password } } = request
      // What somebody gives here is as secret as what the settings have, and so is what comes back.
      for (const secret of Object.values(isJsonObject(body) ? body : {})) session.tokens.learn(String(secret))
      const reply = await knock(session, { ...request, body, repeat: login.repeat, signal })
      session.tokens.learn(tokenIn(session, reply))
      return reply
    }
    return await send(session, operation, {
      ...request,
      path: pathOf(settings, operation, request.path),
      repeat: operation.id === update.id ? repeatOf(request.body) : operation.repeat,
      signal,
    })
  },
  address({ settings }, operation) {
    const accept = 'application/json'
    if (operation.id === login.id) return { base: settings.loginUrl, headers: { accept } }
    return { base: settings.shopUrl, headers: { accept, authorization: 'Bearer (the token of a login)' } }
  },
  secrets: secretsOf,
})

export const api: Api<Session> = {
  ...plain,
  show(session, id, input) {
    const request = plain.show(session, id, input)
    // Whoever logs in with other credentials has them masked too: they are known to be secret by their place alone.
    if (id === login.id)
      return {
        ...request,
        body: { username: '***', password: '***' },
        headers: { ...request.headers, 'content-type': 'application/json' },
      }
    const operation = operations.find((one) => one.id === id)
    const { shopUrl } = session.settings
    if (operation === undefined || !request.url.startsWith(shopUrl)) return request
    return { ...request, url: `${shopUrl}${pathOf(session.settings, operation, request.url.slice(shopUrl.length))}` }
  },
}

/** Where it is sent: the path of an update is assumed, and may be set. */
function pathOf(settings: Settings, operation: Operation, path: string): string {
  return operation.id === update.id ? updatePath(settings, path.split('/').at(-1) ?? '') : path
}
