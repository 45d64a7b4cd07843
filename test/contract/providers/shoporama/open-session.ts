// A session of the provider against a sandbox of its own, without pipeline and command line.
import { undiciFetch } from '../../../../src/http/undici-fetch.ts'
import { defaultLimits } from '../../../../src/model/config.ts'
import type { JsonObject } from '../../../../src/model/json.ts'
import { shoporama } from '../../../../src/providers/shoporama/index.ts'
import type { ShoporamaSession } from '../../../../src/providers/shoporama/session.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../../src/sandbox/server.ts'

export interface OpenSession extends AsyncDisposable {
  readonly sandbox: Sandbox
  readonly session: ShoporamaSession
  /** Another token, or other settings, at the same shop. */
  as(values: JsonObject): ShoporamaSession
  /** `GET /product?limit=1`, by any token. */
  calls(): string[]
}

export const signal: AbortSignal = new AbortController().signal

export async function openSession(options: SandboxOptions = {}): Promise<OpenSession> {
  const sandbox = await startSandbox({ vendors: ['shoporama'], ...options })
  const { url, token } = sandbox.shoporama
  const as = (values: JsonObject): ShoporamaSession =>
    shoporama.connect(
      { name: 'shop', vendor: 'shoporama', values: { token, url, ...values }, bulk: defaultLimits.bulk, probed: {} },
      {
        fetch: undiciFetch,
        // What is waited for on a real vendor (retries) passes at once here.
        clock: { now: () => new Date(), sleep: () => Promise.resolve() },
        meter: () => undefined,
        trace: () => undefined,
        random: () => 0.5,
        hosts: new Map(),
      },
    )
  return {
    sandbox,
    session: as({}),
    as,
    calls: () =>
      sandbox.shoporama.log.map(({ method, path, query }) => {
        const search = Object.entries(query).map(([name, value]) => `${name}=${value}`)
        return `${method} ${path}${search.length === 0 ? '' : `?${search.join('&')}`}`
      }),
    [Symbol.asyncDispose]: () => sandbox.close(),
  }
}
