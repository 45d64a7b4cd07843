import { describe, expect, test } from 'vitest'
import type { Intent, JournalEntry, StateSnapshot } from '../../../src/model/state.ts'
import { imagesArrived, recover, settle, settledImages } from '../../../src/pipeline/settle.ts'
import {
  entriesOf,
  entryOf,
  type Owned,
  observedOf,
  secretKey,
  seen,
  shopWith,
  stock,
  to,
  toyKinds,
  viewOf,
} from './toy-vendor.ts'

const run = { run: 'r1', at: '2026-01-01T00:00:00.000Z' }

function snapshot(state: { [place: string]: Owned }, doubts?: readonly Intent[]): StateSnapshot {
  const entries = Object.fromEntries(entriesOf(state))
  return {
    formatVersion: 1,
    lineage: secretKey,
    serial: 1,
    identities: {},
    entries,
    ...(doubts === undefined ? {} : { doubts }),
  }
}

const intentOf = (place: string, more: Partial<Intent> = {}): Intent => ({
  address: to(place),
  role: 'create',
  fields: {},
  ...more,
})
const intended = (...intents: Intent[]): JournalEntry => ({ phase: 'intent', ...run, operation: 'op-0001', intents })
const outcome = (place: string, how: 'succeeded' | 'failed' | 'in-doubt', entry?: Owned | null): JournalEntry => ({
  phase: 'outcome',
  ...run,
  operation: 'op-0001',
  outcome: { address: to(place), action: 'create', outcome: how },
  ...(entry === undefined ? {} : { entry: entry === null ? null : entryOf(entry) }),
})

describe('the journal folded into the snapshot', () => {
  test.each([
    ['nothing happened', [], { a: '1' }, []],
    ['a run that only began', [{ phase: 'begun', ...run, plan: 'p', serial: 1 }], { a: '1' }, []],
    ['an intent without an outcome is open', [intended(intentOf('supplier/b'))], { a: '1' }, ['b']],
    [
      'a success is in the state',
      [intended(intentOf('supplier/b')), outcome('supplier/b', 'succeeded', { id: '2' })],
      { a: '1', b: '2' },
      [],
    ],
    ['a delete is out of it', [outcome('supplier/a', 'succeeded', null)], {}, []],
    [
      'a failure changes nothing and is settled',
      [intended(intentOf('supplier/b')), outcome('supplier/b', 'failed')],
      { a: '1' },
      [],
    ],
    ['a doubt stays open', [intended(intentOf('supplier/b')), outcome('supplier/b', 'in-doubt')], { a: '1' }, ['b']],
    [
      'what the state learned',
      [{ phase: 'entry', ...run, address: to('supplier/c'), entry: entryOf({ id: '' }) }],
      { a: '1', c: '' },
      [],
    ],
    [
      'the last intent of an address counts',
      [intended(intentOf('supplier/b')), intended(intentOf('supplier/b', { role: 'link' }))],
      { a: '1' },
      ['b'],
    ],
  ] satisfies readonly (readonly [string, readonly JournalEntry[], object, readonly string[]])[])(
    '%s',
    (_what, journal, ids, open) => {
      const recovered = recover(snapshot({ 'supplier/a': { id: '1' } }), journal)
      expect(
        Object.fromEntries([...recovered.entries].map(([address, entry]) => [address.split('/')[2], entry.remoteId])),
      ).toEqual(ids)
      expect(recovered.open.map(({ address }) => address.split('/')[2])).toEqual(open)
    },
  )

  test('doubts of earlier runs are open until a later outcome', () => {
    const doubt = intentOf('supplier/b')
    expect(recover(snapshot({}, [doubt]), []).open).toEqual([doubt])
    expect(recover(snapshot({}, [doubt]), [outcome('supplier/b', 'failed')]).open).toEqual([])
  })
})

function settled(
  intent: Intent,
  shop: Parameters<typeof shopWith>[0],
  state: { [place: string]: Owned } = {},
  observed = shopWith(shop),
) {
  const kind = (_connection: string, name: string) => toyKinds.find((one) => one.name === name)
  const { updates, entries, diagnostics } = settle({ entries: entriesOf(state), open: [intent] }, observed, kind, {
    secretKey,
  })
  return {
    updates,
    entry: entries.get(intent.address),
    notes: diagnostics.map(({ code, address }) => `${code} ${address}`),
  }
}

const nothing = { updates: [], notes: [] }

