/** The error table, row by row over real HTTP with and without a reason phrase, and what has none of its forms. */
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { closeConnections, undiciFetch } from '../../../../src/http/undici-fetch.ts'
import type { JsonObject } from '../../../../src/model/json.ts'
import type { ApiInput } from '../../../../src/model/provider.ts'
import { errorRows, lineOf, statusCode } from '../../../../src/providers/scanpay/errors.ts'
import { scanpay } from '../../../../src/providers/scanpay/index.ts'
import { type TestPorts, testPorts } from '../../http/ports.ts'
import { basic, connection, failure, key, signal } from './fakes.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})
afterAll(closeConnections)

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

interface Told {
  readonly status: number
  readonly body: string
  readonly phrase?: string
  readonly type?: string
}

interface Outcome {
  readonly error: Awaited<ReturnType<typeof failure>>
  readonly calls: number
  readonly ports: TestPorts
}

async function failing(
  { status, body, phrase = '', type = 'text/plain' }: Told,
  { id, input }: Sending,
  values: JsonObject = {},
): Promise<Outcome> {
  let calls = 0
  const url = await serve((request, response) => {
    calls += 1
    request.resume()
    response.writeHead(status, phrase, { 'content-type': type, 'content-length': Buffer.byteLength(body) })
    response.end(body)
  })
  const ports = testPorts(undiciFetch)
  const session = scanpay.connect(connection({ url, ...values }), ports)
  const error = await failure(scanpay.api.send(session, id, input, signal))
  return { error, calls, ports }
}

interface Sending {
  readonly id: string
  readonly input: ApiInput
}

const items = [{ total: '10 DKK' }]
const read: Sending = { id: 'seq', input: { parameters: { prevseq: '0' } } }
const blind: Sending = { id: 'sub.charge', input: { parameters: { id: '68' }, body: { items } } }
const keyed: Sending = {
  id: 'sub.charge',
  input: { parameters: { id: '68', 'idempotency-key': 'once-only' }, body: { items } },
}

describe.each(errorRows)('$status $example', (row) => {
  const { status = 402, example, code, again, doubt, hint } = row
  const words = example.trim()

  it.each([
    ['with a reason phrase', words],
    ['without', ''],
  ])('of a read, %s', async (_, phrase) => {
    const { error, calls } = await failing({ status, body: example, phrase }, read)
    expect(error).toMatchObject({ code, status, effect: 'none' })
    expect(error.message).toContain(`: "${words}"`)
    // A quota is asked once more; what else may be repeated, three times.
    expect(calls).toBe(again ? (status === 429 ? 2 : 4) : 1)
    if (hint !== undefined) expect(error.hint).toBe(hint)
  })

  it('of a write that cannot be repeated', async () => {
    const { error, calls } = await failing({ status, body: example }, blind)
    expect(error).toMatchObject({ code: doubt ? 'E2009' : code, status, effect: doubt ? 'unknown' : 'none' })
    expect(error.message).toContain(`: "${words}"`)
    expect(calls).toBe(again && !doubt ? 2 : 1)
    if (doubt) expect(error.hint).toContain('idempotency-key')
  })

  it('of a write with an idempotency key', async () => {
    const { error, calls } = await failing({ status, body: example }, keyed)
    expect(error).toMatchObject({ code, status, effect: doubt ? 'unknown' : 'none' })
    expect(calls).toBe(again ? (status === 429 ? 2 : 4) : 1)
    if (doubt) expect(error.hint).toContain('the same idempotency-key')
  })
})

describe('the table', () => {
  it('has no row that another hides', () => {
    for (const row of errorRows) {
      const line = lineOf(row.example)
      const found = errorRows.find(
        (other) =>
          (other.status === undefined || other.status === row.status) &&
          (other.line === undefined || line?.startsWith(other.line) === true),
      )
      expect(found, row.example).toBe(row)
    }
  })

  it('knows a charge that failed whatever its status, and what to do then', async () => {
    for (const status of [400, 408, 429, 500, 504]) {
      for (const [body, hint] of [
        ['permanent nets error: card expired\n', /^never try this charge again/],
        ['transient nets error: kir (nets host) timeout\n', /^wait 24 hours/],
      ] as const) {
        for (const sending of [blind, keyed]) {
          const { error, calls } = await failing({ status, body }, sending)
          // Known to be declined, so neither in doubt nor asked again: acquirers fine that.
          expect(error).toMatchObject({ code: 'E2003', status, effect: 'none', hint: expect.stringMatching(hint) })
          expect(calls).toBe(1)
        }
      }
    }
  })

  it('says of a lost payment link that it cannot be repeated, key or not', async () => {
    const send: Sending = { id: 'pay.new', input: { parameters: {}, body: { items } } }
    const { error, calls } = await failing({ status: 500, body: 'internal server error\n' }, send)
    expect(error).toMatchObject({ code: 'E2009', hint: 'look in the dashboard before you send it again' })
    expect(calls).toBe(1)
  })
})

const html = '<html><head><title>502 Bad Gateway</title></head></html>'
const forms: [string, Told, string][] = [
  ['an empty body', { status: 400, body: '' }, 'E2003'],
  ['a line break alone', { status: 400, body: '\n' }, 'E2003'],
  ['two lines', { status: 400, body: 'one\ntwo\n' }, 'E2003'],
  ['over 512 bytes', { status: 400, body: `${'x'.repeat(512)}\n` }, 'E2003'],
  ['JSON', { status: 400, body: '{"error":"one"}' }, 'E2003'],
  ['a web page', { status: 502, body: html, type: 'text/html' }, 'E2003'],
  ['a web page that forbids', { status: 403, body: html, type: 'text/html' }, 'E2004'],
  ['nothing that forbids', { status: 403, body: '' }, 'E2004'],
  ['JSON that forbids', { status: 401, body: '{"error":"unauthorized"}' }, 'E2004'],
  ['long text that forbids', { status: 403, body: `${'x'.repeat(513)}\n` }, 'E2004'],
  ['two lines that forbid', { status: 401, body: 'one\ntwo\n' }, 'E2004'],
]

