import { describe, expect, test } from 'vitest'
import { ReconcilerError } from '../../../src/model/errors.ts'
import type { EngineEvent } from '../../../src/model/event.ts'
import type { Kind, Page } from '../../../src/model/provider.ts'
import type { Observed } from '../../../src/model/resource.ts'
import type { ViewStore } from '../../../src/model/state.ts'
import type { RefreshMode } from '../../../src/pipeline/kept-view.ts'
import { refresh } from '../../../src/pipeline/refresh.ts'
import { createMemoryViews } from '../../../src/state/memory.ts'
import {
  attribute,
  category,
  connectedTo,
  desiredOf,
  entriesOf,
  type Owned,
  product,
  profile,
  ref,
  seen,
  stock,
  supplier,
  value,
} from './toy-vendor.ts'

type Pages = (readonly Page[] | Error)[]

/** Answers each list with the next script; what is asked for is in `asked`. */
function scripted(asked: string[], name: string, scripts: Pages) {
  let turn = 0
  return async function* (what = '') {
    asked.push(`${name}${what}`)
    const script = scripts[Math.min(turn, scripts.length - 1)] ?? []
    turn += 1
    if (script instanceof Error) throw script
    yield* script
  }
}

const page = (objects: readonly Observed[], total?: number): Page =>
  total === undefined ? { objects } : { objects, total }
const sku = (id: string) => seen('product', id, { sku: `S${id}` })

interface Shop {
  readonly list?: Pages
  readonly lookUp?: Pages
  readonly hidden?: Pages | 'none'
  readonly ruledOut?: boolean
  readonly size?: number
}

function productOf(
  asked: string[],
  { list = [[]], lookUp = [[]], hidden = [[]], ruledOut = false, size = 100 }: Shop,
): Kind {
  const find = scripted(asked, 'look up ', lookUp)
  const listed = scripted(asked, 'list', list)
  const offline = scripted(asked, 'hidden', hidden === 'none' ? [] : hidden)
  return {
    ...product,
    reading: {
      by: 'paged-list',
      pageSize: () => size,
      list: () => listed(),
      lookUp: (_session, ids) => find(ids.join()),
      ...(hidden === 'none' ? {} : { hidden: { list: () => offline(), ruledOut: () => ruledOut } }),
    },
  }
}

const listed = (kind: Kind, asked: string[], list: Pages): Kind => {
  const run = scripted(asked, kind.name, list)
  return { ...kind, reading: { by: 'list', list: () => run() } }
}

const perParent = (kind: Kind, asked: string[], list: Pages): Kind => {
  const run = scripted(asked, `${kind.name} of `, list)
  if (kind.reading.by !== 'list-per-parent') throw new Error(kind.name)
  return { ...kind, reading: { ...kind.reading, list: (_session: unknown, parent: string) => run(parent) } }
}

interface World {
  readonly files?: Parameters<typeof desiredOf>[0]
  readonly state?: { readonly [place: string]: Owned }
  readonly views?: readonly string[]
  readonly signal?: AbortSignal
  readonly saved?: ViewStore
  readonly now?: string
  readonly whole?: readonly string[]
  readonly mode?: RefreshMode
  readonly reads?: string
  /** Of the state, for views. */
  readonly mark?: string
}

async function read(
  kinds: readonly Kind[],
  { files = {}, state = {}, views, signal = new AbortController().signal, ...rest }: World = {},
) {
  const events: EngineEvent[] = []
  // Each page that comes is a call.
  const connected = { ...connectedTo(kinds), calls: () => 4 + events.length }
  const observed = await refresh({
    connected: [connected],
    desired: desiredOf(files),
    entries: entriesOf(state),
    views: new Set((views ?? kinds.map(({ name }) => name)).map((name) => `shop/${name}`)),
    whole: new Set(rest.whole),
    how: {
      mode: rest.mode ?? 'cheapest',
      saved: rest.saved ?? createMemoryViews(),
      now: () => new Date(rest.now ?? '2026-03-01T12:00:00Z'),
      sweepDays: 7,
      reads: () => rest.reads ?? 'r1',
      state: rest.mark ?? 's1',
    },
    emit: (event) => events.push(event),
    signal,
  })
  const view = (name: string) => observed.views.get(`shop/${name}`)
  const ids = (name: string) => view(name)?.objects.map(({ remoteId }) => remoteId)
  return { view, ids, events, calls: observed.calls.get('shop') }
}

