// A host that fails again and again is left alone, then tried with one call; whoever talks to it from one run shares that.
import { describe, expect, it } from 'vitest'
import { client, create, failure, live, network, ok, put, read, type Step, scripted, text } from './scripted.ts'

const down = network('ECONNREFUSED', 'connect')
const once = { attempts: 1 }

/** The vendor answers with this from now on. */
function vendor(first: Step) {
  let step = first
  let sent = 0
  const { ports } = scripted((url, init) => {
    sent += 1
    if (step instanceof Error) throw step
    if (typeof step === 'function') return step(url, init)
    return step === 'hang' ? new Response('') : step.clone()
  })
  return {
    ports,
    shop: client(ports, once),
    turn: (next: Step) => {
      step = next
    },
    /** Calls since this was asked the last time. */
    sent: () => {
      const count = sent
      sent = 0
      return count
    },
  }
}

const events = (lines: readonly string[]) =>
  lines.filter((line) => /api\.example: /.test(line)).map((line) => line.replace(/^shop: api\.example: /, ''))

async function fails(times: number, send: () => Promise<unknown>): Promise<void> {
  for (let count = 0; count < times; count += 1) await failure(send())
}

describe('three calls in a row that failed for good', () => {
  it.each<[string, Step]>([
    ['unreachable', down],
    ['an untrusted certificate', network('DEPTH_ZERO_SELF_SIGNED_CERT')],
    ['no answer', network('ECONNRESET')],
    ['500', text(500, '')],
    ['408', text(408, '')],
    ['a web page', text(200, '<html>')],
  ])('close the door: %s', async (_, step) => {
    const { shop, sent, ports } = vendor(step)
    await fails(3, () => shop.send(read))
    expect(sent()).toBe(3)
    const errors = [await failure(shop.send(read)), await failure(shop.send(put)), await failure(shop.send(create))]
    expect(errors).toMatchObject([1, 2, 3].map(() => ({ code: 'E2011', effect: 'none' })))
    expect(sent()).toBe(0)
    expect(ports.metered).toHaveLength(3)
    expect(errors[1]?.message).toMatch(
      /^shop: not sent: three calls in a row failed, the last: .+; nothing is sent to api\.example before 2026-03-01T12:00:30Z$/,
    )
    expect(errors[1]?.hint).toMatch(/run again/)
    expect(events(ports.lines)).toEqual([
      expect.stringMatching(/^nothing is sent for 30 s: 3 calls in a row failed, the last: /),
    ])
    expect(ports.lines.filter((line) => line.includes('not sent: '))).toHaveLength(3)
  })

  it.each<[string, Step]>([
    ['400', text(400, '')],
    ['401', text(401, '')],
    ['404', text(404, '')],
    ['429', text(429, '')],
    ['a redirect', text(301, '', { location: 'https://other.example/' })],
  ])('leave it open where it answered: %s', async (_, step) => {
    const { shop, sent, ports } = vendor(step)
    await fails(6, () => shop.send(put))
    expect(sent()).toBe(6)
    expect(events(ports.lines)).toEqual([])
  })

  it('are counted as calls, not as attempts, and from the last answer on', async () => {
    const { ports, turn, sent } = vendor(down)
    const shop = client(ports)
    await fails(2, () => shop.send(read))
    expect(sent()).toBe(8)
    turn(text(404, ''))
    await fails(1, () => shop.send(read))
    turn(down)
    await fails(2, () => shop.send(read))
    turn(ok)
    await shop.send(read)
    expect(events(ports.lines)).toEqual([])
  })
})

