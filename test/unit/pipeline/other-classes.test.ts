// Kinds that are only watched, and kinds of which the vendor shows nothing: what a plan says of them, and what it never does.

import { describe, expect, test } from 'vitest'
import { defaultGuards } from '../../../src/model/guard-settings.ts'
import type { Change } from '../../../src/model/plan.ts'
import type { Kind } from '../../../src/model/provider.ts'
import { type Observed, type Spec, viewKey } from '../../../src/model/resource.ts'
import type { Intent } from '../../../src/model/state.ts'
import { bind } from '../../../src/pipeline/bind.ts'
import { diff } from '../../../src/pipeline/diff.ts'
import { pruned, wantedOf } from '../../../src/pipeline/marked-view.ts'
import { plan } from '../../../src/pipeline/plan.ts'
import { planHash } from '../../../src/pipeline/plan-hash.ts'
import {
  basis,
  connectedTo,
  desiredOf,
  entriesOf,
  entryOf,
  type Owned,
  secretKey,
  seen,
  type Things,
  to,
  viewOf,
} from './toy-vendor.ts'

const text = { shape: 'scalar', type: 'text' } as const
const noPages = async function* () {}

/** Watched: any field, found by id or, where that is not written, by its label. */
const article: Kind = {
  name: 'article',
  section: 'articles',
  class: 'observed',
  fields: { id: text, label: text },
  otherFields: { shape: 'scalar', type: 'any' },
  naturalKey: ['id'],
  otherKeys: [['label']],
  label: (spec) => `label ${String(spec['label'])}`,
  declare: () => ({}),
  reading: { by: 'list', list: noPages },
  writing: {},
  byHand: () => 'the admin of the shop, Articles',
}

/** Written, and never shown. */
const depot: Kind = {
  name: 'depot',
  section: 'depots',
  class: 'write-only',
  fields: { owner: { ...text, createOnly: true }, street: text, near: { shape: 'reference', kind: 'depot' } },
  naturalKey: ['owner', 'street'],
  label: (spec) => `street ${String(spec['street'])}`,
  declare: () => ({}),
  reading: { by: 'nothing' },
  writing: {
    create: { operation: 'POST /depot', run: () => Promise.reject(new Error('a pure stage wrote')) },
    update: { operation: 'PATCH /depot/{id}', run: () => Promise.reject(new Error('wrote')) },
  },
}

interface Story {
  readonly files: Things<Spec>
  readonly state?: Things<Owned>
  readonly shop?: readonly Observed[]
  readonly doubts?: readonly Intent[]
  readonly ack?: readonly string[]
}

function planned({ files, state = {}, shop = [], doubts = [], ack = [] }: Story) {
  const connected = [connectedTo([article, depot])]
  const base = desiredOf(files)
  const refs = (spec: Spec) =>
    Object.values(spec).flatMap((value) =>
      typeof value === 'object' && value !== null && 'ref' in value ? [String(value['ref'])] : [],
    )
  const desired = {
    ...base,
    resources: new Map(
      [...base.resources].map(([address, one]) => [address, { ...one, dependsOn: refs(one.spec) as never[] }]),
    ),
  }
  const entries = entriesOf(state)
  const observed = { views: new Map([[viewKey('shop', 'article'), viewOf('article', shop)]]), calls: new Map() }
  const binding = bind({ connected, desired, entries, observed })
  const diffs = diff({ connected, desired, entries, binding, observed, doubts, secretKey })
  return plan({
    connected,
    desired,
    entries,
    observed,
    binding,
    diffs,
    scope: { selected: () => true, views: new Set(), whole: new Set(), narrowed: false, kept: new Map() },
    settled: [],
    doubts,
    identities: {},
    basis,
    diagnostics: [],
    guards: defaultGuards,
    allowDelete: false,
    ack,
  })
}

const lines = (changes: readonly Change[]) =>
  changes.map(({ action, address, reason, diff: fields }) => ({
    change: `${action} ${address}`,
    reason,
    fields: fields.map(({ path, before, after, cause }) => [path, before, after, cause]),
  }))

