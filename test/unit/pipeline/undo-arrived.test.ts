import { describe, expect, test } from 'vitest'
import type { Spec } from '../../../src/model/resource.ts'
import type { Intent, StateEntry } from '../../../src/model/state.ts'
import { arrivedFields, firstIntents } from '../../../src/pipeline/undo-arrived.ts'
import { to } from './toy-vendor.ts'

const intent = (fields: Spec, before?: Spec): Intent => ({
  address: to('product/a'),
  role: 'update',
  remoteId: '1',
  fields,
  ...(before === undefined ? {} : { before }),
})
const entry = (applied: Spec): StateEntry => ({
  remoteId: '1',
  applied,
  stored: {},
  policy: { protect: false, onRemove: 'forget' },
  needs: [],
})
const sent = intent({ price: '12', name: 'New' }, { price: '10', name: 'Old' })
const nothing = { later: undefined, prior: undefined, now: undefined }

describe('what a write without an outcome may have written', () => {
  test('all of it, where nobody has found out', () => {
    expect(arrivedFields(sent, nothing)).toEqual(sent.fields)
    expect(arrivedFields(sent, { ...nothing, now: entry({ price: '12', name: 'New' }) })).toEqual(sent.fields)
  })

  test('not what a later run found as it had been, and wrote itself', () => {
    const later = intent({ price: '12', name: 'New' }, { price: '10', name: 'New' })
    expect(arrivedFields(sent, { ...nothing, later })).toEqual({ name: 'New' })
    const all = intent({ price: '12' }, { price: '10', name: 'Old' })
    expect(arrivedFields(sent, { ...nothing, later: all })).toEqual({})
  })

  test('what a later run found otherwise may have been ours', () => {
    const later = intent({ price: '14' }, { price: '12' })
    expect(arrivedFields(sent, { ...nothing, later })).toEqual(sent.fields)
    expect(arrivedFields(intent({ price: '12' }), { ...nothing, later })).toEqual({ price: '12' })
  })

  test('not what the state still has as it had it: looking told it nothing else', () => {
    const prior = entry({ price: '10', name: 'Old' })
    expect(arrivedFields(sent, { ...nothing, prior, now: entry({ price: '10', name: 'New' }) })).toEqual({
      name: 'New',
    })
    // Written again as it was: that it is so tells nothing.
    const same = intent({ price: '10' })
    expect(arrivedFields(same, { ...nothing, prior, now: prior })).toEqual({ price: '10' })
  })
})

test('of several later runs the first tells', () => {
  const [one, other] = [intent({ price: '1' }), intent({ price: '2' })]
  const writes = (some: Intent) => new Map([[some.address, new Map([['op-1', { intent: some }]])]])
  expect(firstIntents([writes(one), writes(other)]).get(one.address)).toBe(one)
  expect(firstIntents([]).size).toBe(0)
})