describe('a create', () => {
  const entry = entryOf({ id: '', applied: { name: 'Acme' } })
  const create = intentOf('supplier/acme', { fields: { name: 'Acme' }, entry })

  test('that the shop has is done: its id is known by its natural key', () => {
    const found = settled(create, [seen('supplier', '9', { name: 'Acme' })])
    expect(found.entry).toEqual({ ...entry, remoteId: '9' })
    expect(found.updates).toMatchObject([
      { address: to('supplier/acme'), reason: 'an interrupted run had written it (id 9)' },
    ])
    expect(found.notes).toEqual(['N1007 shop/supplier/acme'])
  })

  test.each([
    ['that the shop has not', []],
    ['that two could be', [seen('supplier', '8', { name: 'Acme' }), seen('supplier', '9', { name: 'Acme' })]],
  ])('%s is left to the plan', (_what, shop) => {
    expect(settled(create, shop)).toMatchObject(nothing)
  })

  test('without an entry to keep is left to the plan', () => {
    const { entry: _entry, ...bare } = create
    expect(settled(bare, [seen('supplier', '9', { name: 'Acme' })])).toMatchObject(nothing)
  })

  test.each([
    [
      'the kind was not read whole',
      observedOf(viewOf('supplier', [seen('supplier', '9', { name: 'Acme' })], 'partial')),
    ],
    ['the kind was not read', observedOf()],
  ])('cannot be told where %s', (_what, observed) => {
    expect(settled(create, [], {}, observed)).toMatchObject(nothing)
  })

  test('of a kind that nobody knows cannot be told', () => {
    expect(settled(intentOf('gone/x'), [])).toMatchObject(nothing)
  })

  test('of what lives inside another is done only where its value is there', () => {
    const level = intentOf('stock/a', {
      fields: { sku: 'A', stock: '7' },
      entry: entryOf({ id: '', applied: { stock: '7' } }),
    })
    expect(settled(level, [seen('stock', 'A', { sku: 'A', stock: '7' })]).entry?.remoteId).toBe('A')
    expect(settled(level, [seen('stock', 'A', { sku: 'A', stock: '0' })])).toMatchObject(nothing)
    expect(stock.within).toBeDefined()
  })
})

describe('a delete', () => {
  const remove = intentOf('supplier/acme', { role: 'delete', remoteId: '7' })
  const state = { 'supplier/acme': { id: '7' } }

  test('is done where the object is gone', () => {
    const found = settled(remove, [], state)
    expect(found.entry).toBeUndefined()
    expect(found.updates).toEqual([
      { address: to('supplier/acme'), reason: 'an interrupted run had deleted it', entry: null },
    ])
  })

  test('is not done where the object is there', () => {
    expect(settled(remove, [seen('supplier', '7', {})], state)).toMatchObject(nothing)
  })

  test('of what the state has not is no news', () => {
    expect(settled(remove, [])).toMatchObject(nothing)
  })
})

describe('an update', () => {
  const before: Owned = { id: '7', applied: { name: 'Old', price: '1' } }
  const update = (fields: Intent['fields'], more: Partial<Intent> = {}) =>
    intentOf('product/p', {
      role: 'update',
      remoteId: '7',
      fields,
      entry: entryOf({ id: '7', applied: { ...before.applied, ...fields } }),
      ...more,
    })

  test('is done where all that can be seen of it is there', () => {
    const found = settled(update({ price: '9', odd: 1 }), [seen('product', '7', { price: '9', name: 'Old' })], {
      'product/p': before,
    })
    expect(found.entry?.applied).toMatchObject({ price: '9' })
  })

  test.each([
    ['a part of it is not there', { price: '9', name: 'New' }],
    ['a part of it cannot be seen', { price: '9', hidden_note: 'x' }],
  ])('is left to the plan where %s', (_what, fields) => {
    expect(
      settled(update(fields), [seen('product', '7', { price: '9', name: 'Old' })], { 'product/p': before }),
    ).toMatchObject(nothing)
  })

  const picture = { source: 'sha256:a' }
  const upload = update(
    { images: [{ upload: 'a' }], price: '9' },
    {
      entry: entryOf({ id: '7', applied: { images: [picture] } }),
      imagesBefore: ['1'],
    },
  )

  test('keeps its uploads though the rest of it is not there: they are known by their new ids', () => {
    const found = settled(
      upload,
      [seen('product', '7', { price: '1', images: [{ image_id: '1' }, { image_id: '5' }] })],
      { 'product/p': before },
    )
    expect(found.entry?.applied).toEqual({ name: 'Old', price: '1', images: [{ ...picture, image_id: '5' }] })
  })

  test('of which nothing is known before it cannot keep them', () => {
    expect(settled(upload, [seen('product', '7', { price: '1', images: [{ image_id: '5' }] })])).toMatchObject(nothing)
  })
})

test.each([
  ['as many as were sent', [{ upload: 'a' }], ['1'], ['1', '5'], true],
  ['fewer than were sent', [{ upload: 'a' }, { upload: 'b' }], ['1'], ['1', '5'], false],
  ['one that was to go is still there', [{ image_id: '1', remove: true }], ['1'], ['1'], false],
  ['one that was to go is gone', [{ image_id: '1', remove: true }], ['1'], [], true],
  ['kept ones count for nothing', [{ image_id: '1' }], ['1'], ['1'], true],
  ['nothing was sent', null, [], ['1'], true],
])('whether pictures arrived: %s', (_what, sent, before, there, arrived) => {
  const images = [...there.map((image_id) => ({ image_id })), 'odd']
  expect(imagesArrived(sent, before, seen('product', '7', { images }))).toBe(arrived)
})

test('pictures that were not there before are ours, in the order in which they were sent', () => {
  const applied = { images: [{ source: 'a' }, { source: 'b', image_id: '2' }, 'odd', { source: 'c' }, { source: 'd' }] }
  const there = seen('product', '7', { images: [{ image_id: '2' }, { image_id: '8' }, { image_id: '9' }, 'odd'] })
  expect(settledImages({ fields: {} }, entryOf({ id: '7', applied }), there)).toEqual({
    images: [
      { source: 'a', image_id: '8' },
      { source: 'b', image_id: '2' },
      'odd',
      { source: 'c', image_id: '9' },
      { source: 'd' },
    ],
  })
  expect(settledImages({ fields: {} }, entryOf({ id: '7' }), there)).toEqual({})
})