describe('what is only watched', () => {
  const shop = [seen('article', '7', { id: '7', label: 'Billet', price: '100' })]

  test('is in sync where the expectation holds, whatever dress the value wears', () => {
    const { changes, summary } = planned({ files: { 'article/ticket': { id: '7', price: '100' } }, shop })
    expect(changes).toEqual([])
    expect(summary.none).toBe(1)
  })

  test('is to be done by hand where it differs, with the place to do it; nothing is written or owned', () => {
    const made = planned({ files: { 'article/ticket': { id: '7', price: '120' } }, shop })
    expect(lines(made.changes)).toEqual([
      {
        change: 'manual shop/article/ticket',
        reason: 'differs in price; by hand: the admin of the shop, Articles',
        fields: [['price', '100', '120', 'drift']],
      },
    ])
    expect(made.operations).toEqual([])
    expect(made.stateUpdates).toEqual([])
    expect(made.changes[0]).not.toHaveProperty('write')
    expect(made.changes[0]).not.toHaveProperty('entry')
    expect(made.cost['shop']).toMatchObject({ applyReads: 0, writes: 0 })
  })

  test('is found by another key where the first is not written', () => {
    expect(planned({ files: { 'article/ticket': { label: 'Billet', price: '100' } }, shop }).summary.none).toBe(1)
  })

  test('is named where it is not there', () => {
    const made = planned({ files: { 'article/ticket': { label: 'Sæsonkort' } }, shop })
    expect(lines(made.changes)[0]?.reason).toBe('expected, and not there; by hand: the admin of the shop, Articles')
  })

  test('two with one key are an error that names both', () => {
    const twins = [...shop, seen('article', '8', { id: '8', label: 'Billet', price: '1' })]
    const made = planned({ files: { 'article/ticket': { label: 'Billet', price: '100' } }, shop: twins })
    expect(made.diagnostics.map(({ code, summary }) => `${code} ${summary}`)).toEqual([
      'E2007 the shop has 2 of label Billet: 7 and 8',
    ])
    expect(made.complete).toBe(false)
  })
})

