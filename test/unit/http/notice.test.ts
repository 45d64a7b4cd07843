// A notice is sent once, within its time, and says nothing of the address whatever goes wrong.
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { sendNotice } from '../../../src/http/notice.ts'

async function receiver(answer: RequestListener): Promise<{ url: URL; requests: () => number }> {
  let requests = 0
  const server = createServer((request, response) => {
    requests += 1
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  return { url: new URL(`http://127.0.0.1:${port}/hooks/s3cret?token=s3cret`), requests: () => requests }
}

const never: RequestListener = () => {}

it('one that never answers is left after its time, and not asked again', async () => {
  const { url } = await receiver(never)
  let sent = 0
  const counted: typeof fetch = (...given) => {
    sent += 1
    return fetch(...given)
  }
  expect(await sendNotice({ fetch: counted }, { url, body: '{}', limitMs: 20 })).toBe('no answer within 0.02 s')
  expect(sent).toBe(1)
})

it('one that answers and never ends is not waited for', async () => {
  const { url } = await receiver((_, response) => {
    response.writeHead(200).write('o')
  })
  expect(await sendNotice({ fetch }, { url, body: '{}', limitMs: 600_000 })).toBeUndefined()
})

it.each([
  [
    'refuses',
    (_: unknown, response: { writeHead(status: number): { end(text: string): void } }) =>
      response.writeHead(500).end('s3cret'),
    'the receiver answered with 500',
  ],
  ['breaks off', (request: { socket: { destroy(): void } }) => request.socket.destroy(), 'the receiver'],
] as const)('one that %s is told in words, without the address', async (_what, answer, said) => {
  const { url, requests } = await receiver((request, response) => void answer(request, response))
  const problem = await sendNotice({ fetch }, { url, body: '{}', limitMs: 600_000 })
  expect(problem).toContain(said)
  expect(problem).not.toContain('s3cret')
  expect(requests()).toBe(1)
})

it('an error that holds the address is not repeated', async () => {
  const failing = () => Promise.reject(new Error('cannot fetch http://hooks.example/s3cret'))
  const url = new URL('http://hooks.example/s3cret')
  expect(await sendNotice({ fetch: failing }, { url, body: '{}', limitMs: 1 })).toBe(
    'the receiver could not be talked to',
  )
})