describe('a list', () => {
  test('that holds what it counts is complete', async () => {
    const asked: string[] = []
    const { view, ids, events, calls } = await read([
      productOf(asked, { list: [[page([sku('1')], 2), page([sku('2')], 2)]] }),
    ])
    expect(view('product')).toMatchObject({ reach: 'complete', age: 0 })
    expect(ids('product')).toEqual(['1', '2'])
    expect(asked).toEqual(['list'])
    expect(calls).toBe(2)
    expect(events).toEqual([
      { type: 'read', connection: 'shop', kind: 'product', objects: 1, total: 2 },
      { type: 'read', connection: 'shop', kind: 'product', objects: 2, total: 2 },
    ])
  })

  test.each([
    ['a row was missed', [[page([sku('1')], 2)], [page([sku('1'), sku('2')], 2)]]],
    ['a row came twice', [[page([sku('1')], 2), page([sku('1')], 2)], [page([sku('1'), sku('2')], 2)]]],
    ['the count moved', [[page([sku('1')], 2), page([sku('2')], 3)], [page([sku('1'), sku('2')], 2)]]],
  ])('that moves while it is read is read again: %s', async (_what, list) => {
    const asked: string[] = []
    const { view, ids } = await read([productOf(asked, { list })])
    expect(view('product')?.reach).toBe('complete')
    expect(ids('product')).toEqual(['1', '2'])
    expect(asked).toEqual(['list', 'list'])
  })

  test('that stays short after three readings is never taken for complete', async () => {
    const asked: string[] = []
    const { view } = await read([productOf(asked, { list: [[page([sku('1')], 2)]] })])
    expect(asked).toEqual(['list', 'list', 'list'])
    expect(view('product')).toMatchObject({
      reach: 'partial',
      objects: [],
      problem: { code: 'E2006', summary: 'shop: the list of product came short: 1 of 2 after 3 readings' },
    })
  })

  test('counts what the vendor counts, where that is not objects', async () => {
    const { view } = await read([
      productOf([], { list: [[{ objects: [sku('1'), sku('2')], total: 1, counted: ['host'] }]] }),
    ])
    expect(view('product')?.reach).toBe('complete')
  })

  test('without a count is as it is', async () => {
    const { view, events } = await read([listed(supplier, [], [[page([seen('supplier', '1', {})])]])])
    expect(view('supplier')?.reach).toBe('complete')
    expect(events).toEqual([{ type: 'read', connection: 'shop', kind: 'supplier', objects: 1 }])
  })

  test('without a count is read once more where an object that we know is missing', async () => {
    const asked: string[] = []
    const late = listed(supplier, asked, [[page([])], [page([seen('supplier', '1', {})])]])
    const { ids } = await read([late], {
      state: { 'supplier/a': { id: '1' }, 'supplier/b': { id: '' }, 'product/p': { id: '9' } },
    })
    expect([asked, ids('supplier')]).toEqual([['supplier', 'supplier'], ['1']])
  })

  test('without a count that holds all we know is read once', async () => {
    const asked: string[] = []
    await read([listed(supplier, asked, [[page([seen('supplier', '1', {})])]])], {
      state: { 'supplier/a': { id: '1' } },
    })
    expect(asked).toEqual(['supplier'])
  })

  test('that is not wanted is not read', async () => {
    const asked: string[] = []
    const { view } = await read([listed(supplier, asked, [[]])], { views: [] })
    expect([view('supplier'), asked]).toEqual([undefined, []])
  })

  test('of what can never be read is empty', async () => {
    const { view } = await read([{ ...supplier, reading: { by: 'nothing' } }])
    expect(view('supplier')).toMatchObject({ reach: 'complete', objects: [] })
  })
})

