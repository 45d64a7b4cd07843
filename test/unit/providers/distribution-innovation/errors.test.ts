/** The error table row by row, and the bodies that no table has: empty, HTML, cut off, redirects. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { closeConnections, undiciFetch } from '../../../../src/http/undici-fetch.ts'
import { errorTable } from '../../../../src/providers/distribution-innovation/error-table.ts'
import { vendorMessage } from '../../../../src/providers/distribution-innovation/errors.ts'
import { distributionInnovation } from '../../../../src/providers/distribution-innovation/index.ts'
import { testPorts } from '../../http/ports.ts'
import { change, connection, failure, fakeVendor, make, password, refusal } from './fakes.ts'

const named = errorTable.map((row) => ({ ...row, name: `${row.at} ${row.status} ${row.key ?? '(any key)'}` }))
const shopRows = named.filter(({ at, key }) => at === 'shop' && key !== 'no.changes.in.patch')
const loginRows = named.filter(({ at }) => at === 'login')
const attempts = { never: 1, 'new login': 2, 'once more': 2, repeatable: 4 } as const

describe('the table', () => {
  it('has every status of the page, and each pair once', () => {
    const seeds = errorTable.filter(({ at, sure, key }) => at === 'shop' && sure === 'seed' && key === undefined)
    expect(seeds.map(({ status }) => status)).toEqual([400, 401, 403, 404, 405, 500])
    expect(new Set(named.map(({ name }) => name)).size).toBe(errorTable.length)
  })
})

describe.each(shopRows)('$name', ({ status, key, code, words, hint, retry, doubt }) => {
  const answer = () => refusal(status, key ?? 'something.new', { field: 'zipCode' })

  it('of a create', async () => {
    const vendor = fakeVendor({ shop: answer })
    const error = await failure(make(vendor.session))
    expect(error).toMatchObject({ code: doubt ? 'E2009' : code, status, effect: doubt ? 'unknown' : 'none' })
    expect(error.message).toContain(`answered ${status}`)
    expect(error.message).toContain(`"${key ?? 'something.new'}: field: zipCode (${words})"`)
    if (!doubt && hint !== undefined) expect(error.hint).toBe(hint)
    expect(vendor.shops()).toHaveLength(doubt ? 1 : attempts[retry])
  })

  it('of an update', async () => {
    const vendor = fakeVendor({ shop: answer })
    const error = await failure(change(vendor.session, { ceo: 'x' }))
    expect(error).toMatchObject({ code, status, effect: doubt ? 'unknown' : 'none' })
    expect(vendor.shops()).toHaveLength(attempts[retry])
  })
})

describe.each(loginRows)('$name', ({ status, code, words, hint, retry }) => {
  it('of a login', async () => {
    const vendor = fakeVendor({ login: () => refusal(status) })
    const error = await failure(make(vendor.session))
    expect(error).toMatchObject({ code, status, effect: 'none' })
    expect(error.message).toContain(words)
    if (hint !== undefined) expect(error.hint).toBe(hint)
    expect(vendor.logins()).toHaveLength(attempts[retry])
    expect(vendor.shops()).toEqual([])
  })
})

describe('a status that no row has', () => {
  it.each([402, 409, 415, 418, 422])('4xx is for the client to change: %i', async (status) => {
    const vendor = fakeVendor({ shop: () => refusal(status, 'something.new') })
    expect(await failure(make(vendor.session))).toMatchObject({
      code: 'E2003',
      effect: 'none',
      message: `delivery: POST /ws/json/shop/v-1: answered ${status}: "something.new"`,
    })
    expect(vendor.shops()).toHaveLength(1)
  })

  it.each([502, 503, 504])('5xx leaves a create in doubt: %i', async (status) => {
    const vendor = fakeVendor({ shop: () => refusal(status) })
    expect(await failure(make(vendor.session))).toMatchObject({ code: 'E2009', effect: 'unknown' })
    expect(vendor.shops()).toHaveLength(1)
  })
})

describe('the words of an error', () => {
  const said = vendorMessage('shop')
  it.each<[string, string | undefined]>([
    [
      '{ "statusCode": 401, "errorKey": "authentication.missing", "errorMap": {} }',
      'authentication.missing (the token did not arrive)',
    ],
    ['{"statusCode":401,"errorKey":"","errorMap":{}}', 'the token is refused, and it is a new one'],
    ['{"statusCode":401,"errorKey":null}', 'the token is refused, and it is a new one'],
    ['{"statusCode":401}', 'the token is refused, and it is a new one'],
    ['{"errorKey":"new.key","more":1}', 'new.key (the token is refused, and it is a new one)'],
    [
      '{"statusCode":401,"errorMap":{"email":"missing","address":{"zipCode":["bad"]}}}',
      'email: missing, address: {"zipCode":["bad"]} (the token is refused, and it is a new one)',
    ],
    ['{"statusCode":401,"errorMap":["odd"]}', 'the token is refused, and it is a new one'],
    ['', 'the token is refused, and it is a new one'],
    ['{"status":401,"error":"Unauthorized"}', undefined],
    ['<html>no</html>', undefined],
    ['{"statusCode":401,', undefined],
    ['[]', undefined],
    ['null', undefined],
  ])('%s', (body, words) => expect(said(401, body)).toBe(words))

  it('of another server are found all the same', async () => {
    const messages = await Promise.all(
      [
        '<html><title>Bad gateway</title></html>',
        'upstream is down',
        '{"status":400,"message":"no such route"}',
        '{"statusCode":4',
      ].map(
        async (body) =>
          (await failure(make(fakeVendor({ shop: () => new Response(body, { status: 400 }) }).session))).message,
      ),
    )
    expect(messages.map((message) => /"(.*)"$/.exec(message)?.[1])).toEqual([
      'Bad gateway',
      'upstream is down',
      'no such route',
      '{"statusCode":4',
    ])
  })
})

describe('an answer that is not the API', () => {
  it('leaves a create in doubt, and an update too', async () => {
    const page = () =>
      new Response('<!doctype html><title>Log in</title>', { headers: { 'content-type': 'text/html' } })
    const vendor = fakeVendor({ shop: page })
    expect(await failure(make(vendor.session))).toMatchObject({
      code: 'E2004',
      effect: 'unknown',
      message: 'delivery: POST /ws/json/shop/v-1: a web page answered (status 200)',
      hint: expect.stringContaining('ask Distribution Innovation'),
    })
    expect(await failure(change(vendor.session, { ceo: 'x' }))).toMatchObject({ code: 'E2004', effect: 'unknown' })
    expect(vendor.shops()).toHaveLength(2)
  })
})

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})
afterAll(closeConnections)

interface Listening {
  readonly url: string
  readonly seen: { readonly path: string; readonly authorization: string | undefined }[]
}

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Listening> {
  const seen: { path: string; authorization: string | undefined }[] = []
  const server = createServer((request, response) => {
    seen.push({ path: request.url ?? '', authorization: request.headers.authorization })
    request.resume()
    request.on('end', () => answer(request, response))
  })
  servers.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

const isLogin = (request: IncomingMessage) => request.url?.includes('/auth/') === true
const loggedIn = (response: ServerResponse) => response.end(JSON.stringify({ token: 'token-1' }))

describe('over a socket', () => {
  const open = (url: string) => distributionInnovation.connect(connection({ url, timeout: 2 }), testPorts(undiciFetch))

  it.each([301, 302, 303, 307, 308])(
    'a redirect to another host never takes the token or the password along: %i',
    async (status) => {
      const other = await listen((_, response) => response.end('{"token":"stolen","id":1}'))
      const vendor = await listen((request, response) => {
        if (isLogin(request)) loggedIn(response)
        else response.writeHead(status, { location: `${other.url}/ws/json/shop/v-1` }).end()
      })
      const session = open(vendor.url)
      const doubt = status === 302 || status === 303 ? 'unknown' : 'none'
      expect(await failure(make(session))).toMatchObject({ code: 'E2004', effect: doubt })
      expect(await failure(change(session, { ceo: 'x' }))).toMatchObject({ code: 'E2004', effect: doubt })
      const away = await listen((_, response) => response.writeHead(status, { location: `${other.url}/login` }).end())
      const error = await failure(make(open(away.url)))
      expect(error).toMatchObject({
        code: 'E2004',
        effect: 'none',
        message: expect.stringContaining('the login failed'),
      })
      expect(error.message).not.toContain(password)
      expect(other.seen).toEqual([])
      expect(vendor.seen.map(({ authorization }) => authorization)).toEqual([
        undefined,
        'Bearer token-1',
        'Bearer token-1',
      ])
    },
  )

  it('an answer that breaks off leaves a create in doubt, and an update is sent again', async () => {
    let broken = 0
    const vendor = await listen((request, response) => {
      if (isLogin(request)) {
        loggedIn(response)
        return
      }
      broken += 1
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '41' })
      response.write('{"id": 123')
      if (broken <= 2) setTimeout(() => response.destroy(), 20)
      else response.end('}'.padStart(31))
    })
    const session = open(vendor.url)
    expect(await failure(make(session))).toMatchObject({ code: 'E2009', effect: 'unknown' })
    expect(await change(session, { ceo: 'x' })).toBeUndefined()
    expect(vendor.seen).toHaveLength(4)
  })

  it('a vendor that is not there took nothing', async () => {
    const gone = await listen(() => undefined)
    for (const server of servers.splice(0)) server.close()
    expect(await failure(make(open(gone.url)))).toMatchObject({ code: 'E2001', effect: 'none' })
  })

  it('a vendor that says nothing in time leaves a create in doubt', async () => {
    const vendor = await listen((request, response) => {
      if (isLogin(request)) loggedIn(response)
    })
    const session = distributionInnovation.connect(
      connection({ url: vendor.url, timeout: 0.2 }),
      testPorts(undiciFetch),
    )
    expect(await failure(make(session))).toMatchObject({ code: 'E2009', effect: 'unknown' })
  })
})
