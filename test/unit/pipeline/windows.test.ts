// An apply whose backend announces several operations at once: how often it writes to the journal, and that nothing is sent,
// said or left behind that is not as it would be one by one.
import { beforeEach, describe, expect, test } from 'vitest'
import { LostLockError, PartWayError, ReconcilerError } from '../../../src/model/errors.ts'
import type { EngineEvent } from '../../../src/model/event.ts'
import type { Journal, JournalEntry, StateBackend } from '../../../src/model/state.ts'
import { Lab } from '../../support/worlds/lab.ts'
import { filesFor, nothing, type Sections } from '../../support/worlds/shop-files.ts'

const lab = new Lab({ window: 20 })

const keys = (count: number) => Array.from({ length: count }, (_, index) => `p${String(index).padStart(3, '0')}`)
const products = (count: number, price: string): Partial<Sections> => ({
  products: Object.fromEntries(keys(count).map((key) => [key, { own_id: key, name: `Vare ${key}`, price }])),
})
const suppliers = (count: number): Partial<Sections> => ({
  suppliers: Object.fromEntries(keys(count).map((key) => [key, { name: `Leverandør ${key}` }])),
})

function use(sections: Partial<Sections>): void {
  lab.use(filesFor({ ...nothing, ...sections }, false))
}

async function applied(sections: Partial<Sections>): Promise<void> {
  use(sections)
  lab.rooms.refill()
  await lab.carryOut(await lab.plan())
}

interface Watch {
  readonly backend: StateBackend
  readonly appends: (readonly JournalEntry[])[]
}

/** The lab's backend, with its appends noted and an eye on each before it is made. */
function watched(before: (entries: readonly JournalEntry[], nth: number) => void = () => undefined): Watch {
  const appends: (readonly JournalEntry[])[] = []
  const { backend } = lab
  const openJournal = async (): Promise<Journal> => {
    const journal = await backend.openJournal()
    return {
      ...journal,
      append: async (entries) => {
        before(entries, appends.length)
        appends.push(entries)
        await journal.append(entries)
      },
    }
  }
  return { backend: { ...backend, openJournal }, appends }
}

const phases = (entries: readonly JournalEntry[]) =>
  (['begun', 'intent', 'outcome', 'entry'] as const).flatMap((phase) => {
    const count = entries.filter((entry) => entry.phase === phase).length
    return count === 0 ? [] : `${count} ${phase}`
  })

const writes = () => lab.rooms.calls().shop.filter(({ method }) => method !== 'GET').length
const rows = (name: string) => lab.rooms.shop.snapshot().collections[name]?.rows ?? []

beforeEach(() => lab.fresh())

test('200 prices take 200 calls, and some ten appends and not 400', async () => {
  await applied(products(200, '10'))
  use(products(200, '12'))
  lab.rooms.refill()
  const plan = await lab.plan()
  expect(plan.operations).toHaveLength(200)
  lab.rooms.refill()
  const { backend, appends } = watched()
  await lab.carryOut(plan, backend)
  expect(writes()).toBe(200)
  expect(appends.map(phases)).toEqual([
    ['1 begun'],
    ['20 intent'],
    ...Array.from({ length: 9 }, () => ['20 intent', '20 outcome']),
    ['20 outcome'],
  ])
}, 60_000)

test('a backend that says nothing of windows gets each intent and each outcome by itself', async () => {
  const plain = new Lab()
  plain.use(filesFor({ ...nothing, ...suppliers(3) }, false))
  const appends: (readonly JournalEntry[])[] = []
  const backend: StateBackend = {
    ...plain.backend,
    openJournal: async () => {
      const journal = await plain.backend.openJournal()
      const append: Journal['append'] = async (entries) => {
        appends.push(entries)
        await journal.append(entries)
      }
      return { ...journal, append }
    },
  }
  await plain.carryOut(await plain.plan(), backend)
  expect(appends.map(phases)).toEqual([['1 begun'], ...keys(3).flatMap(() => [['1 intent'], ['1 outcome']])])
})

describe('what is said', () => {
  test('an outcome is said once it is written down, and progress as it happens', async () => {
    use(suppliers(3))
    const plan = await lab.plan()
    const story: string[] = []
    const { backend } = watched((entries) => void story.push(`append ${phases(entries).join(', ')}`))
    await lab.carryOut(plan, backend, undefined, {
      event: (event: EngineEvent) => {
        if (event.type === 'operation') story.push(`${event.phase} ${event.index}`)
        if (event.type === 'outcome') story.push(`${event.outcome} ${event.address}`)
      },
    })
    expect(story).toEqual([
      'append 1 begun',
      'append 3 intent',
      ...['0', '1', '2'].flatMap((index) => [`started ${index}`, `finished ${index}`]),
      'append 3 outcome',
      ...keys(3).map((key) => `succeeded shop/supplier/${key}`),
    ])
  })
})