describe('children are listed by their parents', () => {
  const profiles = [page([seen('profile', '1', { name: 'F' }), seen('profile', '2', { name: 'Other' })])]
  const files = { 'profile/f': { name: 'F' }, 'attribute/f.c': { profile: ref('profile/f'), name: 'C' } }
  const attributes = [
    page([
      seen('attribute', '5', { profile: { id: '1' }, name: 'C', type: 'valuelist' }),
      seen('attribute', '6', { profile: { id: '1' }, name: 'W', type: 'integer' }),
    ]),
  ]

  test('of declared parents only, and only those that have any', async () => {
    const asked: string[] = []
    const kinds = [
      listed(profile, asked, [profiles]),
      perParent(attribute, asked, [attributes]),
      perParent(value, asked, [[]]),
    ]
    const { ids, view } = await read(kinds, { files })
    expect(asked).toEqual(['profile', 'attribute of 1', 'value of 5'])
    expect(ids('attribute')).toEqual(['5', '6'])
    expect(view('value')?.reach).toBe('complete')
  })

  test('are asked for once more where one that we know is missing below that parent', async () => {
    const asked: string[] = []
    const state = {
      'attribute/f.gone': { id: '7', applied: { profile: { id: '1' } } },
      'attribute/x.gone': { id: '8', applied: { profile: { id: '2' } } },
      'attribute/y.gone': { id: '9' },
    }
    await read([listed(profile, asked, [profiles]), perParent(attribute, asked, [attributes])], { files, state })
    expect(asked).toEqual(['profile', 'attribute of 1', 'attribute of 1'])
    asked.length = 0
    const { 'attribute/f.gone': _gone, ...others } = state
    await read([listed(profile, asked, [profiles]), perParent(attribute, asked, [attributes])], {
      files,
      state: others,
    })
    expect(asked).toEqual(['profile', 'attribute of 1'])
  })

  test('below parents that came short they come short too', async () => {
    const broken = new ReconcilerError('E2003', 'broken')
    const { view } = await read([listed(profile, [], [broken]), perParent(attribute, [], [[]])], { files })
    expect(view('profile')).toMatchObject({
      reach: 'unreadable',
      problem: { code: 'E2003', summary: 'shop: profile could not be read: broken' },
    })
    expect(view('attribute')?.reach).toBe('partial')
  })

  test('one list that comes short makes the kind partial', async () => {
    const { view } = await read([listed(profile, [], [profiles]), perParent(attribute, [], [[page([], 3)]])], { files })
    expect(view('attribute')).toMatchObject({ reach: 'partial', problem: { code: 'E2006' } })
  })

  test('without a view of the parents there is nothing to ask', async () => {
    const asked: string[] = []
    await read([perParent(attribute, asked, [[]])], { files })
    expect(asked).toEqual([])
  })
})

