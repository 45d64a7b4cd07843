/**
 * What is known of each vendor in code: its contract, its room in the sandbox, its settings and probes. An explicit list,
 * from which docs/vendors/ is written and by which the contracts are held against the sandbox. Scripts and tests only: in
 * src the two rooms never meet.
 */
import type { z } from 'zod'
import type { Operation } from '../src/http/operation.ts'
import type { Probe } from '../src/model/provider.ts'
import { operations as shoporamaOperations } from '../src/providers/shoporama/contract.ts'
import { probes as shoporamaProbes } from '../src/providers/shoporama/probes.ts'
import { assumeSchema as shoporamaAssume } from '../src/providers/shoporama/schema.ts'
import { operationNames as shoporamaOffers } from '../src/sandbox/shoporama/routes.ts'
import { shoporamaSwitches } from '../src/sandbox/shoporama/switches.ts'
import type { SwitchTable } from '../src/sandbox/switches.ts'

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
