// The client over undici against real servers on loopback: what only a socket can do.
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { createHttpClient, type HttpOptions } from '../../../src/http/client.ts'
import { closeConnections, undiciFetch } from '../../../src/http/undici-fetch.ts'
import { testPorts } from './ports.ts'

const servers: { close(): unknown; closeAllConnections?(): void }[] = []
const sockets = new Set<Socket>()

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections?.()
  }
  for (const socket of sockets) socket.destroy()
})
afterAll(closeConnections)

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener)
  servers.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Answers every request with these bytes and then hangs up. */
async function serveBytes(bytes: string, reset = false): Promise<string> {
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => {
      if (reset) socket.resetAndDestroy()
      else socket.end(bytes)
    })
  })
  servers.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function client(baseUrl: string, more: Partial<HttpOptions> = {}) {
  const ports = testPorts(undiciFetch)
  const headers = () => ({ authorization: 'Basic bWU6aHVzaC1odXNo' })
  return {
    ports,
    ...createHttpClient({
      connection: 'shop',
      baseUrl,
      ports,
      headers,
      secrets: ['hush-hush'],
      timeoutMs: 500,
      ...more,
    }),
  }
}

const signal = new AbortController().signal
const read = { method: 'GET', path: '/product', repeat: 'safe', signal } as const
const create = { method: 'POST', path: '/product', body: { name: 'Bænk' }, repeat: 'look-first', signal } as const

describe('over real sockets', () => {
  it('sends a body and reads a compressed answer on a connection that is kept', async () => {
    const ports = new Set<number | undefined>()
    const url = await serve((request, response) => {
      ports.add(request.socket.remotePort)
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => void parts.push(part))
      request.on('end', () => {
        const answer = { got: Buffer.concat(parts).toString(), type: request.headers['content-type'] }
        response.setHeader('content-encoding', 'gzip').end(gzipSync(JSON.stringify(answer)))
      })
    })
    const shop = client(url, { timeoutMs: 5000 })
    for (let count = 0; count < 3; count += 1) {
      expect((await shop.send(create)).json()).toEqual({ got: '{"name":"Bænk"}', type: 'application/json' })
    }
    // On a busy machine one may be closed in between; a new one each time would be three.
    expect(ports.size).toBeLessThan(3)
  })

  it('knows a refused connection from a lost answer', async () => {
    const refused = await serve(() => {})
    for (const server of servers.splice(0)) server.close()
    const shop = client(refused)
    await expect(shop.send(create)).rejects.toMatchObject({ code: 'E2001', effect: 'none' })
    expect(shop.ports.metered).toHaveLength(4)
    const reset = client(await serveBytes('', true))
    await expect(reset.send(create)).rejects.toMatchObject({ code: 'E2009', effect: 'unknown' })
    expect(reset.ports.metered).toHaveLength(1)
    const closed = client(await serveBytes(''))
    await expect(closed.send(create)).rejects.toMatchObject({ code: 'E2009', effect: 'unknown' })
  })

  it.each([
    ['by length', 'HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{"a":1}'],
    ['in chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n7\r\n{"a":1}\r\n'],
  ])('notices a body that broke off, %s', async (_name, bytes) => {
    const url = await serveBytes(bytes)
    await expect(client(url).send(create)).rejects.toMatchObject({ code: 'E2009', effect: 'unknown', status: 200 })
    const shop = client(url)
    await expect(shop.send(read)).rejects.toMatchObject({ code: 'E2001', effect: 'none' })
    expect(shop.ports.metered.map((call) => call.status)).toEqual([200, 200, 200, 200])
  })

  it('takes the length that a HEAD promises for that of the body of a GET', async () => {
    const shop = client(await serveBytes('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n'))
    const head = { method: 'HEAD', path: '/product', repeat: 'safe', expect: 'anything', signal } as const
    expect(await shop.send(head)).toMatchObject({ status: 200, text: '' })
    expect(shop.ports.metered).toHaveLength(1)
  })

  it.each([
    ['before the headers', () => {}],
    ['in the body', (_request, response) => void response.write('{"a":')],
  ] satisfies [string, RequestListener][])('times out %s', async (_name, listener) => {
    const shop = client(await serve(listener), { timeoutMs: 100 })
    await expect(shop.send(create)).rejects.toMatchObject({
      code: 'E2009',
      effect: 'unknown',
      message: expect.stringContaining('no whole answer within 0.1 s'),
    })
  })

  it('stops reading a body that is too large', async () => {
    const url = await serve((_request, response) => {
      response.on('error', () => {})
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(10_000))) {}
      }
      response.on('drain', more)
      more()
    })
    await expect(client(url, { maxBodyBytes: 50_000 }).send(read)).rejects.toMatchObject({
      code: 'E2004',
      message: expect.stringContaining('more than 50000 bytes'),
    })
  })

  it('says nothing secret where the server echoes it, and takes none along to another host', async () => {
    const visited: (string | undefined)[] = []
    const other = await serve((request, response) => {
      visited.push(request.headers.authorization)
      response.end('{}')
    })
    const url = await serve((request, response) => {
      const token = request.headers.authorization ?? ''
      if (request.method === 'POST') response.writeHead(400).end(`no: ${token} hush-hush`)
      else response.writeHead(302, { location: `${other}/${encodeURIComponent(token)}` }).end(token)
    })
    const shop = client(url)
    const errors = await Promise.all(
      [read, create].map((request) => shop.send(request).catch((error: unknown) => error)),
    )
    expect(errors).toMatchObject([{ code: 'E2004' }, { code: 'E2003' }])
    const said = [...errors.map(String), ...shop.ports.lines].join('\n')
    expect(said).not.toMatch(/hush-hush|bWU6/)
    expect(visited).toEqual([])
  })

  it('is stopped by its signal', async () => {
    const abort = new AbortController()
    const url = await serve(() => abort.abort(new Error('stopped by hand')))
    await expect(client(url).send({ ...read, signal: abort.signal })).rejects.toThrow('stopped by hand')
  })
})