describe('before a create is planned', () => {
  const files = { 'product/p': { sku: 'S9' } }

  test('ids that we know and the list left out are looked up, page by page', async () => {
    const asked: string[] = []
    const state = {
      'product/a': { id: '1' },
      'product/b': { id: '2' },
      'product/c': { id: '3' },
      'product/d': { id: '' },
      'supplier/s': { id: '4' },
    }
    const { ids } = await read(
      [productOf(asked, { size: 1, list: [[page([sku('1')])]], lookUp: [[page([sku('2')])], [page([])]] })],
      { state },
    )
    expect(asked).toEqual(['list', 'look up 2', 'look up 3'])
    expect(ids('product')).toEqual(['1', '2'])
  })

  test('natural keys never seen are looked for among what the list leaves out', async () => {
    const asked: string[] = []
    const { ids } = await read([productOf(asked, { hidden: [[page([sku('9')])]] })], { files })
    expect(asked).toEqual(['list', 'hidden'])
    expect(ids('product')).toEqual(['9'])
  })

  test('before a delete, what the list leaves out is looked for in any case', async () => {
    const asked: string[] = []
    const { ids } = await read([productOf(asked, { hidden: [[page([sku('9')])]] })], { whole: ['shop/product'] })
    expect(asked).toEqual(['list', 'hidden'])
    expect(ids('product')).toEqual(['9'])
  })

  test('a key below a parent is looked for by the id of that parent', async () => {
    const asked: string[] = []
    const below = {
      ...productOf(asked, { list: [[page([seen('product', '9', { supplier: { id: '3' }, sku: 'S9' })])]] }),
      naturalKey: ['supplier', 'sku'],
    }
    const suppliers = listed(supplier, asked, [[page([seen('supplier', '3', { name: 'A' })])]])
    await read([suppliers, below], {
      files: { 'supplier/a': { name: 'A' }, 'product/p': { sku: 'S9', supplier: ref('supplier/a') } },
    })
    expect(asked).toEqual(['supplier', 'list'])
  })

  test.each([
    ['the list proves that nothing is left out', { ruledOut: true }],
    ['it was seen', { list: [[page([sku('9')])]] }],
    ['nothing can be left out', { hidden: 'none' } as const],
  ])('but not where %s', async (_what, shop) => {
    const asked: string[] = []
    await read([productOf(asked, shop)], { files })
    expect(asked).toEqual(['list'])
  })

  test('what lives inside another is missing only where its host is', async () => {
    const asked: string[] = []
    const levels = productOf(asked, {}).reading
    await read([{ ...stock, reading: levels }], {
      state: { 'stock/a': { id: 'A' } },
      files: { 'stock/a': { sku: 'A' } },
    })
    expect(asked).toEqual(['list'])
  })
})

describe('what cannot be read', () => {
  test.each(['E2001', 'E2002', 'E2005', 'E2011'] as const)(
    '%s: the other kinds would fail alike, and are not asked',
    async (code) => {
      const asked: string[] = []
      const failed = new ReconcilerError(code, 'no', { hint: 'wait' })
      const { view } = await read([listed(supplier, asked, [failed]), listed(category, asked, [[]])])
      expect(asked).toEqual(['supplier'])
      expect(view('supplier')).toMatchObject({ reach: 'unreadable', problem: { code, hint: 'wait' } })
      expect(view('category')).toMatchObject({ reach: 'unreadable', problem: { code } })
    },
  )

  test('another error leaves the other kinds readable', async () => {
    const { view } = await read([
      listed(supplier, [], [new ReconcilerError('E2004', 'HTML')]),
      listed(category, [], [[]]),
    ])
    expect(view('category')?.reach).toBe('complete')
  })

  test('what was read before the error is kept, as a part', async () => {
    const { view, ids } = await read(
      [productOf([], { list: [[page([sku('1')])]], lookUp: [new ReconcilerError('E2003', 'no')] })],
      { state: { 'product/b': { id: '2' } } },
    )
    expect(view('product')?.reach).toBe('partial')
    expect(ids('product')).toEqual(['1'])
  })

  test('a fault of ours is no reading', async () => {
    await expect(read([listed(supplier, [], [new TypeError('bug')])])).rejects.toThrow('bug')
  })

  test('an interruption ends the run', async () => {
    const signal = AbortSignal.abort()
    await expect(read([listed(supplier, [], [new ReconcilerError('E2001', 'aborted')])], { signal })).rejects.toThrow(
      'aborted',
    )
  })
})

