/** The vendors that butik knows: an explicit list, read by cli/compose.ts only. Each is loaded when it is asked for. */
import type { Provider } from '../model/provider.ts'

const known: { readonly [vendor: string]: () => Promise<Provider> } = {
  shoporama: async () => (await import('./shoporama/index.ts')).shoporama,
  'distribution-innovation': async () => (await import('./distribution-innovation/index.ts')).distributionInnovation,
  'venue-manager': async () => (await import('./venue-manager/index.ts')).venueManager,
  '24nettbutikk': async () => (await import('./24nettbutikk/index.ts')).nettbutikk,
  scanpay: async () => (await import('./scanpay/index.ts')).scanpay,
}

/** All of them, or those of these names; a name that none has is passed over. */
export async function loadProviders(vendors: readonly string[] = Object.keys(known)): Promise<Provider[]> {
  const wanted = Object.keys(known).filter((vendor) => vendors.includes(vendor))
  return await Promise.all(wanted.flatMap((vendor) => known[vendor]?.() ?? []))
}
