// A server that keeps states as Terraform's http backend asks for it, written from HashiCorp's page on that backend and from
// GitLab's on its API; it shares nothing with src/state. Stricter than most: what the protocol does not provide for is refused.
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface StateServerOptions {
  /** `gitlab`: POST and DELETE at `…/lock`, serials that are never written twice, 404 for what was never written. */
  readonly manner?: 'terraform' | 'gitlab'
  readonly username?: string
  readonly password?: string
  /** Addresses that there are; others have 404. All, unless set. */
  readonly only?: readonly string[]
  /** False: LOCK and UNLOCK have 405. */
  readonly locks?: boolean
  readonly maxBytes?: number
}

export interface Seen {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly bytes: number
  readonly id: string | null
}

/** What happens to the next requests that match, once each unless `times` says more. */
export interface Fault {
  readonly method?: string
  /** The end of the path. */
  readonly path?: string
  /** `reset`: nothing is done. `lost`: it is done, and the answer does not come. `slow`: as `lost`, and the line stays open. */
  readonly kind: 'reset' | 'lost' | 'slow' | 'cut' | 'status'
  readonly status?: number
  readonly body?: string
  /** The header of that name. */
  readonly retryAfter?: string
  /** Requests that match and are let by before. */
  skip?: number
  /** With `status`: what was asked for is done all the same. */
  readonly done?: true
  times?: number
}

interface Kept {
  body?: Buffer
  lock?: { readonly ID: string; readonly text: string }
  readonly serials: Set<number>
}

export interface StateServer {
  readonly url: string
  readonly seen: Seen[]
  readonly faults: Fault[]
  readonly kept: Map<string, Kept>
  text(path: string): string
  put(path: string, text: string): void
  /** Locks are taken away, as by hand in the server's own pages. */
  unlockAll(): void
  close(): Promise<void>
}

interface Reply {
  readonly status: number
  readonly body?: string | Buffer
}