describe('a list that says whether it moved', () => {
  const files = { 'supplier/a': { name: 'Acme' } }
  const objects = [
    seen('supplier', '1', { name: 'Acme', mail: 'a@acme.example' }),
    seen('supplier', '2', { name: 'Bolt' }),
  ]
  const marked = (asked: string[], mark: string | undefined): Kind => ({
    ...supplier,
    reading: {
      by: 'list',
      async *list() {
        asked.push('list')
        yield page(objects)
      },
      mark: async () => {
        asked.push('mark')
        return mark
      },
    },
  })

  test('is read once, and from then on asked only whether it moved', async () => {
    const saved = createMemoryViews()
    const asked: string[] = []
    await read([marked(asked, 'm1')], { files, saved })
    const again = await read([marked(asked, 'm1')], { files, saved, now: '2026-03-01T12:10:00Z' })
    expect(asked).toEqual(['mark', 'list', 'mark'])
    expect(again.view('supplier')).toMatchObject({ reach: 'complete', age: 600 })
    // Only what is declared is kept: no other supplier, and no field that nobody asks about.
    expect(again.view('supplier')?.objects).toEqual([seen('supplier', '1', { name: 'Acme' })])
  })

  test.each([
    ['it moved', 'm2', files],
    ['other things are asked', 'm1', { 'supplier/a': { name: 'Acme', mail: 'x' } }],
    ['its vendor cannot tell', undefined, files],
  ])('is read again where %s', async (_what, mark, others) => {
    const saved = createMemoryViews()
    const asked: string[] = []
    await read([marked(asked, 'm1')], { files, saved })
    const again = await read([marked(asked, mark)], { files: others, saved })
    expect(asked).toEqual(['mark', 'list', 'mark', 'list'])
    expect(again.view('supplier')?.age).toBe(0)
  })

  test('proves it beside the state of now: offline takes it from there', async () => {
    const saved = createMemoryViews()
    const kinds = [marked([], 'm1')]
    await read(kinds, { files, saved })
    const applied = { files, saved, mark: 's2' }
    expect((await read(kinds, { ...applied, mode: 'offline' })).view('supplier')?.problem?.code).toBe('E2012')
    await read(kinds, { ...applied, now: '2026-03-01T12:10:00Z' })
    const { view } = await read(kinds, { ...applied, mode: 'offline', now: '2026-03-01T13:00:00Z' })
    expect(view('supplier')).toMatchObject({ reach: 'complete', age: 3600, proof: { by: 'saved' } })
    expect(view('supplier')?.proof?.provedAt).toBe('2026-03-01T12:10:00.000Z')
  })

  test('is read again where an object holds a secret, which no view has', async () => {
    const saved = createMemoryViews()
    const asked: string[] = []
    const state = { 'supplier/a': { id: '1', applied: { name: 'Acme', mail: { env: 'MAIL', digest: 'd' } } } }
    const world = { files, saved, state }
    await read([marked(asked, 'm1')], world)
    const { ids } = await read([marked(asked, 'm1')], world)
    expect(asked).toEqual(['mark', 'list', 'mark', 'list'])
    expect(ids('supplier')).toEqual(['1', '2'])
  })

  test('a mark that proves nothing is not kept', async () => {
    const saved = createMemoryViews()
    await read([marked([], undefined)], { files, saved })
    expect(await saved.read('shop', 'supplier')).not.toHaveProperty('mark')
  })

  test('a view of another address is none', async () => {
    const saved = createMemoryViews()
    const asked: string[] = []
    await saved.write('shop', 'supplier', {
      url: 'https://other.example',
      reads: 'r1',
      state: 's1',
      mark: 'm1',
      at: '2026-03-01T00:00:00Z',
      wanted: '',
      objects: [],
    })
    expect((await read([marked(asked, 'm1')], { files, saved })).ids('supplier')).toEqual(['1', '2'])
  })
})

