// What becomes of a list that is read in parts where something is in its way: a secret, a broken call, a kill, a list that
// comes in another order, a vendor of whom nothing tells what changed.
import { describe, expect, test } from 'vitest'
import { ReconcilerError } from '../../../src/model/errors.ts'
import type { Changes, Kind, Page, Reading } from '../../../src/model/provider.ts'
import type { Observed } from '../../../src/model/resource.ts'
import type { ViewStore } from '../../../src/model/state.ts'
import type { RefreshMode } from '../../../src/pipeline/kept-view.ts'
import { refresh } from '../../../src/pipeline/refresh.ts'
import type { Connected } from '../../../src/pipeline/world.ts'
import { createMemoryViews } from '../../../src/state/memory.ts'
import { connectedTo, desiredOf, entriesOf, type Owned, product, seen, supplier } from './toy-vendor.ts'

type Paged = Extract<Reading<unknown>, { by: 'paged-list' }>

interface World {
  readonly files?: Parameters<typeof desiredOf>[0]
  readonly state?: { readonly [place: string]: Owned }
  readonly mode?: RefreshMode
  /** Ids that the plain list leaves out. */
  readonly hidden?: readonly string[]
  readonly reading?: Partial<Paged>
  readonly kinds?: readonly Kind[]
}

/** A vendor of so many products, pages of three, that allows so many calls a day and tells what changed by a clock of days. */
class Shop {
  readonly objects = new Map<number, Observed>()
  readonly saved: ViewStore = createMemoryViews()
  readonly asked: string[] = []
  perDay: number
  day = 1
  used = 0
  signal = new AbortController()
  /** Before each call; throws in its place. */
  onCall: (call: string) => void = () => undefined

  constructor(products: number, perDay: number) {
    this.perDay = perDay
    for (let id = 1; id <= products; id += 1) this.put(id)
  }

  put(id: number, spec: Observed['spec'] = {}, more: Partial<Observed> = {}): void {
    const stamp = String(this.day)
    this.objects.set(id, { ...seen('product', String(id), { sku: `S${id}`, ...spec }), stamp, ...more })
  }

  nextDay(): void {
    this.day += 1
    this.used = 0
    this.asked.length = 0
  }

  async read({ files = {}, state = {}, mode = 'cheapest', ...more }: World = {}) {
    const kinds = more.kinds ?? [this.kind(more)]
    const now = () => new Date(`2026-03-${String(this.day).padStart(2, '0')}T12:00:00Z`)
    let calls = 0
    const count = this.onCall
    this.onCall = (call) => {
      calls += 1
      count(call)
    }
    const connected: Connected = {
      ...connectedTo(kinds),
      calls: () => calls,
      today: () => ({
        calls: this.perDay,
        reserve: 0,
        used: this.used,
        spent: false,
        left: Math.max(0, this.perDay - this.used),
        renews: new Date(now().getTime() + 43_200_000),
        zone: 'UTC',
      }),
    }
    const observed = await refresh({
      connected: [connected],
      desired: desiredOf(files),
      entries: entriesOf(state),
      views: new Set(kinds.map(({ name }) => `shop/${name}`)),
      whole: new Set(),
      how: { mode, saved: this.saved, now, sweepDays: 7, reads: () => 'r1', state: 's1' },
      emit: () => undefined,
      signal: this.signal.signal,
    }).finally(() => {
      this.onCall = count
    })
    const view = observed.views.get('shop/product')
    return { view, code: view?.problem?.code, summary: view?.problem?.summary, views: observed.views }
  }