describe('a host that is left alone', () => {
  it('is tried with one call after a while, and opened again where that is answered', async () => {
    const { shop, turn, sent, ports } = vendor(down)
    await fails(3, () => shop.send(read))
    sent()
    ports.clock.pass(29_999)
    await fails(1, () => shop.send(read))
    expect(sent()).toBe(0)
    ports.clock.pass(1)
    turn(ok)
    // Other sessions do not wait for what becomes of the first.
    const [second, third] = [client(ports, once), client(ports, once)]
    const [first, ...others] = await Promise.allSettled([shop.send(read), second.send(read), third.send(put)])
    expect(first?.status).toBe('fulfilled')
    expect(others).toMatchObject([{ reason: { code: 'E2011' } }, { reason: { code: 'E2011' } }])
    expect(sent()).toBe(1)
    await shop.send(put)
    expect(events(ports.lines).slice(1)).toEqual([
      'one call is let through, to see whether it answers again',
      'answers again, calls go on',
    ])
    // Closed for good: it takes three again.
    turn(down)
    await fails(2, () => shop.send(read))
    expect(sent()).toBe(3)
  })

  it('is left alone again where that call fails too', async () => {
    const { shop, sent, ports } = vendor(down)
    await fails(3, () => shop.send(read))
    ports.clock.pass(30_000)
    sent()
    await fails(3, () => shop.send(read))
    expect(sent()).toBe(1)
    expect(events(ports.lines).at(-1)).toMatch(
      /^nothing is sent for 30 s: the one call that was let through failed too/,
    )
    ports.clock.pass(30_000)
    await fails(1, () => shop.send(read))
    expect(sent()).toBe(1)
  })

  it('is opened by an answer to a call that was under way', async () => {
    let answer = (_: Response): void => {}
    let slow = true
    const late = new Promise<Response>((resolve) => {
      answer = resolve
    })
    const { ports } = scripted(ok())
    const fetch = async () => {
      if (!slow) throw down
      slow = false
      return await late
    }
    // Each session has a pace of its own: in one alone the others would wait for the slow one.
    const [other, shop] = [client({ ...ports, fetch }, once), client({ ...ports, fetch }, once)]
    const early = other.send(read)
    await fails(3, () => shop.send(read))
    expect(await failure(shop.send(read))).toMatchObject({ code: 'E2011' })
    answer(ok())
    await early
    expect(await failure(shop.send(read))).toMatchObject({ code: 'E2001' })
  })

  it('does not wait for ever for a call that its caller broke off', async () => {
    const { shop, turn, ports } = vendor(down)
    await fails(3, () => shop.send(read))
    ports.clock.pass(30_000)
    const stop = new AbortController()
    turn(() => {
      stop.abort(new Error('by hand'))
      throw new Error('by hand')
    })
    await expect(shop.send({ ...read, signal: stop.signal })).rejects.toThrow('by hand')
    turn(ok)
    expect((await shop.send(read)).status).toBe(200)
  })

  it('is one for all sessions of a run, by host, and no matter of another run', async () => {
    const { shop, ports } = vendor(down)
    await fails(3, () => shop.send(read))
    const other = client(ports, { ...once, connection: 'second', baseUrl: 'https://api.example/other' })
    expect(await failure(other.send(read))).toMatchObject({
      code: 'E2011',
      message: expect.stringMatching(/^second: /),
    })
    const elsewhere = client(ports, { ...once, baseUrl: 'https://api.example:8443' })
    expect(await failure(elsewhere.send(read))).toMatchObject({ code: 'E2001' })
    const nextRun = client({ ...ports, hosts: new Map() }, once)
    expect(await failure(nextRun.send(read))).toMatchObject({ code: 'E2001' })
  })

  it('keeps secrets of one session out of the messages of another', async () => {
    const { ports } = vendor(down)
    const one = client({ ...ports, fetch: () => Promise.reject(network('tok-123456', 'connect')) }, once)
    await fails(3, () => one.send(read))
    const other = client(ports, { ...once, connection: 'second', headers: () => ({}), secrets: [] })
    expect(JSON.stringify([await failure(other.send(read)), ports.lines])).not.toContain('tok-123456')
  })
})

describe('writes that get no answer', () => {
  it('are stopped after three in a row, though reads are answered', async () => {
    const { shop, turn, sent, ports } = vendor(down)
    for (let count = 0; count < 3; count += 1) {
      turn(network('ECONNRESET'))
      await failure(shop.send(count === 1 ? create : put))
      turn(ok)
      await shop.send(read)
    }
    sent()
    expect(await failure(shop.send(put))).toMatchObject({
      code: 'E2011',
      message: expect.stringContaining('no write is sent to api.example'),
    })
    expect(sent()).toBe(0)
    expect((await shop.send(read)).status).toBe(200)
    expect(await failure(shop.send(put))).toMatchObject({ code: 'E2011' })
    ports.clock.pass(30_000)
    await shop.send(put)
    expect(events(ports.lines)).toEqual([
      expect.stringMatching(/^no write is sent for 30 s/),
      expect.stringMatching(/^one call is let through/),
      'answers again, calls go on',
    ])
  })

  it('are those too that the vendor answers with an error: each attempt costs a call of the day', async () => {
    const { shop, turn, sent } = vendor(down)
    for (let count = 0; count < 5; count += 1) {
      turn(text(500, ''))
      await failure(shop.send(put))
      turn(ok)
      await shop.send(read)
    }
    // Three writes and five reads: no write is sent any more.
    expect(sent()).toBe(8)
  })
})

describe('waits that a vendor asks for', () => {
  it('end after half an hour in all: a run does not sleep for hours, a minute at a time', async () => {
    const { ports } = scripted(text(429, '', { 'retry-after': '60' }))
    const shop = client(ports, { attempts: 2 })
    let calls = 0
    for (; calls < 100; calls += 1) {
      await failure(shop.send({ ...read, signal: live }))
      if (ports.lines.at(-1)?.includes('waited long enough') === true) break
    }
    const minutes = ports.clock.slept.reduce((sum, ms) => sum + ms, 0) / 60_000
    expect(calls).toBe(29)
    expect(minutes).toBeGreaterThan(28)
    expect(minutes).toBeLessThanOrEqual(30)
  })
})
