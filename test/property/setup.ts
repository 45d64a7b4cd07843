// An engine and an empty shop for the property tests: a vendor as strict as its switches make it, put back before each run.
import fc from 'fast-check'
import { afterAll, beforeAll } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import type { StoreSnapshot } from '../../src/sandbox/shoporama/store.ts'
import { Engine } from '../support/engine-property.ts'

const long = process.env['BUTIK_TEST_LONG'] === '1'

/** BUTIK_SEED repeats a run of before. */
export const runs = (few: number, many: number) => ({
  numRuns: long ? many : few,
  interruptAfterTimeLimit: long ? 1_500_000 : 200_000,
  markInterruptAsFailure: false,
  ...(process.env['BUTIK_SEED'] === undefined ? {} : { seed: Number(process.env['BUTIK_SEED']) }),
})

export interface Shop {
  readonly engine: Engine
  /** An empty shop, no faults, a whole quota. */
  fresh(): void
  /** A whole quota, and no call counted yet. */
  refill(): void
}

export function strictShop(): Shop {
  let engine: Engine | undefined
  let empty: StoreSnapshot | undefined
  const started = (): Engine => {
    if (engine === undefined) throw new Error('asked before it was started')
    return engine
  }
  beforeAll(async () => {
    const strict = { unknown_reference: 'reject', unknown_sku: 'reject', unknown_field: 'reject' } as const
    engine = await Engine.start({ switches: { shoporama: { ...strict, duplicate_own_id: 'reject' } } })
    empty = engine.sandbox.shoporama.snapshot()
  })
  afterAll(async () => {
    await engine?.[Symbol.asyncDispose]()
  })
  const refill = (): void => {
    started().sandbox.shoporama.setCalls({ limit: 1000, used: { token: 0, otherToken: 0 } })
    started().sandbox.clearLog()
  }
  return {
    get engine() {
      return started()
    },
    refill,
    fresh() {
      started().sandbox.faults.clear()
      if (empty !== undefined) started().sandbox.shoporama.restore(empty)
      refill()
    },
  }
}

/** Passes over a pair that butik refuses: something took the SKU of what is to be deleted in the same edit. */
export function decidable(plan: Plan): Plan {
  const codes = new Set(plan.diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code))
  fc.pre(plan.complete || codes.size !== 1 || !codes.has('E2007'))
  return plan
}