describe('an error of another form', () => {
  it.each(forms)('%s is a plain one', async (_, told, code) => {
    const { error } = await failing(told, read)
    expect(error).toMatchObject({ code, status: told.status })
    expect(error.message).not.toContain('"')
    expect(error.hint ?? '').not.toContain('api_key')
    if (code === 'E2004') expect(error.hint).toContain('a proxy or firewall')
  })

  it('is shown where errors are known to have other forms', async () => {
    const other = { assume: { error_line: 'other' } }
    expect((await failing({ status: 502, body: html }, read, other)).error.message).toContain('"502 Bad Gateway"')
    expect((await failing({ status: 400, body: '{"error":"one"}' }, read, other)).error.message).toContain('"one"')
    expect((await failing({ status: 400, body: 'one\n' }, read, other)).error.message).toContain('"one"')
  })

  it('leaves its status to speak', () => {
    expect([statusCode('line', 502, html), statusCode('line', 418, 'teapot')]).toEqual([undefined, undefined])
  })

  it('refuses the key where errors are known to have other forms, but for what no API answers', () => {
    const codes = ['{"error":"no"}', 'one\ntwo\n', html, ''].map((body) => statusCode('other', 403, body))
    expect(codes).toEqual(['E2002', 'E2002', 'E2004', 'E2004'])
  })
})

describe('a line', () => {
  it.each([
    ['with its line break', 'invalid apikey\n', 'invalid apikey'],
    ['with two signs for it', 'invalid apikey\r\n', 'invalid apikey'],
    ['without', 'invalid apikey', 'invalid apikey'],
    ['of 512 bytes', 'x'.repeat(512), 'x'.repeat(512)],
    ['of 514 bytes in 257 letters', 'ø'.repeat(257), undefined],
    ['with another line, if an empty one', 'invalid apikey\n\n', undefined],
    ['of spaces', '  \n', undefined],
  ])('%s', (_, body, line) => expect(lineOf(body)).toBe(line))
})

describe('a success that is none', () => {
  const broken: [string, string, string][] = [
    ['empty', '', 'application/json'],
    ['truncated', '{"changes":[{"type":"trans', 'application/json'],
    ['a web page', html, 'text/html'],
    ['text', 'ok\n', 'text/plain'],
  ]
  it.each(broken)('%s is not the API', async (_, body, type) => {
    const { error } = await failing({ status: 200, body, type }, read)
    expect(error).toMatchObject({ code: 'E2004', status: 200, effect: 'none' })
    expect((await failing({ status: 200, body, type }, blind)).error).toMatchObject({
      code: 'E2009',
      effect: 'unknown',
    })
  })
})

describe('an answer that breaks off', () => {
  it('leaves a read open, and a write in doubt', async () => {
    let calls = 0
    const url = await serve((request, response) => {
      calls += 1
      request.resume()
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 })
      response.write('{"changes":[', () => response.destroy())
    })
    const session = scanpay.connect(connection({ url }), testPorts(undiciFetch))
    const send = ({ id, input }: Sending) => failure(scanpay.api.send(session, id, input, signal))
    expect(await send(read)).toMatchObject({ code: 'E2001', effect: 'none' })
    expect(calls).toBe(4)
    expect(await send(blind)).toMatchObject({ code: 'E2009', effect: 'unknown' })
    expect(calls).toBe(5)
    expect(await send(keyed)).toMatchObject({ code: 'E2001', effect: 'unknown' })
    expect(calls).toBe(9)
  })
})

describe('the key', () => {
  it('does not travel along to another host', async () => {
    const heard: (string | undefined)[] = []
    const elsewhere = await serve((request, response) => {
      heard.push(request.headers.authorization)
      response.end('{"changes":[],"seq":0}')
    })
    for (const status of [301, 302, 303, 307, 308]) {
      const url = await serve((request, response) => {
        request.resume()
        response.writeHead(status, { location: elsewhere.replace('127.0.0.1', 'localhost') }).end()
      })
      const session = scanpay.connect(connection({ url }), testPorts(undiciFetch))
      for (const { id, input } of [read, blind])
        expect(await failure(scanpay.api.send(session, id, input, signal))).toMatchObject({ code: 'E2004', status })
    }
    expect(heard).toEqual([])
  })

  it('is in no message, hint, cause or trace, however the vendor echoes it', async () => {
    const base64 = basic.slice('Basic '.length)
    const secret = key.slice(key.lastIndexOf(':') + 1)
    const echoes = [key, secret, base64, encodeURIComponent(key), key.slice(key.indexOf(':') + 1)]
    for (const echo of echoes) {
      for (const status of [400, 403, 500]) {
        for (const sending of [read, keyed]) {
          const { error, ports } = await failing({ status, body: `invalid apikey ${echo}\n`, phrase: 'no' }, sending)
          const told = [error.message, error.hint, error.stack, String(error.cause), ...ports.lines].join('\n')
          expect(error.message).toContain('***')
          for (const part of [...echoes, secret]) expect(told).not.toContain(part)
        }
      }
    }
  })
})