  kind({ hidden = [], reading }: World = {}): Kind {
    return {
      ...product,
      reading: {
        by: 'paged-list',
        pageSize: () => 3,
        list: () => this.#pages('list', this.#listed(hidden)),
        lookUp: (_session, ids) =>
          this.#pages(
            `look up ${ids.join()}`,
            ids.flatMap((id) => this.objects.get(Number(id)) ?? []),
          ),
        hidden: {
          list: () =>
            this.#pages(
              'hidden',
              hidden.flatMap((id) => this.objects.get(Number(id)) ?? []),
            ),
          ruledOut: () => hidden.length === 0,
        },
        changes: this.#changes(hidden),
        ...reading,
      },
    }
  }

  #changes(hidden: readonly string[]): Changes<unknown> {
    return {
      since: (_session, clock) =>
        this.#pages(
          'since',
          this.#listed(hidden).filter(({ stamp }) => Number(stamp) >= Number(clock)),
        ),
      covers: (stamp, clock) => Number(stamp) >= Number(clock),
      count: async () => {
        this.#call('count')
        const [first] = this.#listed(hidden)
        return { total: this.#listed(hidden).length, ...(first === undefined ? {} : { first }) }
      },
      ids: async (_session, offset, limit) => {
        this.#call(`ids ${offset}`)
        const ids = this.#listed(hidden).map(({ remoteId }) => remoteId)
        return { ids: ids.slice(offset, offset + limit), total: ids.length }
      },
      rows: async (_session, offset) => {
        this.#call(`rows ${offset}`)
        const all = this.#listed(hidden)
        return { objects: all.slice(offset, offset + 3), total: all.length }
      },
      silent: ({ extra }) => extra === 'silent',
    }
  }

  #listed(hidden: readonly string[]): Observed[] {
    const ids = [...this.objects.keys()].sort((a, b) => b - a).filter((id) => !hidden.includes(String(id)))
    return ids.flatMap((id) => this.objects.get(id) ?? [])
  }

  async *#pages(what: string, objects: readonly Observed[]): AsyncGenerator<Page> {
    for (let start = 0; start === 0 || start < objects.length; start += 3) {
      this.#call(start === 0 ? what : `${what} ${start}`)
      yield { objects: objects.slice(start, start + 3), total: objects.length, clock: String(this.day) }
    }
  }

  #call(call: string): void {
    this.onCall(call)
    this.asked.push(call)
    this.used += 1
  }
}

/** Made long before: nothing of it lies in what is asked for at the end. */
function old(products: number, perDay: number): Shop {
  const shop = new Shop(products, perDay)
  shop.day = 3
  return shop
}

test('day by day: what is put by for the end is what the end takes', async () => {
  const shop = old(30, 7)
  expect((await shop.read()).summary).toBe(
    'shop: product was read in part: 11 of 30 rows, and 2 are left today (7 a day, 5 made)',
  )
  expect(shop.asked).toEqual(['list', 'rows 2', 'rows 4', 'rows 6', 'rows 8'])
  shop.nextDay()
  shop.put(29, { name: 'Edited' })
  expect((await shop.read()).summary).toContain('21 of 30 rows')
  expect(shop.asked).toEqual(['rows 10', 'rows 12', 'rows 14', 'rows 16', 'rows 18'])
  shop.nextDay()
  const { view } = await shop.read()
  expect(shop.asked).toEqual(['rows 20', 'rows 22', 'rows 24', 'rows 26', 'rows 28', 'since', 'count'])
  expect(view).toMatchObject({ reach: 'complete', age: 172_800, proof: { by: 'changes', objects: 30, changed: 1 } })
  expect(view?.objects.map(({ spec }) => spec['name'])[1]).toBe('Edited')
  expect(await shop.saved.checkpoints.read('shop', 'product')).toBeUndefined()
})

test('where more is deleted each night than a day can find, what was found is kept, and it ends when nights are quieter', async () => {
  const shop = old(60, 9)
  const days: string[] = []
  let seen = await shop.read()
  for (let night = 1; seen.view?.reach !== 'complete'; night += 1) {
    shop.nextDay()
    for (let id = night; night < 7 && id < 60; id += 9) shop.objects.delete(id)
    seen = await shop.read()
    days.push(shop.asked.join(', '))
    if (night === 5) {
      expect(seen.summary).toContain(
        'finding 14 rows that were deleted meanwhile takes more calls, and 0 are left today',
      )
      expect(seen.view?.problem?.hint).toContain('plan and apply go on where this one stopped from 2026-03-09')
    }
  }
  expect(days.slice(3)).toEqual([
    'rows 29, rows 22, rows 24, rows 26, rows 28, rows 30, since, count',
    'since, count, ids 12, ids 21, ids 24, ids 18, ids 15, look up 32,31,30, look up 5,14,23',
    'since, count, ids 9, ids 15, ids 18, ids 12, ids 3, look up 33,15,6, look up 24,22,51',
    'since, count, ids 9, ids 3, ids 6, look up 50,49,48, look up 47,46,42, look up 41,40,39',
    'since, count, ids 9, ids 3, ids 0, look up 59,58,57, look up 56,55',
  ])
  const there = [...shop.objects.keys()].sort((a, b) => b - a).map(String)
  expect(seen.view?.objects.map(({ remoteId }) => remoteId)).toEqual(there)
  expect(await shop.saved.checkpoints.read('shop', 'product')).toBeUndefined()
})

