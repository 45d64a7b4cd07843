/** The provider of Scanpay (scanpay.dk), a gateway for card payments: watched, and called by hand. README.md has its limits. */
import { createHttpClient, type HttpOptions } from '../../http/client.ts'
import type { Ports } from '../../model/ports.ts'
import type { Provider } from '../../model/provider.ts'
import { api } from './api.ts'
import { doctor } from './doctor.ts'
import { saysNo, statusCode, vendorMessage } from './errors.ts'
import { basicHeader, secretsOf } from './key.ts'
import { probes } from './probes.ts'
import { gateway } from './resources/gateway.ts'
import type { ScanpaySession } from './session.ts'
import { type Settings, settingRoles, settingsOf, urlOf } from './settings.ts'

export const scanpay: Provider<ScanpaySession> = {
  vendor: 'scanpay',
  settings: settingRoles,
  kinds: [gateway],
  connect: (connection, ports) => {
    const settings = settingsOf(connection)
    const heard: ScanpaySession['heard'] = {}
    const options = optionsOf(settings, ports, heard)
    const { otherUrl } = settings
    return {
      settings,
      heard,
      http: createHttpClient({ ...options, baseUrl: settings.url }),
      // Asked once: what it does not tell at once is not worth waiting for.
      ...(otherUrl === undefined ? {} : { other: createHttpClient({ ...options, baseUrl: otherUrl, attempts: 1 }) }),
    }
  },
  url: urlOf,
  api,
  doctor,
  probes,
}

function optionsOf(settings: Settings, ports: Ports, heard: ScanpaySession['heard']): Omit<HttpOptions, 'baseUrl'> {
  return {
    connection: settings.connection,
    ports,
    headers: () => ({ authorization: basicHeader(settings.apiKey) }),
    secrets: secretsOf(settings.apiKey),
    timeoutMs: settings.timeoutSeconds * 1000,
    concurrency: settings.concurrency,
    // A page may be larger than the limit, and the limit may grow (seen): what is bounded is the memory.
    maxBodyBytes: Math.max(64_000_000, settings.assume.feedBytes * 1024),
    vendorMessage: (_, body) => {
      heard.body = body
      return vendorMessage(settings.assume.errorLine, body)
    },
    statusCode: (status, body) => statusCode(settings.assume.errorLine, status, body),
    isRefusal: (_, body) => saysNo(body),
  }
}