describe('offline', () => {
  const objects = [seen('supplier', '1', { name: 'Acme' })]
  const files = { 'supplier/a': { name: 'Acme' } }
  const hour = '2026-03-01T13:00:00Z'

  test('nothing is asked, and what was seen last is taken with its age', async () => {
    const saved = createMemoryViews()
    const asked: string[] = []
    const kinds = [
      listed(supplier, asked, [[page(objects)]]),
      productOf(asked, { list: [[page([sku('1')], 1)]], hidden: [[page([sku('2')])]] }),
    ]
    const before = await read(kinds, { files, saved, whole: ['shop/product'] })
    asked.length = 0
    const { view, ids, events } = await read(kinds, { files, saved, mode: 'offline', now: hour })
    expect([asked, events]).toEqual([[], []])
    expect(ids('product')).toEqual(['1', '2'])
    expect(view('product')).toEqual({
      ...before.view('product'),
      age: 3600,
      proof: { by: 'saved', readAt: '2026-03-01T12:00:00.000Z', objects: 2 },
    })
    expect(view('supplier')?.objects).toEqual(objects)
  })

  test.each([
    ['nothing was kept', {}, 'no view of it was kept', undefined],
    ['it was read otherwise', { reads: 'r2' }, 'no view of it was kept', files],
    ['something was applied since', { mark: 's2' }, 'the state has moved on since it was last seen', files],
  ])('a kind is not told where %s', async (_what, others, why, kept) => {
    const saved = createMemoryViews()
    const kinds = [listed(supplier, [], [[page(objects)]])]
    if (kept !== undefined) await read(kinds, { files: kept, saved })
    const { view } = await read(kinds, { files, saved, mode: 'offline', ...others })
    expect(view('supplier')).toMatchObject({
      reach: 'unreadable',
      objects: [],
      problem: { code: 'E2012', summary: `shop: supplier could not be read: this is offline, and ${why}` },
    })
  })

  test('children of a parent that was not read then are not told', async () => {
    const saved = createMemoryViews()
    const profiles = [page([seen('profile', '1', { name: 'F' }), seen('profile', '2', { name: 'G' })])]
    const kinds = [listed(profile, [], [profiles]), perParent(attribute, [], [[page([])]])]
    const one = { 'profile/f': { name: 'F' } }
    await read(kinds, { files: one, saved })
    const same = await read(kinds, { files: one, saved, mode: 'offline' })
    expect(same.view('attribute')?.reach).toBe('complete')
    const more = await read(kinds, { files: { ...one, 'profile/g': { name: 'G' } }, saved, mode: 'offline' })
    expect(more.view('attribute')).toMatchObject({ reach: 'unreadable', problem: { code: 'E2012' } })
  })

  test('what a list came short of is not kept', async () => {
    const saved = createMemoryViews()
    await read([productOf([], { list: [[page([sku('1')], 2)]] })], { saved })
    expect(await saved.read('shop', 'product')).toBeUndefined()
  })
})

describe('a secret is in no view', () => {
  const mail = { env: 'MAIL', digest: 'd' }
  const objects = [seen('supplier', '1', { name: 'Acme', mail: 'secret@acme.example' }), seen('supplier', '2', {})]
  const kinds = [listed(supplier, [], [[page(objects)]])]

  test.each([
    ['one that the files name', { files: { 'supplier/a': { name: 'Acme', mail } } }],
    ['one that was written before', { state: { 'supplier/a': { id: '1', applied: { name: 'Acme', mail } } } }],
  ])('%s', async (_what, given) => {
    const saved = createMemoryViews()
    await read(kinds, { ...given, saved })
    expect(await saved.read('shop', 'supplier')).toMatchObject({ objects: [objects[1]], withheld: ['1'] })
    const { view } = await read(kinds, { ...given, saved, mode: 'offline' })
    expect(view('supplier')?.problem?.summary).toContain('it holds a secret, and a secret is in no view')
  })

  test('nor is what the vendor keeps secret', async () => {
    const saved = createMemoryViews()
    const coded = [seen('product', '1', { sku: 'S1', code: 'hush' }), seen('product', '2', { sku: 'S2', code: null })]
    await read([productOf([], { list: [[page(coded, 2)]] })], { saved })
    expect(await saved.read('shop', 'product')).toMatchObject({ objects: [coded[1]], withheld: ['1'] })
  })
})

