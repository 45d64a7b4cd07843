// What befalls a call on its way, where there is no network: no name, no trust, no answer in time.
import { dnsError, tlsError } from '../network-errors.ts'

export interface NetworkRule {
  readonly kind: 'dns' | 'tls' | 'no answer' | 'no answer, done'
  /** The first call to strike, counted from 1 since the script was given. */
  readonly nth: number
  /** How many in a row. */
  readonly times: number
}

export class Network {
  #rules: readonly NetworkRule[] = []
  #seen = 0

  script(rules: readonly NetworkRule[]): void {
    this.#rules = rules
    this.#seen = 0
  }

  /** Carries a call, or loses it, or its answer. */
  async carry<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    this.#seen += 1
    const rule = this.#rules.find(({ nth, times }) => this.#seen >= nth && this.#seen < nth + times)
    if (rule === undefined) return await call()
    if (rule.kind === 'dns') throw dnsError()
    if (rule.kind === 'tls') throw tlsError()
    if (rule.kind === 'no answer, done') await call().catch(() => undefined)
    throw new DOMException('The operation was aborted due to timeout', 'TimeoutError')
  }
}
