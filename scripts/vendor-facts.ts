/**
 * What is known of each vendor in code: its contract, its room in the sandbox, its settings and probes. An explicit list,
 * from which docs/vendors/ is written and by which the contracts are held against the sandbox. Scripts and tests only: in
 * src the two rooms never meet.
 */
import type { z } from 'zod'
import type { Operation } from '../src/http/operation.ts'
import type { Probe } from '../src/model/provider.ts'
import { operations as nettbutikkOperations } from '../src/providers/24nettbutikk/contract.ts'
import { probes as nettbutikkProbes } from '../src/providers/24nettbutikk/probes.ts'
import { assumeSchema as nettbutikkAssume } from '../src/providers/24nettbutikk/schema.ts'
import { operations as diOperations } from '../src/providers/distribution-innovation/contract.ts'
import { assumeSchema as diAssume } from '../src/providers/distribution-innovation/schema.ts'
import { operations as scanpayOperations } from '../src/providers/scanpay/contract.ts'
import { probes as scanpayProbes } from '../src/providers/scanpay/probes.ts'
import { assumeSchema as scanpayAssume } from '../src/providers/scanpay/schema.ts'
import { operations as shoporamaOperations } from '../src/providers/shoporama/contract.ts'
import { probes as shoporamaProbes } from '../src/providers/shoporama/probes.ts'
import { assumeSchema as shoporamaAssume } from '../src/providers/shoporama/schema.ts'
import { operations as venueOperations } from '../src/providers/venue-manager/contract.ts'
import { probes as venueProbes } from '../src/providers/venue-manager/probes.ts'
import { assumeSchema as venueAssume } from '../src/providers/venue-manager/schema.ts'
import { operationNames as nettbutikkOffers } from '../src/sandbox/24nettbutikk/routes.ts'
import { nettbutikkSwitches } from '../src/sandbox/24nettbutikk/switches.ts'
import { operationNames as diOffers } from '../src/sandbox/distribution-innovation/routes.ts'
import { diSwitches } from '../src/sandbox/distribution-innovation/switches.ts'
import { operationNames as scanpayOffers } from '../src/sandbox/scanpay/routes.ts'
import { scanpaySwitches } from '../src/sandbox/scanpay/switches.ts'
import { operationNames as shoporamaOffers } from '../src/sandbox/shoporama/routes.ts'
import { shoporamaSwitches } from '../src/sandbox/shoporama/switches.ts'
import type { SwitchTable } from '../src/sandbox/switches.ts'
import { operationNames as venueOffers } from '../src/sandbox/venue-manager/routes.ts'
import { venueManagerSwitches } from '../src/sandbox/venue-manager/switches.ts'

export interface VendorFacts {
  readonly vendor: string
  readonly operations: readonly Operation[]
  /** Absent as long as the sandbox does not play the vendor. */
  readonly sandbox?: {
    /** `GET /product/{id}`, each operation that it answers. */
    readonly offers: readonly string[]
    readonly switches: SwitchTable
  }
  /** The settings under `assume`; absent where there are none. */
  readonly assume?: z.ZodType
  readonly probes: readonly Pick<Probe<never>, 'fact' | 'writes'>[]
}

export const vendors: readonly VendorFacts[] = [
  {
    vendor: 'shoporama',
    operations: shoporamaOperations,
    sandbox: { offers: shoporamaOffers(), switches: shoporamaSwitches },
    assume: shoporamaAssume,
    probes: shoporamaProbes,
  },
  {
    vendor: 'distribution-innovation',
    operations: diOperations,
    sandbox: { offers: diOffers(), switches: diSwitches },
    assume: diAssume,
    probes: [],
  },
  {
    vendor: 'venue-manager',
    operations: venueOperations,
    sandbox: { offers: venueOffers(), switches: venueManagerSwitches },
    assume: venueAssume,
    probes: venueProbes,
  },
  {
    vendor: '24nettbutikk',
    operations: nettbutikkOperations,
    sandbox: { offers: nettbutikkOffers(), switches: nettbutikkSwitches },
    assume: nettbutikkAssume,
    probes: nettbutikkProbes,
  },
  {
    vendor: 'scanpay',
    operations: scanpayOperations,
    sandbox: { offers: scanpayOffers(), switches: scanpaySwitches },
    assume: scanpayAssume,
    probes: scanpayProbes,
  },
]

/** One text for one operation, whatever a page and a room call what goes into its path: `GET /product/{}`. */
export function callOf(method: string, path: string): string {
  return `${method} ${path.replace(/\{[^{}]*\}/g, '{}')}`
}

export function offeredCalls({ sandbox }: VendorFacts): readonly string[] {
  return (sandbox?.offers ?? []).map((name) => {
    const [method = '', path = ''] = name.split(' ')
    return callOf(method, path)
  })
}
