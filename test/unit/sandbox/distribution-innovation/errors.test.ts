import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Loose, minimal, minimalOfOther, openRoom, paths, type Reply, type Room } from './room.ts'

let room: Room
let id: number
beforeEach(async () => {
  room = await openRoom()
  id = (await room.create()).id
})
afterEach(() => room.close())

/** The rows of the page's table of errors, and how each comes about. */
const rows: readonly [number, string, () => Promise<Reply>][] = [
  [400, 'validation.failed', () => room.call('POST', paths.shops, {})],
  [400, 'failed.to.parse.request', () => room.call('POST', paths.shops, '{')],
  [401, 'authentication.missing', () => room.raw('POST', paths.shops, minimal())],
  [401, 'authentication.missing', () => room.raw('PATCH', `${paths.shops}/${id}`, {}, { authorization: 'Bearer x' })],
  [403, 'no.access.api', () => room.call('POST', paths.shops, minimal(), 'noRole')],
  [403, 'no.access.owner.party', () => room.call('POST', paths.shops, minimalOfOther())],
  [403, 'no.access.shop.id', () => room.call('PATCH', `${paths.shops}/${id}`, {}, 'other')],
  [404, 'cannot.find.shop', () => room.call('PATCH', `${paths.shops}/1`, {})],
  [404, '', () => room.call('GET', '/ws/json/order/v-1')],
  [405, '', () => room.call('PUT', `${paths.shops}/${id}`, {})],
]

describe('errors', () => {
  it.each(rows)('%d %s has the vendor’s shape', async (status, errorKey, make) => {
    const reply = await make()
    expect(reply.status).toBe(status)
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect(reply.json).toEqual({ statusCode: status, errorKey, errorMap: expect.any(Object) })
  })

  it('has the sample of the page to the letter', async () => {
    const reply = await room.raw('POST', paths.shops, minimal())
    expect(JSON.parse(reply.text)).toEqual(
      JSON.parse('{ "statusCode": 401, "errorKey": "authentication.missing", "errorMap": {} }'),
    )
  })

  it.each(['empty', 'null'] as const)('may have no errorKey (%s), but for the documented one', async (value) => {
    room.set({ error_keys: value })
    for (const [status, errorKey, make] of rows) {
      const { json } = await make()
      const wanted = errorKey === 'authentication.missing' ? errorKey : value === 'empty' ? '' : null
      expect([status, json.errorKey]).toEqual([status, wanted])
    }
  })

  it('may have an empty errorMap', async () => {
    room.set({ error_map: 'empty' })
    for (const [status, , make] of rows) expect([status, (await make()).json.errorMap]).toEqual([status, {}])
  })

  it('may have no body where nothing is there', async () => {
    room.set({ bare_errors: '404_405' })
    for (const [status, , make] of rows) {
      const { text } = await make()
      expect([status, text === '']).toEqual([status, status === 404 || status === 405])
    }
  })

  it('of the server are tried again, as the page says', async () => {
    room.sandbox.faults.script([{ match: { method: 'POST' }, fault: { kind: 'status', status: 500, reason: '' } }])
    const first = await room.call('POST', paths.shops, minimal())
    expect([first.status, first.json]).toEqual([500, { statusCode: 500, errorKey: '', errorMap: {} }])
    expect((await room.call('POST', paths.shops, minimal())).status).toBe(200)
  })
})

describe('reading', () => {
  it.each([
    ['GET', '', 'POST'],
    ['HEAD', '', 'POST'],
    ['PUT', '', 'POST'],
    ['PATCH', '', 'POST'],
    ['DELETE', '', 'POST'],
    ['GET', '/12001', 'PATCH'],
    ['HEAD', '/12001', 'PATCH'],
    ['POST', '/12001', 'PATCH'],
    ['PUT', '/12001', 'PATCH'],
    ['DELETE', '/12001', 'PATCH'],
    ['OPTIONS', '/12001', 'PATCH'],
  ])('and %s of shops%s is a 405', async (method, path, allow) => {
    const snapshot = room.side.snapshot()
    const body = method === 'GET' || method === 'HEAD' ? undefined : minimal()
    const reply = await room.call(method, `${paths.shops}${path}`, body)
    expect([reply.status, reply.headers.get('allow')]).toEqual([405, allow])
    expect(room.side.snapshot()).toEqual(snapshot)
  })

  it.each(['', '/', '/ws', '/ws/json/shop', '/ws/json/shop/v-2', `${paths.shops}/`, `${paths.shops}/1/x`])(
    'and anything else at %s is a 404',
    async (path) => {
      for (const method of ['GET', 'POST', 'PATCH']) {
        expect((await room.call(method, path, method === 'GET' ? undefined : {})).status).toBe(404)
      }
    },
  )
})

describe('calls', () => {
  it('are counted for whoever makes them, logins too, and have no known limit', async () => {
    const fresh = await openRoom()
    await fresh.create()
    await fresh.patch(12001, {})
    await fresh.call('POST', paths.shops, {}, 'noRole')
    await fresh.raw('POST', paths.shops, {})
    await fresh.raw('POST', `${paths.login}/30`, { username: 'wsfoobar', password: 'x' })
    expect(fresh.side.calls()).toEqual({ limit: null, used: { username: 3, readOnlyUsername: 2, otherUsername: 0 } })
    await fresh.close()
  })

  it('beyond a limit that a test sets are refused, and do nothing', async () => {
    room.side.setCalls({ limit: 4, used: { username: 3 } })
    expect((await room.call('POST', paths.shops, minimal())).status).toBe(200)
    const reply: Loose = await room.call('POST', paths.shops, minimal())
    expect([reply.status, reply.json]).toEqual([429, { statusCode: 429, errorKey: '', errorMap: {} }])
    expect(room.side.snapshot().shops).toHaveLength(2)
  })
})
