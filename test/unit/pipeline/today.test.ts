import { describe, expect, test } from 'vitest'
import type { MeterEntry, Ports } from '../../../src/model/ports.ts'
import type { Provider } from '../../../src/model/provider.ts'
import type { DailyQuota, QuotaWords, Today } from '../../../src/model/quota.ts'
import { connect } from '../../../src/pipeline/connect.ts'
import { standing } from '../../../src/pipeline/today.ts'
import type { Connected } from '../../../src/pipeline/world.ts'
import { toyVendor, toyWorld } from './toy-world.ts'

const quota: DailyQuota = { calls: 1000, token: 'token', zone: () => 'Europe/Copenhagen' }

interface Opened {
  readonly connected: Connected
  readonly today: () => Today
  /** What the session is told of its calls. */
  readonly callsLeft: Ports['callsLeft']
  readonly take: () => void
  /** As a session tells the meter; `lost`: no answer came. */
  readonly answer: (words?: QuotaWords | 'lost') => void
  /** One call with its answer. */
  readonly call: (words?: QuotaWords | 'lost') => void
}

async function opened({
  more = { quota },
  yaml = '',
  now = '2026-11-30T12:00:00Z',
}: {
  more?: Partial<Provider>
  yaml?: string
  now?: string
} = {}): Promise<Opened> {
  let meter: Ports['meter'] = () => undefined
  let callsLeft: Ports['callsLeft']
  let take: () => void = () => undefined
  const provider = toyVendor([], {
    ...more,
    connect: (_settings, ports) => {
      meter = ports.meter
      callsLeft = ports.callsLeft
      take = ports.takeCall ?? take
      return {}
    },
  })
  const config = `version: 1\nconnections:\n  shop:\n    vendor: toy\n    token: !env TOKEN\n${yaml}`
  const { world } = await toyWorld(provider, { now, files: { 'butik.yaml': config } })
  const [connected] = await connect(world, { connection: [] })
  if (connected === undefined) throw new Error('no connection')
  const entry: MeterEntry = { connection: 'shop', method: 'GET', path: '/x', status: 200, attempt: 1 }
  const answer: Opened['answer'] = (words) => {
    if (words === 'lost') meter({ ...entry, status: undefined })
    else meter(words === undefined ? entry : { ...entry, quota: words })
  }
  return {
    connected,
    callsLeft,
    take,
    answer,
    call: (words) => {
      take()
      answer(words)
    },
    today: () => {
      if (connected.today === undefined) throw new Error('no quota')
      return connected.today()
    },
  }
}

test('what is left is the quota without the calls made and the reserve', async () => {
  const { call, today, connected } = await opened({ yaml: 'quota: { shop: { reserve: 100 } }\n' })
  const renews = new Date('2026-11-30T23:00:00Z')
  expect(today()).toEqual({
    calls: 1000,
    reserve: 100,
    used: 0,
    spent: false,
    left: 900,
    renews,
    zone: 'Europe/Copenhagen',
  })
  for (let made = 0; made < 3; made += 1) call()
  expect(today()).toMatchObject({ used: 3, left: 897 })
  expect(standing(today())).toBe('897 are left today (1000 a day, 3 made, 100 kept for others)')
  expect(connected.calls()).toBe(3)
})

test('a session knows how many calls are left, and asks for nothing ahead that would go beyond', async () => {
  const { call, callsLeft } = await opened({ yaml: 'quota: { shop: { calls: 5, reserve: 2 } }\n' })
  expect(callsLeft?.()).toBe(3)
  call()
  expect(callsLeft?.()).toBe(2)
  expect((await opened({ more: {} })).callsLeft).toBeUndefined()
})

