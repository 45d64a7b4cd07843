// What stands between a client and a server of PostgreSQL: it cuts connections at a moment that the test names, loses
// answers, and can be a pooler that shows a number of its own for the process behind it.
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface Between {
  readonly port: number
  /** Connections that stand now. */
  open(): number
  /** Ends all connections at once. */
  cut(): void
  /** Nothing new comes through. */
  refuse(refused: boolean): void
  /** The next query with these words reaches the server, and no answer comes back: the connection breaks. */
  loseAnswerTo(words: string): void
  /** The next query with these words does not reach the server: the connection breaks. */
  cutBefore(words: string): void
  [Symbol.asyncDispose](): Promise<void>
}

interface Watch {
  readonly words: string
  readonly passes: boolean
}

/** `pooler`: the number of the process that the server names is changed, as each pooler does. */
export async function between(to: number, how: { readonly pooler?: boolean } = {}): Promise<Between> {
  const pairs = new Set<readonly [Socket, Socket]>()
  let [watch, isRefusing]: [Watch | undefined, boolean] = [undefined, false]
  const server = createServer((client) => {
    if (isRefusing) return void client.destroy()
    const upstream = connect(to, '127.0.0.1')
    const pair = [client, upstream] as const
    pairs.add(pair)
    let isDeaf = false
    client.on('data', (chunk) => {
      const found = watch
      if (found !== undefined && chunk.includes(found.words)) {
        watch = undefined
        if (!found.passes) return end()
        isDeaf = true
      }
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      // The server has done it by now: a query is answered when it is through.
      if (isDeaf) end()
      else client.write(how.pooler === true ? renumbered(chunk) : chunk)
    })
    const end = (): void => {
      pairs.delete(pair)
      for (const socket of pair) socket.destroy()
    }
    for (const socket of pair) socket.on('close', end).on('error', end)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const cut = () => {
    for (const pair of pairs) for (const socket of pair) socket.destroy()
  }
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    open: () => pairs.size,
    cut,
    refuse: (refused) => {
      isRefusing = refused
    },
    loseAnswerTo: (words) => {
      watch = { words, passes: true }
    },
    cutBefore: (words) => {
      watch = { words, passes: false }
    },
    [Symbol.asyncDispose]: async () => {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}

/** BackendKeyData: `K`, the length 12, the process, a key. */
function renumbered(chunk: Buffer): Buffer {
  const at = chunk.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]))
  if (at === -1) return chunk
  const copy = Buffer.from(chunk)
  copy.writeUInt32BE(copy.readUInt32BE(at + 5) + 100_000, at + 5)
  return copy
}
