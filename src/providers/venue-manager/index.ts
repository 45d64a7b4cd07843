/** The provider of Venue Manager (ticket shops): its core is watched, and nothing is written. README.md has its limits. */
import { apiOf } from '../../http/api.ts'
import { createHttpClient } from '../../http/client.ts'
import type { Operation } from '../../http/operation.ts'
import type { Asked, Provider } from '../../model/provider.ts'
import { invoices, operationOf, operations, productOne } from './contract.ts'
import type { VenueOperation } from './contract-form.ts'
import { statusCode, vendorMessage } from './errors.ts'
import { probes } from './probes.ts'
import { addressField, category, customerGroup, geofence, product } from './resources/kinds.ts'
import { authorization, exchange, secretsOf, type VenueSession } from './session.ts'
import { settingRoles, settingsOf, urlOf } from './settings.ts'

export const venueManager: Provider<VenueSession> = {
  vendor: 'venue-manager',
  settings: settingRoles,
  kinds: [category, product, addressField, geofence, customerGroup],
  connect: (connection, ports) => {
    const settings = settingsOf(connection)
    const http = createHttpClient({
      connection: connection.name,
      baseUrl: settings.url,
      ports,
      // Each operation brings the credentials that it takes.
      headers: () => ({}),
      secrets: secretsOf({ settings }),
      timeoutMs: settings.timeoutSeconds * 1000,
      concurrency: settings.concurrency,
      vendorMessage,
      statusCode,
    })
    return { settings, http }
  },
  url: urlOf,
  api: apiOf({
    operations,
    arrange: (session, operation, request) => ({ ...request, query: named(session, operation, request.query) }),
    send: (session, operation, request, signal) => exchange(session, own(operation), request, signal),
    address: (session, operation) => ({
      base: session.settings.url,
      headers: { accept: 'application/json', ...authorization(session, own(operation)) },
    }),
    secrets: ({ settings }: VenueSession) => secretsOf({ settings }),
  }),
  doctor: { ask },
  probes,
}

function own({ id }: Operation): VenueOperation {
  return operationOf(id)
}

/** The argument of one product goes by the name that is assumed of it. */
function named(
  { settings }: VenueSession,
  { id }: Operation,
  query: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const { id: product, ...rest } = query
  return id === productOne.id && product !== undefined ? { ...rest, [settings.productArgument]: product } : query
}

/** The catalogue needs no credentials; what the connection has of them is tried, each on its own. */
async function ask(session: VenueSession, signal: AbortSignal): Promise<Asked> {
  const { apiUser, customerToken } = session.settings
  const { headers } = await exchange(session, operationOf('test.integer'), { path: '/test/integer' }, signal)
  const tried: string[] = []
  if (apiUser !== undefined) {
    await exchange(session, invoices, { path: invoices.path, query: { limit: '1' } }, signal)
    tried.push('the API user')
  }
  if (customerToken !== undefined) {
    const validate = operationOf('token.validate')
    await exchange(session, validate, { path: validate.path }, signal)
    tried.push('the customer token')
  }
  const date = headers.get('date')
  return {
    ...(date === null ? {} : { date }),
    note: tried.length === 0 ? 'the catalogue takes no credentials' : tried.join(' and '),
  }
}