describe('a call is counted before it leaves', () => {
  const five = { yaml: 'quota: { shop: { calls: 5, reserve: 2 } }\n' }

  test('so that those that are under way at once never go beyond the reserve', async () => {
    const { take, answer, today, callsLeft, connected } = await opened(five)
    for (let sent = 0; sent < 3; sent += 1) take()
    expect(today()).toMatchObject({ used: 3, left: 0 })
    expect(callsLeft?.()).toBe(3)
    expect(take).toThrow(
      expect.objectContaining({
        code: 'E2013',
        message: 'one more call would go beyond the quota: 0 are left today (5 a day, 3 made, 2 kept for others)',
        hint: 'there are new ones from 2026-12-01 00:00 in Europe/Copenhagen (2026-11-30T23:00Z); where the account has more, write them as quota: { shop: { calls: … } }',
      }),
    )
    for (const words of [undefined, 'lost', undefined] as const) answer(words)
    expect(today()).toMatchObject({ used: 3, left: 0 })
    expect(callsLeft?.()).toBe(0)
    expect(connected.calls()).toBe(3)
  })

  test('a count of the vendor takes none of them back that is still under way', async () => {
    const { take, answer, today } = await opened({})
    for (let sent = 0; sent < 3; sent += 1) take()
    answer({ left: { calls: 999, limit: 1000 } })
    expect(today().used).toBe(3)
    answer({ left: { calls: 900, limit: 1000 } })
    expect(today().used).toBe(100)
    answer({ left: { calls: 997, limit: 1000 } })
    expect(today().used).toBe(3)
  })

  test('a refusal holds nobody back for the day: one call asks whether it still stands', async () => {
    const { call, take, answer, today } = await opened({})
    call({ spent: {} })
    for (const words of ['lost', { spent: { waitMs: 1000 } }] as const) {
      take()
      expect(today().left).toBe(0)
      answer(words)
      expect(today().left).toBe(0)
    }
    call()
    expect(today()).toMatchObject({ used: 4, left: 996 })
  })
})

test('a vendor without a quota has one where butik.yaml says so, by the days of UTC', async () => {
  expect((await opened({ more: {} })).connected.today).toBeUndefined()
  const { call, today } = await opened({ more: {}, yaml: 'quota: { shop: { calls: 2 } }\n' })
  call()
  expect(today()).toMatchObject({ calls: 2, used: 1, left: 1, zone: 'UTC', renews: new Date('2026-12-01T00:00:00Z') })
  expect(standing(today())).toBe('1 is left today (2 a day, 1 made)')
})

describe('the word of the vendor', () => {
  test.each<[string, QuotaWords, { used: number; left: number }]>([
    ['refused, and it does not say for how long', { spent: {} }, { used: 2, left: 0 }],
    ['for hours', { spent: { waitMs: 11 * 3_600_000 } }, { used: 2, left: 0 }],
    ['for half a minute: a burst', { spent: { waitMs: 30_000 } }, { used: 2, left: 998 }],
    ['headers of the same limit', { left: { calls: 400, limit: 1000 } }, { used: 600, left: 400 }],
    ['headers of a minute', { left: { calls: 4, limit: 60 } }, { used: 2, left: 998 }],
    ['headers of a day', { left: { calls: 4, limit: 60, windowSeconds: 86_400 } }, { used: 996, left: 4 }],
    ['headers of a second', { left: { calls: 4, limit: 1000, windowSeconds: 1 } }, { used: 2, left: 998 }],
    ['headers without a limit', { left: { calls: 4 } }, { used: 2, left: 998 }],
    ['more than the quota is known to be', { left: { calls: 5000, windowSeconds: 86_400 } }, { used: 0, left: 1000 }],
  ])('%s', async (_what, words, expected) => {
    const { call, today } = await opened()
    call()
    call(words)
    expect(today()).toMatchObject(expected)
  })

  test('that it refused stands beside what was counted', async () => {
    const { call, today } = await opened()
    call({ spent: {} })
    expect(standing(today())).toBe('the vendor says that none are left today (1000 a day, 1 made)')
  })

  test('half a minute before midnight a wait of a minute is the end of the day', async () => {
    const { call, today } = await opened({ now: '2026-11-30T22:59:30Z' })
    call({ spent: { waitMs: 60_000 } })
    expect(today()).toMatchObject({ left: 0 })
  })

  test('an answer after a refusal says that there are calls again', async () => {
    const { call, today } = await opened()
    call({ spent: {} })
    call({ spent: { waitMs: 1000 } })
    expect(today().left).toBe(0)
    call()
    expect(today()).toMatchObject({ used: 3, left: 997 })
  })
})

test('two accounts at one vendor do not share a count, one token under two names does', async () => {
  const provider = toyVendor([], { quota, connect: (_settings, { takeCall }) => ({ takeCall }) })
  const yaml = `version: 1
connections:
  one: { vendor: toy, token: !env ONE }
  same: { vendor: toy, token: !env ONE }
  two: { vendor: toy, token: !env TWO }
`
  const { world } = await toyWorld(provider, { files: { 'butik.yaml': yaml }, env: { ONE: 'tok-1', TWO: 'tok-2' } })
  const connected = await connect(world, { connection: [] })
  const [one] = connected.map(({ session }) => session as Pick<Ports, 'takeCall'>)
  one?.takeCall?.()
  expect(connected.map(({ today }) => today?.().used)).toEqual([1, 1, 0])
})
