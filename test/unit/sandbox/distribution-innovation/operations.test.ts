import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { operationNames } from '../../../../src/sandbox/distribution-innovation/routes.ts'
import { logins, minimal, openRoom, paths, type Reply, type Room } from './room.ts'

let room: Room
beforeEach(async () => {
  room = await openRoom({}, { seed: 'nordic-group' })
})
afterEach(() => room.close())

/** One call of each operation that has to succeed. */
const calls: Readonly<Record<string, () => Promise<Reply>>> = {
  'POST /ws/json/auth/v-3/login/{minutes}': () => room.raw('POST', `${paths.login}/30`, logins.full),
  'POST /ws/json/shop/v-1': () => room.call('POST', paths.shops, minimal()),
  'PATCH /ws/json/shop/v-1/{shopId}': () => room.patch(12001, { ceo: 'Driftsleder' }),
}

describe('the operations', () => {
  it('are those of the pages', () => {
    expect(operationNames()).toEqual(Object.keys(calls))
  })

  it.each(Object.keys(calls))('%s', async (name) => {
    const reply = await calls[name]?.()
    expect([reply?.status, typeof reply?.json]).toEqual([200, 'object'])
    const { method, path } = room.side.log.at(-1) ?? {}
    expect(name.startsWith(`${method} ${path?.split('/').slice(0, 5).join('/')}`)).toBe(true)
  })
})

describe('an answer', () => {
  it('is open to the faults of the sandbox', async () => {
    const strike = async (fault: Parameters<Room['sandbox']['faults']['script']>[0][0]['fault']): Promise<unknown> => {
      room.sandbox.faults.script([{ match: { method: 'PATCH' }, fault }])
      return room.patch(12001, { ceo: fault.kind }).then(
        ({ status }) => status,
        () => 'lost',
      )
    }
    expect(await strike({ kind: 'unauthorized' })).toBe(401)
    expect(await strike({ kind: 'reset' })).toBe('lost')
    expect(await strike({ kind: 'shrink' })).toBe(200)
    expect(await strike({ kind: 'short' })).toBe(200)
    expect(await strike({ kind: 'truncated' })).toBe('lost')
    expect(room.shop(12001).shop.ceo).toBe('truncated')
  })
})
