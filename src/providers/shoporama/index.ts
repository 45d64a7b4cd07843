/** The provider of Shoporama (shoporama.dk): managed kinds over its REST interface. README.md has the vendor's limits. */
import { createHttpClient } from '../../http/client.ts'
import type { Provider } from '../../model/provider.ts'
import { api } from './api.ts'
import { doctor } from './doctor.ts'
import { statusCode, vendorMessage } from './errors.ts'
import { probes } from './probes.ts'
import { category } from './resources/category.ts'
import { product } from './resources/product.ts'
import { profile } from './resources/profile.ts'
import { profileAttribute } from './resources/profile-attribute.ts'
import { profileAttributeValue } from './resources/profile-attribute-value.ts'
import { stock } from './resources/stock.ts'
import { supplier } from './resources/supplier.ts'
import { headersOf, type ShoporamaSession } from './session.ts'
import { settingRoles, settingsOf, urlOf } from './settings.ts'

export const shoporama: Provider<ShoporamaSession> = {
  vendor: 'shoporama',
  settings: settingRoles,
  kinds: [supplier, profile, profileAttribute, profileAttributeValue, category, product, stock],
  connect: (connection, ports) => {
    const settings = settingsOf(connection)
    const http = createHttpClient({
      connection: connection.name,
      baseUrl: settings.url,
      ports,
      headers: () => headersOf(settings),
      secrets: [settings.token],
      timeoutMs: settings.timeoutSeconds * 1000,
      concurrency: settings.concurrency,
      vendorMessage,
      statusCode,
    })
    return { settings, http, picture: ports.picture }
  },
  // The page has the number; that the day is Danish is assumed, as for timestamps.
  quota: {
    calls: 1000,
    token: 'token',
    zone: (connection) => (settingsOf(connection).assume.timeZone === 'utc' ? 'UTC' : 'Europe/Copenhagen'),
  },
  url: urlOf,
  api,
  doctor,
  probes,
}
