/** The provider of Distribution Innovation (di.no): shops over its Shop API. README.md has the vendor's limits. */
import type { Provider } from '../../model/provider.ts'
import { api } from './api.ts'
import { shop } from './resources/shop.ts'
import { type DistributionInnovationSession, openSession } from './session.ts'
import { settingRoles, settingsOf, urlOf } from './settings.ts'

export const distributionInnovation: Provider<DistributionInnovationSession> = {
  vendor: 'distribution-innovation',
  settings: settingRoles,
  kinds: [shop],
  // The login.
  opening: 1,
  connect: (connection, ports) => openSession(settingsOf(connection), ports),
  url: urlOf,
  api,
  doctor: {
    // Whether the user has the role for the Shop API shows with the first write only, so there is no `rights`.
    ask: async (session, signal) => {
      const { date } = await session.tokens.fresh(signal)
      const note = 'the login is good; whether it may write shops shows with the first write'
      return date === undefined ? { note } : { date, note }
    },
  },
  // Nothing can be read, and what a probe would make could not be removed.
  probes: [],
}
