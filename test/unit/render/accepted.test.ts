import { expect, test } from 'vitest'
import { addressId } from '../../../src/model/address.ts'
import type { FieldChange } from '../../../src/model/plan.ts'
import { renderAccepted, renderDrifted } from '../../../src/render/accepted.ts'

const address = addressId('shop', 'product', 'chair')
const moved: FieldChange = {
  path: 'name',
  before: 'Stol',
  after: 'Lænestol',
  cause: 'drift',
  sensitive: false,
  meaning: 'text',
}

test('the question says what the files have and what the shop has; what is sensitive is not shown', () => {
  expect(renderDrifted({ address, field: 'name', changes: [moved] })).toBe(
    'shop/product/chair\n  name: Lænestol → Stol\n',
  )
  const secret = renderDrifted({ address, field: 'name', changes: [{ ...moved, sensitive: true }] })
  expect(secret).toBe('shop/product/chair\n  name: (sensitive)\n')
  expect(renderDrifted({ address, changes: [] })).toBe('shop/product/chair is gone from the shop\n')
})

test('what was taken is counted, and what was not is told with its reason', () => {
  const gone = { address, changes: [] }
  const name = { address, field: 'name', changes: [moved] }
  const report = (taken: readonly (typeof gone | typeof name)[], written: boolean) =>
    renderAccepted({ files: ['shop.yaml'], taken, kept: [], muted: [], written, problems: [] })
  expect(report([name, gone], true)).toBe('Accepted 1 field and 1 resource that is gone into 1 file.\n')
  expect(report([gone, gone], false)).toBe('Would accept 2 resources that are gone into 1 file; nothing was written.\n')
  expect(
    renderAccepted({
      files: [],
      taken: [],
      kept: [{ address, path: 'name', why: 'it is !env' }],
      muted: [{ address, path: 'price', why: 'it is muted until 2026-12-31: Jul' }],
      written: true,
      problems: [],
    }),
  ).toBe(
    'Nothing was accepted; no file was written.\n\nLeft as it is in the files\n  shop/product/chair#name: it is !env\n  shop/product/chair#price: it is muted until 2026-12-31: Jul\n',
  )
})

test('what could not be read is told, and never passed over', () => {
  const problems = [{ code: 'E2001', summary: 'shop: product could not be read' }] as const
  expect(renderAccepted({ files: [], taken: [], kept: [], muted: [], written: true, problems })).toBe(
    'Nothing was accepted; no file was written.\n\nNot seen whole: what has drifted there is not told\n  E2001  shop: product could not be read\n',
  )
})