describe('a secret', () => {
  const secret = { env: 'NAME', digest: 'd' }
  const state = { 'product/p': { id: '29', applied: { sku: 'S29', name: secret } } }

  test('is in no checkpoint, and its object is asked for by id at the end', async () => {
    const shop = old(30, 8)
    const kept = () => shop.saved.checkpoints.read('shop', 'product')
    shop.put(29, { name: 'hush' }, { stamp: '1' })
    await shop.read({ state })
    expect(JSON.stringify(await kept())).not.toContain('hush')
    expect(await kept()).toMatchObject({ withheld: ['29'], sweep: { lowest: '18', below: 17, total: 30 } })
    shop.nextDay()
    await shop.read({ state })
    expect(await kept()).toMatchObject({ withheld: ['29'], sweep: { below: 7 } })
    expect(await kept()).not.toHaveProperty('rows')
    shop.nextDay()
    const { view } = await shop.read({ state })
    expect(shop.asked.slice(-3)).toEqual(['since', 'look up 29', 'count'])
    expect(view?.objects.find(({ remoteId }) => remoteId === '29')?.spec['name']).toBe('hush')
    expect(view?.objects).toHaveLength(30)
  })
})

describe('what was read is kept', () => {
  test('where a call fails', async () => {
    const shop = old(30, 9)
    shop.onCall = (call) => {
      if (call === 'rows 4') throw new ReconcilerError('E2003', 'the vendor answered 500')
    }
    expect((await shop.read()).summary).toBe('shop: product could not be read: the vendor answered 500')
    shop.onCall = () => undefined
    shop.nextDay()
    await shop.read()
    expect(shop.asked[0]).toBe('rows 4')
  })

  test('where the run is interrupted', async () => {
    const shop = old(30, 9)
    shop.onCall = (call) => {
      if (call !== 'rows 4') return
      shop.signal.abort(new Error('interrupted'))
      throw new Error('interrupted')
    }
    await expect(shop.read()).rejects.toThrow('interrupted')
    shop.onCall = () => undefined
    shop.signal = new AbortController()
    await shop.read()
    expect(shop.asked.slice(2, 4)).toEqual(['rows 4', 'rows 6'])
  })

  test('every hundred calls, for a run that is killed', async () => {
    const shop = old(900, 200)
    const kept: number[] = []
    const write = shop.saved.checkpoints.write
    Object.assign(shop.saved.checkpoints, {
      write: async (...given: Parameters<typeof write>) => {
        kept.push(shop.used)
        return await write(...given)
      },
    })
    await shop.read()
    expect(kept).toEqual([101, 198])
  })

  test('where the day ends while it is asked what the list leaves out: the list itself is known from then on', async () => {
    const shop = old(12, 3)
    const world = { files: { 'product/p': { sku: 'S1' } }, hidden: ['1', '2', '3'] }
    expect((await shop.read(world)).summary).toContain('what its list leaves out takes 1 more call')
    const view = await shop.saved.read('shop', 'product')
    expect(view).toMatchObject({ listOnly: true })
    expect(view?.objects).toHaveLength(9)
    const offline = await shop.read({ ...world, mode: 'offline' })
    expect(offline.summary).toContain('there were too few calls to see all of it')
    shop.nextDay()
    const { view: seen } = await shop.read(world)
    expect(shop.asked).toEqual(['since', 'count', 'hidden'])
    expect(seen).toMatchObject({ reach: 'complete', proof: { by: 'changes', objects: 9 } })
    expect(seen?.objects).toHaveLength(12)
    expect(await shop.saved.read('shop', 'product')).not.toHaveProperty('listOnly')
  })
})

