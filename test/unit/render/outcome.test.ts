/** The closing report is counted from outcomes. */
import { describe, expect, it } from 'vitest'
import type { OutcomeEntry } from '../../../src/model/event.ts'
import { appliedJson, renderApplied, summarize } from '../../../src/render/outcome.ts'
import { at } from './plans.ts'

const outcomes: readonly OutcomeEntry[] = [
  { address: at('product', 'a'), action: 'create', outcome: 'succeeded' },
  { address: at('supplier', 'acme'), action: 'adopt', outcome: 'succeeded' },
  { address: at('product', 'b'), action: 'update', outcome: 'failed', message: '422: name is too long' },
  { address: at('product', 'c'), action: 'update', outcome: 'skipped', message: 'shop/product/b failed' },
  { address: at('product', 'd'), action: 'create', outcome: 'in-doubt', message: 'the answer was lost' },
]
const applied = { run: 'r1', outcomes, calls: { shop: 7 }, diagnostics: [] }

describe('renderApplied', () => {
  it('lists what was written, what failed, what was skipped and what is in doubt', () => {
    expect(renderApplied(applied)).toBe(`✓ + created  shop/product/a
✓ → adopted  shop/supplier/acme

Failed
✗ update  shop/product/b
    422: name is too long

Skipped
↷ update  shop/product/c
    shop/product/b failed

In doubt
? create  shop/product/d
    the answer was lost
    What came of it is not known. Nothing is made twice: the next plan looks in the shop and settles it, or asks you where nothing is shown.

Applied in part: 1 created, 0 updated, 0 deleted, 1 adopted, 0 forgotten · 1 failed, 1 skipped, 1 in doubt (run r1)
shop: 7 calls
`)
  })

  it('counts what waits by the hundred instead of listing it, unless asked', () => {
    const many = Array.from(
      { length: 500 },
      (_, index): OutcomeEntry => ({
        address: at('product', `p${index}`),
        action: 'update',
        outcome: 'skipped',
        message: 'it waits for calls',
      }),
    )
    const lines = renderApplied({ ...applied, outcomes: many }).split('\n')
    expect(lines.filter((line) => line.startsWith('↷'))).toHaveLength(20)
    expect(lines).toContain('  … 480 more (-v shows them)')
    const all = renderApplied({ ...applied, outcomes: many }, { verbose: true })
    expect(all.split('\n').filter((line) => line.startsWith('↷'))).toHaveLength(500)
  })

  it('counts a long success instead of listing it', () => {
    const many = Array.from(
      { length: 50 },
      (_, index): OutcomeEntry => ({ address: at('product', `p${index}`), action: 'create', outcome: 'succeeded' }),
    )
    const text = renderApplied({ run: 'r', outcomes: many, calls: {}, diagnostics: [] })
    expect(text).toContain('  … 30 more (-v shows them)\n')
    expect(text).toContain('Applied: 50 created')
  })

  it('escapes what a vendor said', () => {
    const one: OutcomeEntry = {
      address: at('product', 'a'),
      action: 'update',
      outcome: 'failed',
      message: 'no\u001b[2J',
    }
    expect(renderApplied({ ...applied, outcomes: [one] })).toContain('no\\x1b[2J')
  })
})

describe('appliedJson', () => {
  it('has the fields of the contract and no others', () => {
    expect(appliedJson(applied)).toEqual({
      formatVersion: 1,
      run: 'r1',
      summary: {
        created: 1,
        updated: 0,
        replaced: 0,
        deleted: 0,
        adopted: 1,
        forgotten: 0,
        failed: 1,
        skipped: 1,
        inDoubt: 1,
      },
      calls: { shop: 7 },
      outcomes,
    })
  })
})

it('counts nothing for a manual change', () => {
  const manual = summarize([{ address: at('product', 'a'), action: 'manual', outcome: 'succeeded' }])
  expect(Object.values(manual).every((count) => count === 0)).toBe(true)
})