describe('a signal between two calls of a window', () => {
  test('the call in flight is the last, what was announced beyond it is skipped, and the next run does it', async () => {
    use(suppliers(5))
    const plan = await lab.plan()
    lab.rooms.refill()
    const stop = new AbortController()
    lab.rooms.hooks.beforeAnswer = async ({ method }) => {
      if (method !== 'GET' && writes() === 2) stop.abort()
    }
    const { outcomes } = await lab.carryOut(plan, lab.backend, undefined, { signal: stop.signal })
    delete lab.rooms.hooks.beforeAnswer
    expect(outcomes.map(({ outcome, message }) => `${outcome} ${message ?? ''}`.trim())).toEqual([
      'succeeded',
      'succeeded',
      ...Array.from({ length: 3 }, () => 'skipped interrupted before its turn'),
    ])
    expect(writes()).toBe(2)
    // Nothing is in doubt, and nothing on its way.
    const { snapshot, journal } = await lab.backend.read()
    expect([journal, snapshot.doubts, Object.keys(snapshot.entries)]).toEqual([
      [],
      undefined,
      keys(2).map((key) => `shop/supplier/${key}`),
    ])
    await lab.carryOut(await lab.plan())
    expect(rows('suppliers')).toHaveLength(5)
  })

  test('stock that was to come with a product that is not made leaves no trace in the state', async () => {
    use({ ...suppliers(1), products: { chair: { own_id: 'CH', name: 'Stol', price: '1', stock: 4 } } })
    const plan = await lab.plan()
    const stop = new AbortController()
    lab.rooms.hooks.beforeAnswer = async ({ method }) => (method === 'GET' ? undefined : stop.abort())
    await lab.carryOut(plan, lab.backend, undefined, { signal: stop.signal })
    delete lab.rooms.hooks.beforeAnswer
    expect(Object.keys((await lab.backend.read()).snapshot.entries)).toEqual(['shop/supplier/p000'])
  })
})

describe('an append that fails', () => {
  const full = new ReconcilerError('E4003', 'the journal cannot be written: no answer')

  async function broken(before: Parameters<typeof watched>[0]): Promise<{ error: PartWayError; events: string[] }> {
    use(suppliers(45))
    const plan = await lab.plan()
    lab.rooms.refill()
    const events: string[] = []
    const event = (one: EngineEvent) => void (one.type === 'outcome' && events.push(`${one.outcome} ${one.address}`))
    const error = await lab.carryOut(plan, watched(before).backend, undefined, { event }).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(PartWayError)
    return { error, events }
  }

  async function endsWell(): Promise<void> {
    lab.rooms.refill()
    await lab.carryOut(await lab.plan())
    expect(rows('suppliers')).toHaveLength(45)
    expect((await lab.plan()).operations).toEqual([])
  }

  test('nothing of what it was to announce is sent; what waited with it is tried once more by itself', async () => {
    const { error, events } = await broken((entries) => {
      if (entries.some(({ phase }) => phase === 'outcome') && entries.some(({ phase }) => phase === 'intent'))
        throw full
    })
    expect(writes()).toBe(20)
    expect([error.unsettled, events]).toEqual([[], keys(20).map((key) => `succeeded shop/supplier/${key}`)])
    await endsWell()
  })

  test('for good: what was sent is in doubt, and nothing else is', async () => {
    const { error, events } = await broken((_entries, nth) => {
      if (nth >= 2) throw full
    })
    expect(writes()).toBe(20)
    expect(error.unsettled).toHaveLength(20)
    expect(events).toEqual(keys(20).map((key) => `in-doubt shop/supplier/${key}`))
    await endsWell()
  })

  test('a lock that is lost announces nothing more, and what came of the last window is still written down', async () => {
    const lost = new LostLockError('the lock was lost', '', undefined)
    const { error, events } = await broken((entries, nth) => {
      if (nth >= 2 && entries.some(({ phase }) => phase === 'intent')) throw lost
    })
    expect([writes(), error.unsettled]).toEqual([20, []])
    expect(events.slice(0, 20)).toEqual(keys(20).map((key) => `succeeded shop/supplier/${key}`))
    expect(events.slice(20).every((one) => one.startsWith('skipped '))).toBe(true)
    expect(events).toHaveLength(45)
    await endsWell()
  })
})

test('a fault in the middle of a window: what was not sent is said to be so, and what was done is written down', async () => {
  use(suppliers(5))
  const plan = await lab.plan()
  lab.rooms.refill()
  const { backend } = lab
  const faulty: StateBackend = {
    ...backend,
    lock: async (info) => {
      const lock = await backend.lock(info)
      // Asked before the line of the run, the window, and each write.
      let asked = 0
      const confirm = async () => {
        asked += 1
        if (asked === 5) throw new RangeError('a fault')
      }
      return { ...lock, confirm }
    },
  }
  const events: string[] = []
  const event = (one: EngineEvent) => void (one.type === 'outcome' && events.push(`${one.outcome} ${one.address}`))
  const error = await lab.carryOut(plan, faulty, undefined, { event }).catch((thrown) => thrown)
  expect(error).toBeInstanceOf(PartWayError)
  const address = (key: string) => `shop/supplier/${key}`
  expect(events).toEqual([
    `succeeded ${address('p000')}`,
    `succeeded ${address('p001')}`,
    `in-doubt ${address('p002')}`,
    `skipped ${address('p003')}`,
    `skipped ${address('p004')}`,
  ])
  expect(error.unsettled).toEqual([address('p002')])
  await lab.carryOut(await lab.plan())
  expect(rows('suppliers')).toHaveLength(5)
})
