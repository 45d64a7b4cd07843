/** The provider of 24Nettbutikk (Norway): what is there is watched, and nothing can be written. README.md has its limits. */
import { apiOf } from '../../http/api.ts'
import { createHttpClient } from '../../http/client.ts'
import { jsonOf } from '../../http/json-text.ts'
import { repeatOf } from '../../http/repeat.ts'
import type { Provider } from '../../model/provider.ts'
import { customers, operations, orders, products, rows } from './contract.ts'
import { vendorMessage } from './errors.ts'
import { probes } from './probes.ts'
import { watched } from './resources/watched.ts'
import { arranged, authorization, type NettbutikkSession, reply } from './session.ts'
import { settingRoles, settingsOf, urlOf } from './settings.ts'

const product = watched({
  name: 'product',
  section: 'products',
  key: 'id',
  operations: products,
  idKey: ({ settings }) => settings.assume.productId,
})
const customer = watched({
  name: 'customer',
  section: 'customers',
  key: 'id',
  operations: customers,
  idKey: ({ settings }) => settings.assume.customerId,
})
// An order is known by its number (seen).
const order = watched({
  name: 'order',
  section: 'orders',
  key: 'order_no',
  operations: orders,
  idKey: () => 'order_no',
})

export const nettbutikk: Provider<NettbutikkSession> = {
  vendor: '24nettbutikk',
  settings: settingRoles,
  kinds: [product, customer, order],
  connect: (connection, ports) => {
    const settings = settingsOf(connection)
    const http = createHttpClient({
      connection: connection.name,
      baseUrl: settings.url,
      ports,
      headers: () => ({ authorization: authorization(settings.token) }),
      secrets: [settings.token],
      timeoutMs: settings.timeoutSeconds * 1000,
      concurrency: settings.concurrency,
      vendorMessage,
    })
    return { settings, http }
  },
  url: urlOf,
  api: apiOf({
    operations,
    arrange: ({ settings }, _operation, request) => ({ ...request, path: arranged(request.path, settings) }),
    send: (session, operation, { path, query }, signal) =>
      session.http.send({
        method: operation.method,
        path,
        query,
        repeat: repeatOf(operation),
        // JSONP is no JSON.
        expect: query['callback'] === undefined ? operation.expect : 'anything',
        signal,
      }),
    address: ({ settings }) => ({
      base: settings.url,
      headers: { accept: 'application/json', authorization: authorization(settings.token) },
    }),
    secrets: ({ settings }) => [settings.token],
    paging: {
      pages: ({ id }) => /\.(list|since)$/.test(id),
      unpaged: ({ id }, { parameters }) =>
        parameters['callback'] === undefined
          ? undefined
          : `${id} with a callback is answered by a script, and butik reads no next page in one`,
      // The vendor may give fewer rows than were asked for, and a next page to none at all.
      next(_operation, input, { text }) {
        const page = rows.safeParse(jsonOf(text)).data
        if (page === undefined || !page.more || page.rows.length === 0) return undefined
        const offset = Number(input.parameters['offset'] ?? 0) + page.rows.length
        return { ...input, parameters: { ...input.parameters, offset: String(offset) } }
      },
    },
  }),
  doctor: {
    async ask(session, signal) {
      const { headers } = await reply(session, orders.head, {}, signal)
      const date = headers.get('date')
      return date === null ? {} : { date }
    },
  },
  probes,
}
