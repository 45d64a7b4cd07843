// The variables under which tests and examples find the sandbox: `SHOPORAMA_TOKEN`, `DI_USERNAME`, … by what each room says.
import type { SandboxReady } from '../../src/sandbox/server.ts'

const prefixes: { readonly [vendor: string]: string } = {
  shoporama: 'SHOPORAMA',
  'distribution-innovation': 'DI',
  'venue-manager': 'VM',
  '24nettbutikk': 'NETTBUTIKK',
  scanpay: 'SCANPAY',
}

/** `apiKey` of scanpay → `SCANPAY_API_KEY`. */
export function environmentOf(ready: SandboxReady): { readonly [name: string]: string } {
  const variables: { [name: string]: string } = {}
  for (const [vendor, prefix] of Object.entries(prefixes)) {
    const facts = ready[vendor]
    if (typeof facts !== 'object' || facts === null) continue
    for (const [name, value] of Object.entries(facts)) {
      const words = name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()
      if (typeof value === 'string' || typeof value === 'number') variables[`${prefix}_${words}`] = String(value)
    }
  }
  return variables
}