export async function startStateServer(options: StateServerOptions = {}): Promise<StateServer> {
  const kept = new Map<string, Kept>()
  const seen: Seen[] = []
  const faults: Fault[] = []
  const at = (path: string): Kept => {
    const found = kept.get(path) ?? { serials: new Set<number>() }
    kept.set(path, found)
    return found
  }
  const server = createServer((request, response) => {
    void answer(request, response)
  })
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer)
    } catch {
      return
    }
    const body = Buffer.concat(chunks)
    const url = new URL(request.url ?? '/', 'http://localhost')
    const { method = '' } = request
    const fault = takeFault(faults, method, url.pathname)
    const isDone =
      fault === undefined || fault.kind === 'lost' || fault.kind === 'slow' || fault.kind === 'cut' || fault.done
    const reply = isDone ? replyTo({ request, url, body, options, at, kept }) : { status: 0 }
    const status = fault?.kind === 'status' ? (fault.status ?? 500) : reply.status
    seen.push({ method, path: url.pathname, status, bytes: body.length, id: url.searchParams.get('ID') })
    if (fault?.kind === 'reset' || fault?.kind === 'lost') return void request.socket.destroy()
    if (fault?.kind === 'slow') return
    const content = fault?.kind === 'status' ? (fault.body ?? '') : (reply.body ?? '')
    const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content)
    const { retryAfter } = fault ?? {}
    response.writeHead(status, {
      'content-length': bytes.length,
      ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
    })
    if (fault?.kind === 'cut') {
      response.write(bytes.subarray(0, Math.floor(bytes.length / 2)))
      setTimeout(() => request.socket.destroy(), 5)
    } else response.end(bytes)
  }
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    faults,
    kept,
    text: (path) => kept.get(path)?.body?.toString('utf8') ?? '',
    put: (path, text) => {
      at(path).body = Buffer.from(text)
    },
    unlockAll: () => {
      for (const one of kept.values()) delete one.lock
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

function takeFault(faults: Fault[], method: string, path: string): Fault | undefined {
  const index = faults.findIndex(
    (fault) => (fault.method === undefined || fault.method === method) && path.endsWith(fault.path ?? ''),
  )
  const fault = faults[index]
  if (fault === undefined) return undefined
  if (fault.skip !== undefined && fault.skip > 0) {
    fault.skip -= 1
    return undefined
  }
  fault.times = (fault.times ?? 1) - 1
  if (fault.times <= 0) faults.splice(index, 1)
  return fault
}

interface Asked {
  readonly request: IncomingMessage
  readonly url: URL
  readonly body: Buffer
  readonly options: StateServerOptions
  readonly at: (path: string) => Kept
  readonly kept: ReadonlyMap<string, Kept>
}

function replyTo(asked: Asked): Reply {
  const { request, url, body, options } = asked
  const refused = refusal(asked)
  if (refused !== undefined) return refused
  const isGitLab = options.manner === 'gitlab'
  const { method = '' } = request
  const path = url.pathname
  if (options.only !== undefined && !options.only.includes(path.replace(/\/lock$/, ''))) return { status: 404 }
  if (isGitLab && path.endsWith('/lock')) {
    const place = path.slice(0, -'/lock'.length)
    if (method === 'POST') return take(asked, place)
    return method === 'DELETE' ? give(asked, place) : { status: 405 }
  }
  if (method === 'GET') {
    const found = asked.kept.get(path)?.body
    return found === undefined ? { status: isGitLab ? 404 : 204 } : { status: 200, body: found }
  }
  if (method === 'POST') return write(asked, path)
  if (isGitLab) return { status: 405 }
  if (method === 'LOCK') return options.locks === false ? { status: 405 } : take(asked, path)
  if (method === 'UNLOCK') return options.locks === false ? { status: 405 } : give(asked, path)
  return { status: body.length > 0 ? 405 : 404 }
}

function refusal({ request, body, options }: Asked): Reply | undefined {
  const { headers } = request
  if (options.username !== undefined) {
    if (headers.authorization === undefined) return { status: 401, body: 'who are you?' }
    const own = Buffer.from(`${options.username}:${options.password ?? ''}`).toString('base64')
    // The way some servers repeat what they were given.
    if (headers.authorization !== `Basic ${own}`)
      return {
        status: 403,
        body: `not allowed: ${headers.authorization}, ${Buffer.from(headers.authorization.slice(6), 'base64').toString()}`,
      }
  }
  if (options.maxBytes !== undefined && body.length > options.maxBytes) return { status: 413 }
  if (body.length === 0) return undefined
  if (headers['content-type'] !== 'application/json') return { status: 415 }
  if (headers['content-md5'] !== createHash('md5').update(body).digest('base64'))
    return { status: 400, body: 'bad MD5' }
  return undefined
}

function write({ url, body, options, at }: Asked, path: string): Reply {
  const place = at(path)
  const id = url.searchParams.get('ID')
  // GitLab does not catch this one.
  if ((place.lock?.ID ?? null) !== id)
    return { status: options.manner === 'gitlab' ? 500 : 409, body: place.lock?.text ?? '' }
  let serial: unknown
  try {
    serial = JSON.parse(body.toString('utf8')).serial
  } catch {
    return { status: 422, body: '{"message":"invalid JSON"}' }
  }
  if (typeof serial !== 'number') return { status: 422, body: '{"message":"No serial in payload"}' }
  if (options.manner === 'gitlab' && place.serials.has(serial))
    return { status: 422, body: '{"message":"duplicate key"}' }
  place.serials.add(serial)
  place.body = body
  return { status: 200 }
}

const asked = ['ID', 'Operation', 'Info', 'Who', 'Version', 'Created', 'Path']

function take({ body, at, options }: Asked, path: string): Reply {
  const words = parse(body)
  if (asked.some((name) => typeof words[name] !== 'string') || !(String(words['ID']).length <= 255))
    return { status: 400 }
  const place = at(path)
  const isGitLab = options.manner === 'gitlab'
  if (place.lock === undefined) {
    place.lock = { ID: String(words['ID']), text: body.toString('utf8') }
    return { status: 200, body: place.lock.text }
  }
  if (!isGitLab) return { status: 423, body: place.lock.text }
  const { Operation, Info, Version, Path } = words
  return {
    status: 409,
    body: JSON.stringify({
      Operation,
      Info,
      Version,
      Path,
      ID: place.lock.ID,
      Who: 'ci-user',
      Created: '2026-03-01T12:29:00.000Z',
    }),
  }
}

function give({ body, at }: Asked, path: string): Reply {
  const place = at(path)
  const { ID } = parse(body)
  if (typeof ID !== 'string') return { status: 400 }
  if (place.lock?.ID !== ID) return { status: 409, body: place.lock?.text ?? '' }
  delete place.lock
  return { status: 200 }
}

function parse(body: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return {}
  }
}