describe('a list cannot be read in parts', () => {
  const readingOf = (shop: Shop): Paged => shop.kind().reading as Paged
  const changesOf = (shop: Shop): Changes<unknown> => readingOf(shop).changes as Changes<unknown>

  test('where nothing tells what changed: it is not read on, and nor is anything after it', async () => {
    const shop = old(12, 3)
    const { changes: _changes, ...reading } = readingOf(shop)
    const { code, summary, views } = await shop.read({
      kinds: [
        { ...shop.kind(), reading },
        { ...supplier, reading: { by: 'list', list: () => Promise.reject() as never } },
      ],
    })
    expect([code, shop.asked]).toEqual(['E2013', ['list']])
    expect(summary).toContain('its list takes 4 calls, and 2 are left today')
    expect(views.get('shop/supplier')).toMatchObject({ reach: 'unreadable', problem: { code: 'E2013' } })
  })

  test('where no day has so many calls: that is said', async () => {
    const shop = old(12, 3)
    const { changes: _changes, ...reading } = readingOf(shop)
    const { view } = await shop.read({ kinds: [{ ...shop.kind(), reading }] })
    expect(view?.problem?.hint).toContain('a day has 3: ask the vendor for more')
  })

  test('where it comes in another order', async () => {
    const shop = old(30, 9)
    const changes = { ...changesOf(shop), rows: async () => ({ objects: [], counted: ['1', '2'], total: 30 }) }
    expect((await shop.read({ reading: { changes } })).code).toBe('E2004')
  })

  test('where most of it changes without a stamp: the end of it would take more than a day', async () => {
    const shop = old(60, 9)
    for (let id = 1; id <= 60; id += 1) shop.put(id, { extra: 'silent' }, { stamp: '1' })
    const codes = []
    for (let days = 0; days < 6; days += 1) {
      const { view } = await shop.read()
      codes.push(view?.problem?.hint?.includes('ask the vendor for more') ?? false)
      shop.nextDay()
    }
    expect(codes.at(-1)).toBe(true)
  })
})

describe('a sweep of what is planned meanwhile', () => {
  /** Read whole, and a sweep is due. */
  async function due(perDay: number): Promise<Shop> {
    const shop = old(30, 99)
    await shop.read()
    shop.nextDay()
    shop.day = 12
    shop.perDay = perDay
    return shop
  }

  test('leaves half of a day', async () => {
    const shop = await due(9)
    const { view } = await shop.read()
    expect(shop.asked).toEqual(['since', 'count', 'rows 0', 'rows 2'])
    expect(view?.proof?.sweep).toEqual({ begunAt: '2026-03-12T12:00:00.000Z', rows: 5, of: 30 })
    expect(await shop.saved.read('shop', 'product')).toMatchObject({ sweep: { lowest: '26', below: 25 } })
  })

  test('that cannot be, as the list comes in another order, spoils nothing', async () => {
    const shop = await due(9)
    const changes = (shop.kind().reading as Paged).changes as Changes<unknown>
    const rows = async () => ({ objects: [], counted: ['1', '2'], total: 30 })
    const { view } = await shop.read({ reading: { changes: { ...changes, rows } } })
    expect(view).toMatchObject({ reach: 'complete', proof: { by: 'changes', objects: 30 } })
  })

  test('goes on by itself no more where what changed is asked for at any price', async () => {
    const shop = await due(9)
    await shop.read()
    shop.nextDay()
    const { view } = await shop.read({ mode: 'incremental' })
    expect(shop.asked).toEqual(['since', 'count'])
    expect(view?.proof?.sweep).toMatchObject({ rows: 5 })
  })

  test('is not asked about where a view cannot be brought up to date with the calls of today', async () => {
    const shop = await due(9)
    for (let id = 1; id <= 20; id += 1) shop.put(id)
    shop.used = 4
    const { summary } = await shop.read()
    expect(shop.asked).toEqual(['since'])
    expect(summary).toContain('telling what changed takes 7 calls, and 4 are left today')
    expect((await shop.saved.read('shop', 'product'))?.objects).toHaveLength(30)
  })
})

test('a view tells when it was read whole, and from when its changes are counted', async () => {
  const shop = old(30, 99)
  await shop.read()
  const proofs = []
  for (const mode of ['cheapest', 'cheapest', 'offline'] as const) {
    shop.nextDay()
    proofs.push((await shop.read({ mode })).view?.proof)
  }
  const on = (day: number) => `2026-03-0${day}T12:00:00.000Z`
  expect(proofs.map((proof) => [proof?.readAt, proof?.provedAt])).toEqual([
    [on(3), undefined],
    [on(3), on(4)],
    [on(3), on(5)],
  ])
})

test('one of another shop is thrown away at its end', async () => {
  const shop = old(30, 9)
  await shop.read()
  for (const [id, object] of shop.objects) shop.objects.set(id, { ...object, host: 'other' })
  shop.nextDay()
  await shop.read()
  shop.nextDay()
  expect((await shop.read()).summary).toContain('it does not come out')
  shop.nextDay()
  await shop.read()
  expect(shop.asked[0]).toBe('list')
})