describe('a list that tells what changed', () => {
  const clock = '2026-03-01T12:00:00.000Z'
  const stamped = (id: string, stamp: string, more = {}): Observed => ({
    ...seen('product', id, { sku: `S${id}`, ...more }),
    stamp,
  })
  const old = [stamped('3', 'a'), stamped('2', 'a'), stamped('1', 'a')]

  interface Told {
    readonly since?: Pages
    readonly total?: number
    readonly first?: Observed
    readonly lookUp?: Pages
    readonly silent?: (spec: Observed['spec']) => boolean
  }

  /** Pages of one object each, so that three are worth less than one change and a count. */
  function telling(
    asked: string[],
    list: Pages,
    { since = [[page([], 0)]], total = 3, first, ...more }: Told = {},
  ): Kind {
    const kind = productOf(asked, { list, lookUp: more.lookUp ?? [[]], hidden: 'none', size: 1 })
    const changed = scripted(asked, 'since ', since)
    if (kind.reading.by !== 'paged-list') throw new Error(kind.name)
    return {
      ...kind,
      reading: {
        ...kind.reading,
        changes: {
          since: (_session, instant) => changed(instant),
          covers: (stamp) => stamp === 'new',
          count: async () => {
            asked.push('count')
            return { total, ...(first === undefined ? {} : { first }) }
          },
          ids: async () => Promise.reject(new ReconcilerError('E2003', 'not asked for')),
          rows: async () => Promise.reject(new ReconcilerError('E2003', 'not asked for')),
          silent: more.silent ?? (() => false),
        },
      },
    }
  }
  const whole = (objects: readonly Observed[]): Pages => [[{ ...page(objects, objects.length), clock }]]

  async function again(told: Told, world: World = {}, before: readonly Observed[] = old) {
    const saved = createMemoryViews()
    const asked: string[] = []
    await read([telling([], whole(before))], { saved })
    const result = await read([telling(asked, whole(before), told)], { saved, ...world })
    return { ...result, asked, saved }
  }

  test('is asked only for that, and how many there are', async () => {
    const edited = stamped('2', 'new', { name: 'Edited' })
    const { asked, view, saved } = await again(
      { since: [[{ ...page([edited], 1), clock: 'later' }]], first: old[0] as Observed },
      { now: '2026-03-01T12:10:00Z' },
    )
    expect(asked).toEqual([`since ${clock}`, 'count'])
    expect(view('product')).toMatchObject({
      reach: 'complete',
      age: 600,
      objects: [old[0], edited, old[2]],
      proof: { by: 'changes', objects: 3, changed: 1, vanished: 0 },
    })
    expect(await saved.read('shop', 'product')).toMatchObject({ clock: 'later', at: '2026-03-01T12:00:00.000Z' })
  })

  test.each<[string, Told, World, string[]]>([
    ['it is asked for', {}, { mode: 'full' }, ['list']],
    ['the last time is a week ago', {}, { now: '2026-03-08T12:00:00Z' }, ['list']],
    ['its settings are others', {}, { reads: 'r2' }, ['list']],
    ['most of it changed', { since: [[page([stamped('1', 'new')], 2)]] }, {}, [`since ${clock}`, 'list']],
    [
      'there are more than can be',
      { total: 4, first: old[0] as Observed },
      {},
      [`since ${clock}`, 'count', `since ${clock}`, 'count', 'list'],
    ],
    [
      "its first row is another shop's",
      { first: { ...stamped('3', 'a'), host: 'other' } },
      {},
      [`since ${clock}`, 'count', 'list'],
    ],
    [
      'its first row is not as it is known',
      { first: stamped('3', 'b') },
      {},
      [`since ${clock}`, 'count', `since ${clock}`, 'count', 'list'],
    ],
    [
      'something appeared between the two calls',
      { total: 3, first: stamped('4', 'new') },
      {},
      [`since ${clock}`, 'count', `since ${clock}`, 'count', 'list'],
    ],
    [
      'its vendor does not answer that',
      { since: [new ReconcilerError('E2003', 'no')] },
      {},
      [`since ${clock}`, 'list'],
    ],
    [
      'what vanished cannot be told',
      { total: 2, first: old[0] as Observed },
      { mode: 'incremental' },
      [`since ${clock}`, 'count', 'list'],
    ],
  ])('is read whole where %s', async (_what, told, world, calls) => {
    const { asked, view } = await again(told, world)
    expect(asked).toEqual(calls)
    expect(view('product')).toMatchObject({ reach: 'complete', age: 0, objects: old })
    expect(view('product')).not.toHaveProperty('proof')
  })

  test('a week ago is no reason where what changed is asked for', async () => {
    const { asked } = await again({ first: old[0] as Observed }, { now: '2026-03-09T12:00:00Z', mode: 'incremental' })
    expect(asked).toEqual([`since ${clock}`, 'count'])
  })

  test('an edit between the two calls comes with another look', async () => {
    const edited = stamped('3', 'new')
    const { asked, view } = await again({ since: [[page([], 0)], [page([edited], 1)]], first: edited })
    expect(asked).toEqual([`since ${clock}`, 'count', `since ${clock}`, 'count'])
    expect(view('product')?.objects[0]).toEqual(edited)
  })

  test('what the vendor changes without a stamp is asked for by its id, and so is what holds a secret', async () => {
    const four = [stamped('4', 'a', { code: 'hush' }), ...old]
    const found = [stamped('4', 'a', { code: 'loud' })]
    const { asked, view } = await again(
      {
        total: 4,
        first: found[0] as Observed,
        silent: (spec) => spec['sku'] === 'S1',
        lookUp: [[page(found, 1)], [page([stamped('1', 'a', { is_online: false })], 1)]],
      },
      { mode: 'incremental' },
      four,
    )
    expect(asked).toEqual([`since ${clock}`, 'look up 4', 'look up 1', 'count'])
    expect(view('product')?.objects.map(({ spec }) => [spec['code'], spec['is_online']])).toEqual([
      ['loud', undefined],
      [undefined, undefined],
      [undefined, undefined],
      [undefined, false],
    ])
  })

  test('where what is known became a secret, the view is written anew without it', async () => {
    const memory = createMemoryViews()
    const updates: unknown[] = []
    const saved: ViewStore = {
      ...memory,
      write: async (connection, kind, view, update) => {
        updates.push(update)
        await memory.write(connection, kind, view, update)
      },
    }
    const told = { first: old[0] as Observed }
    await read([telling([], whole(old))], { saved })
    await read([telling([], whole(old), told)], { saved })
    const name = { env: 'NAME', digest: 'd' }
    const secret = { state: { 'product/p': { id: '2', applied: { sku: 'S2', name } } } }
    await read([telling([], whole(old), told)], { saved, ...secret })
    expect(updates).toEqual([undefined, expect.objectContaining({ changed: [], gone: [] }), undefined])
    expect(await saved.read('shop', 'product')).toMatchObject({ objects: [old[0], old[2]], withheld: ['2'] })
  })

  test('hopeless is hopeless: the list is not asked for either', async () => {
    const { asked, view } = await again({ since: [new ReconcilerError('E2005', 'used up')] })
    expect(asked).toEqual([`since ${clock}`])
    expect(view('product')).toMatchObject({ reach: 'unreadable', problem: { code: 'E2005' } })
  })
})