describe('what the vendor never shows', () => {
  const oslo = { owner: 'nord', street: 'Havnegata' }
  const known: Owned = { id: '4711', applied: oslo }

  test('is as last written where the files did not move, and the plan says that it cannot be seen', () => {
    const made = planned({ files: { 'depot/oslo': oslo }, state: { 'depot/oslo': known } })
    expect(made.changes).toEqual([])
    expect(made.complete).toBe(true)
    expect(made.views).toContainEqual({ connection: 'shop', kind: 'depot', age: 0, reach: 'unseen' })
  })

  test('is updated against what was last written, with no look before', () => {
    const made = planned({ files: { 'depot/oslo': { ...oslo, street: 'Torggata' } }, state: { 'depot/oslo': known } })
    expect(lines(made.changes)).toEqual([
      {
        change: 'update shop/depot/oslo',
        reason: 'differs in street',
        fields: [['street', 'Havnegata', 'Torggata', 'config']],
      },
    ])
    expect(made.changes[0]?.write).toEqual({ street: 'Torggata' })
    expect(made.cost['shop']).toMatchObject({ applyReads: 0, writes: 1 })
  })

  test('is not made blindly where the state knows none of the kind', () => {
    const files = { 'depot/oslo': oslo, 'depot/bergen': { owner: 'nord', street: 'Bryggen' } }
    const guard = ({ guards }: ReturnType<typeof planned>) => guards.map(({ name, acked }) => [name, acked])
    expect(guard(planned({ files }))).toEqual([['unseen-create', false]])
    expect(guard(planned({ files, ack: ['unseen-create'] }))).toEqual([['unseen-create', true]])
    // A state that knows one of them was not lost.
    expect(guard(planned({ files, state: { 'depot/oslo': known } }))).toEqual([])
  })

  test('a field that is taken on create only refuses to change, and nothing of the resource is written', () => {
    const files = { 'depot/oslo': { owner: 'syd', street: 'Torggata' } }
    const made = planned({ files, state: { 'depot/oslo': known } })
    expect(made.operations).toEqual([])
    expect(made.diagnostics.map(({ severity, code, summary }) => `${severity} ${code} ${summary}`)).toEqual([
      'error E3007 owner cannot be changed: the vendor takes it when a depot is made, and deletes none',
    ])
  })

  test('is forgotten when it is removed, and never deleted', () => {
    const made = planned({ files: {}, state: { 'depot/oslo': { ...known, policy: { onRemove: 'delete' } } } })
    expect(made.changes.map(({ action, reason }) => `${action}: ${reason}`)).toEqual([
      'forget: removed from the files; the shop keeps it',
    ])
  })

  describe('in doubt', () => {
    const intent: Intent = {
      address: to('depot/oslo'),
      role: 'create',
      fields: oslo,
      entry: entryOf({ id: '', applied: oslo }),
    }

    test('waits for a person, with what needs it, and blocks nothing else', () => {
      const files = {
        'depot/oslo': oslo,
        'depot/drammen': { owner: 'nord', street: 'Elva', near: { ref: to('depot/oslo') } },
        'depot/bergen': { owner: 'nord', street: 'Bryggen' },
      }
      const state = { 'depot/stavanger': { id: '1', applied: { owner: 'nord', street: 'Kaien' } } }
      const made = planned({
        files: { ...files, 'depot/stavanger': { owner: 'nord', street: 'Kaien' } },
        state,
        doubts: [intent],
      })
      expect(made.changes.map(({ action, address, reason }) => `${action} ${address}: ${reason}`)).toEqual([
        'create shop/depot/bergen: declared, and never written; the vendor shows nothing',
        'manual shop/depot/drammen: waits for shop/depot/oslo, which is in doubt',
        'manual shop/depot/oslo: in doubt: it may have been made; say what happened: butik state resolve shop/depot/oslo --id N | --absent',
      ])
      expect(made.complete).toBe(true)
      expect(made.guards).toEqual([])
      expect(made.doubts).toEqual([intent])
    })

    test('under another key it is not made either: it may be the very one', () => {
      const made = planned({ files: { 'depot/hovedlager': oslo }, doubts: [intent] })
      expect(made.operations).toEqual([])
      expect(made.changes.map(({ action, address, reason }) => `${action} ${address}: ${reason}`)).toEqual([
        'manual shop/depot/hovedlager: shop/depot/oslo is in doubt, and may be this very one; say what happened: butik state resolve shop/depot/oslo --id N | --absent',
      ])
    })

    test('where it is declared no more, another one of its kind needs a person who says that it is new', () => {
      const files = { 'depot/bergen': { owner: 'nord', street: 'Bryggen' } }
      const state = { 'depot/stavanger': { id: '1', applied: { owner: 'nord', street: 'Kaien' } } }
      const story = { files: { ...files, 'depot/stavanger': { owner: 'nord', street: 'Kaien' } }, state }
      expect(planned(story).guards).toEqual([])
      expect(planned({ ...story, doubts: [intent] }).guards).toMatchObject([
        { name: 'unseen-create', addresses: [to('depot/bergen')], acked: false },
      ])
    })

    test('an update is written again, also where the files went back to what was written before', () => {
      const update: Intent = {
        address: to('depot/oslo'),
        role: 'update',
        remoteId: '1',
        fields: { street: 'Storgata' },
        entry: entryOf({ id: '1', applied: { ...oslo, street: 'Storgata' } }),
      }
      const story = { files: { 'depot/oslo': oslo }, state: { 'depot/oslo': known } }
      expect(planned(story).changes).toEqual([])
      const made = planned({ ...story, doubts: [update] })
      expect(made.changes).toMatchObject([{ action: 'update', write: { street: oslo.street } }])
      expect(made.diagnostics.map(({ summary }) => summary)).toEqual([
        'an earlier write of street is in doubt: it is written again',
      ])
    })

    test('is named where it is declared no more', () => {
      const made = planned({ files: {}, doubts: [intent] })
      expect(made.diagnostics.map(({ code, address }) => `${code} ${address}`)).toEqual(['E2010 shop/depot/oslo'])
    })

    test('is part of the hash: an approval does not outlive it', () => {
      const made = planned({ files: {}, doubts: [intent] })
      expect(planHash(made)).toBe(made.hash)
      expect(planHash({ ...made, doubts: [] })).not.toBe(made.hash)
    })
  })
})

describe('what is kept of a list that may not have moved', () => {
  const resources = [...desiredOf({ 'article/ticket': { label: 'Billet', price: '100' } }).resources.values()]
  const wanted = wantedOf(article, resources)
  const objects = [
    seen('article', '7', { id: '7', label: 'Billet', price: '100', mail: 'kunde@acme.example' }),
    seen('article', '8', { id: '8', label: 'Pølse', price: '30' }),
  ]

  test('is only what the configuration asks about', () => {
    expect(pruned(article, objects, wanted)).toEqual([seen('article', '7', { id: '7', label: 'Billet', price: '100' })])
  })

  test('another question has another digest', () => {
    const others = [...desiredOf({ 'article/ticket': { label: 'Billet', vat: '20' } }).resources.values()]
    expect(wantedOf(article, others).digest).not.toBe(wanted.digest)
    expect(wantedOf(article, [...resources]).digest).toBe(wanted.digest)
  })
})
