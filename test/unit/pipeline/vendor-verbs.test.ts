// call, doctor and probe against a vendor that is scripted: what is refused before anything is sent, what is written down
// around a write, and what each answer is told as.
import { describe, expect, test } from 'vitest'
import { VendorError } from '../../../src/model/errors.ts'
import type { Ports } from '../../../src/model/ports.ts'
import type { Api, ApiInput, ApiOperation, ApiReply, Kind, Probe, Provider } from '../../../src/model/provider.ts'
import { operationsOf, prepareCall, sendCall } from '../../../src/pipeline/call.ts'
import { type Check, examine, type ReachPort } from '../../../src/pipeline/doctor.ts'
import { probe } from '../../../src/pipeline/probe.ts'
import type { World } from '../../../src/pipeline/world.ts'
import { supplier } from './toy-vendor.ts'
import { lock, toyVendor, toyWorld } from './toy-world.ts'

const list: ApiOperation = {
  id: 'thing.list',
  method: 'GET',
  path: '/thing',
  summary: 'lists things',
  auth: 'none',
  parameters: [{ name: 'page', in: 'query', required: false }],
  takesBody: false,
  writes: false,
  pages: true,
}
const create: ApiOperation = {
  ...list,
  id: 'thing.create',
  method: 'POST',
  takesBody: true,
  writes: true,
  pages: false,
}

function scripted(
  send: Api<unknown>['send'] = async (_s, id) => ({ status: 200, headers: [], text: id }),
): Api<unknown> {
  return {
    operations: [list, create],
    check: (_id, { parameters }) =>
      Object.keys(parameters)
        .filter((name) => name !== 'page')
        .map((name) => `no ${name}`),
    show: (_session, id) => ({
      method: 'GET',
      url: `https://toy.example/${id}`,
      headers: { authorization: 'Toy ***' },
    }),
    send,
    unpaged: () => undefined,
    next: (_id, { parameters }, reply) =>
      reply.text === 'last' ? undefined : { parameters: { page: String(Number(parameters['page'] ?? 1) + 1) } },
  }
}

const none: ApiInput = { parameters: {} }
const all = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}

describe('call', () => {
  test('lists the operations without any secret', async () => {
    const { world } = await toyWorld(toyVendor([], { api: scripted() }), { env: { TOKEN: '' } })
    expect(operationsOf(world, 'shop').map(({ id }) => id)).toEqual(['thing.list', 'thing.create'])
    expect(() => operationsOf(world, 'shpo')).toThrow(
      expect.objectContaining({ code: 'E3006', hint: 'did you mean "shop"?' }),
    )
  })

  test.each([
    ['thing.lst', none, 'shop has no operation "thing.lst"', 'did you mean "thing.list"?'],
    ['thing.list', { parameters: { pge: '1', x: '2' } }, 'no pge; no x', 'butik api shop thing.list [-f page=…]'],
  ])('%s is refused before anything is sent', async (name, input, message, hint) => {
    const { world } = await toyWorld(toyVendor([], { api: scripted(() => Promise.reject(new Error('sent'))) }))
    await expect(prepareCall(world, 'shop', name, input)).rejects.toMatchObject({ code: 'E5001', message, hint })
  })

  test('is found by its method and path too', async () => {
    const { world } = await toyWorld(toyVendor([], { api: scripted() }))
    expect((await prepareCall(world, 'shop', 'POST /thing', none)).operation.id).toBe('thing.create')
  })

  test('goes on to the last page, and only where it is asked to', async () => {
    const pages = ['first', 'second', 'last']
    const asked: (string | undefined)[] = []
    const send: Api<unknown>['send'] = async (_s, _id, { parameters }) => {
      asked.push(parameters['page'])
      return { status: 200, headers: [], text: pages[asked.length - 1] ?? '' }
    }
    const { world, kept } = await toyWorld(toyVendor([], { api: scripted(send) }))
    const call = await prepareCall(world, 'shop', 'thing.list', none)
    const texts = async (paginate: boolean) =>
      (await all(sendCall(world, call, { paginate, lock, run: 'r1' }))).map(({ text }) => text)
    expect(await texts(true)).toEqual(['first', 'second', 'last'])
    expect(asked).toEqual([undefined, '2', '3'])
    asked.length = 0
    expect(await texts(false)).toEqual(['first'])
    // A read leaves nothing behind.
    expect(kept).toEqual([])
  })

  test('ends where a list does not', async () => {
    let calls = 0
    const send: Api<unknown>['send'] = async () => {
      calls += 1
      return { status: 200, headers: [], text: 'the same' }
    }
    const { world } = await toyWorld(toyVendor([], { api: scripted(send) }))
    const call = await prepareCall(world, 'shop', 'thing.list', none)
    await expect(all(sendCall(world, call, { paginate: true, lock, run: 'r1' }))).rejects.toMatchObject({
      code: 'E2006',
      message: 'shop: thing.list: 1000 pages were read, and there is a next one',
      hint: expect.stringContaining('larger pages'),
    })
    expect(calls).toBe(1000)
  })

  describe('that writes', () => {
    const run = async (send: (world: World) => Promise<ApiReply>) => {
      const holder: { world?: World } = {}
      const api = scripted(() =>
        holder.world === undefined ? Promise.reject(new Error('no world')) : send(holder.world),
      )
      const made = await toyWorld(toyVendor([], { api }))
      holder.world = made.world
      const call = await prepareCall(made.world, 'shop', 'thing.create', none)
      const result = await all(sendCall(made.world, call, { paginate: false, lock, run: 'r1' })).catch((error) => error)
      const outcomes = made.kept.map(({ name, content }) => `${name} ${JSON.parse(content).outcome}`)
      return { ...made, result, outcomes }
    }

    test('holds the lock, and is written down before and after', async () => {
      let held: unknown
      const { world, outcomes, kept } = await run(async (inside) => {
        held = await inside.backend.lock(lock).catch((error: { code: string }) => error.code)
        return { status: 201, headers: [], text: 'made' }
      })
      expect(held).toBe('E4002')
      expect(outcomes).toEqual(['r1/call.json not known', 'r1/call.json answered 201'])
      expect(kept[0]?.content).not.toContain('not-a-token')
      await using again = await world.backend.lock(lock)
      await again.release()
    })

    test('is not sent where the lock was released meanwhile', async () => {
      let sent = 0
      const api = scripted(async () => {
        sent += 1
        return { status: 200, headers: [], text: 'made' }
      })
      const made = await toyWorld(toyVendor([], { api }))
      const keep: World['backend']['keep'] = async () => void (await made.backend.unlock(lock.id))
      const world = { ...made.world, backend: { ...made.backend, keep } }
      const call = await prepareCall(world, 'shop', 'thing.create', none)
      await expect(all(sendCall(world, call, { paginate: false, lock, run: 'r1' }))).rejects.toMatchObject({
        code: 'E4006',
      })
      expect(sent).toBe(0)
    })

    test('tells and keeps what went wrong, and lets the lock go', async () => {
      const lost = new VendorError('E2009', 'shop: no answer', { effect: 'unknown' })
      const { world, result, outcomes } = await run(() => Promise.reject(lost))
      expect(result).toBe(lost)
      expect(outcomes).toEqual(['r1/call.json not known', 'r1/call.json shop: no answer'])
      await using again = await world.backend.lock(lock)
      await again.release()
    })
  })
})

const reach: ReachPort = {
  resolve: async () => ['192.0.2.1'],
  certificate: async () => ({ validTo: new Date('2027-01-01T00:00:00Z') }),
}

async function checks(provider: Provider, more: { reach?: Partial<ReachPort>; env?: { [name: string]: string } } = {}) {
  const { world } = await toyWorld(provider, { env: more.env ?? {} })
  const [one] = await all(examine(world, { connections: [], reach: { ...reach, ...more.reach } }))
  return new Map(one?.checks.map((check): [string, Check] => [check.check, check]))
}
const said = (found: ReadonlyMap<string, Check>, name: string) => {
  const { health, says } = found.get(name) ?? {}
  return `${health}: ${says}`
}

describe('doctor', () => {
  const readable: Kind = {
    ...supplier,
    reading: {
      by: 'list',
      list: async function* () {
        yield { objects: [] }
      },
    },
  }
  const broken: Kind = {
    ...supplier,
    name: 'article',
    reading: {
      by: 'list',
      // biome-ignore lint/correctness/useYield: a list that fails before its first page
      list: async function* () {
        throw new VendorError('E2003', 'shop: GET /article: answered 500', { effect: 'none', hint: 'try later' })
      },
    },
  }

  test('goes from the settings to the last kind', async () => {
    const found = await checks(
      toyVendor([readable, broken, { ...supplier, name: 'depot', reading: { by: 'nothing' } }], {
        doctor: {
          ask: async () => ({ date: 'Sun, 01 Mar 2026 11:59:58 GMT', note: 'a shop key' }),
          rights: async () => 'read-only',
        },
      }),
    )
    expect([...found].map(([name, { health }]) => `${name}: ${health}`)).toEqual([
      'settings: ok',
      'name: ok',
      'tls: ok',
      'clock: ok',
      'key: ok',
      'rights: warning',
      'reach supplier: ok',
      'reach article: failed',
      'reach depot: skipped',
      'calls: ok',
    ])
    expect(said(found, 'key')).toBe('ok: accepted: a shop key')
    expect(said(found, 'clock')).toBe("ok: 2 s ahead of the vendor's")
    expect(found.get('reach article')).toMatchObject({ says: 'shop: GET /article: answered 500', hint: 'try later' })
  })

  test('says how many calls are left, where there is a quota', async () => {
    let calls = 0
    const asking = (most: number) =>
      toyVendor([], {
        quota: { calls: most, token: 'token', zone: () => 'Europe/Copenhagen' },
        connect: (_settings, ports) => ports,
        doctor: {
          ask: async (session) => {
            calls += 1
            const { takeCall, meter } = session as Ports
            takeCall?.()
            meter({ connection: 'shop', method: 'GET', path: '/x', status: 200, attempt: 1 })
            return {}
          },
        },
      })
    expect(said(await checks(asking(1000)), 'calls')).toBe(
      'ok: 1 made for this; 999 are left today (1000 a day, 1 made), by what butik has counted',
    )
    expect((await checks(asking(1))).get('calls')).toMatchObject({
      health: 'warning',
      hint: 'there are new ones from 2026-03-02 00:00 in Europe/Copenhagen (2026-03-01T23:00Z)',
    })
    expect(calls).toBe(2)
  })

  test.each<[string, Partial<Provider>, Partial<ReachPort>, string, string]>([
    [
      'a name that does not resolve',
      {},
      { resolve: () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' })) },
      'name',
      'failed: toy.example does not resolve (ENOTFOUND)',
    ],
    [
      'a certificate that is not trusted',
      {},
      { certificate: () => Promise.reject(new Error('self-signed')) },
      'tls',
      'failed: the certificate is not trusted (self-signed)',
    ],
    [
      'a certificate that ends',
      {},
      { certificate: async () => ({ validTo: new Date('2026-03-05') }) },
      'tls',
      'warning: trusted, until 2026-03-05 only',
    ],
    [
      'no encryption',
      { url: () => 'http://shop.example' },
      {},
      'tls',
      'warning: not encrypted: the credentials travel in the open',
    ],
    ['a sandbox', { url: () => 'http://127.0.0.1:4100' }, {}, 'tls', 'skipped: not encrypted, and on this machine'],
    [
      'a clock that is wrong',
      { doctor: { ask: async () => ({ date: 'Sun, 01 Mar 2026 10:00:00 GMT' }) } },
      {},
      'clock',
      'warning: this machine is 7200 s ahead of the vendor',
    ],
    [
      'a vendor that says no time',
      { doctor: { ask: async () => ({ date: 'soon' }) } },
      {},
      'clock',
      'skipped: the vendor does not say what time it is',
    ],
    ['rights that nobody can tell', {}, {}, 'rights', 'skipped: cannot be told without writing'],
  ])('%s', async (_what, more, reaching, name, words) => {
    expect(said(await checks(toyVendor([readable], more), { reach: reaching }), name)).toBe(words)
  })

  test('a refused key ends it: the kinds would fail alike', async () => {
    const ask = () => Promise.reject(new VendorError('E2002', 'shop: refused', { effect: 'none', hint: 'check it' }))
    const found = await checks(toyVendor([readable], { doctor: { ask } }))
    expect([...found.keys()]).toEqual(['settings', 'name', 'tls', 'key', 'calls'])
    expect(found.get('key')).toMatchObject({ health: 'failed', says: 'shop: refused', hint: 'check it' })
  })

  test('a missing secret is told by its name, and nothing is asked', async () => {
    const found = await checks(toyVendor([readable]), { env: { TOKEN: '' } })
    expect([...found.keys()]).toEqual(['settings'])
    expect(said(found, 'settings')).toContain('TOKEN')
  })

  test('an unknown connection is an error', async () => {
    const { world } = await toyWorld(toyVendor([]))
    await expect(all(examine(world, { connections: ['shpo'], reach }))).rejects.toMatchObject({ code: 'E3006' })
  })
})

describe('probe', () => {
  const probes: readonly Probe[] = [
    {
      fact: 'max_limit',
      question: 'how many rows',
      writes: false,
      run: async () => ({ known: true, value: 50, evidence: '50 rows' }),
    },
    {
      fact: 'order',
      question: 'in which order',
      writes: false,
      run: () => Promise.reject(new VendorError('E2003', 'answered 500', { effect: 'none' })),
    },
    {
      fact: 'array_put',
      question: 'merged or replaced',
      writes: true,
      run: async () => ({ known: true, value: 'merge', evidence: 'both were there' }),
    },
  ]
  const ask = async (write: boolean) => {
    const made = await toyWorld(toyVendor([], { probes }))
    const found = await all(probe(made.world, 'shop', { write, lock, run: 'r1' }))
    return { ...made, found: found.map(({ fact, finding }) => [fact, finding.known ? finding.value : finding.why]) }
  }

  test('reads only, unless it is told to write; what fails is not known, and does not stop the rest', async () => {
    const { found, kept } = await ask(false)
    expect(found).toEqual([
      ['max_limit', 50],
      ['order', 'answered 500'],
      ['array_put', 'only writing can tell: --write'],
    ])
    expect(kept).toEqual([])
  })

  test('with --write it holds the lock and is written down', async () => {
    const { found, kept } = await ask(true)
    expect(found.at(-1)).toEqual(['array_put', 'merge'])
    expect(kept.map(({ content }) => JSON.parse(content).outcome)).toEqual(['not known', 'done'])
  })

  test('makes nothing more where the lock was released meanwhile', async () => {
    const made = await toyWorld(toyVendor([], { probes }))
    const keep: World['backend']['keep'] = async () => void (await made.backend.unlock(lock.id))
    const world = { ...made.world, backend: { ...made.backend, keep } }
    const asked = all(probe(world, 'shop', { write: true, lock, run: 'r1' }))
    await expect(asked).rejects.toMatchObject({ code: 'E4006' })
  })

  test('a refused key is an error at once', async () => {
    const doctor = { ask: () => Promise.reject(new VendorError('E2002', 'refused', { effect: 'none' })) }
    const { world } = await toyWorld(toyVendor([], { probes, doctor }))
    await expect(all(probe(world, 'shop', { write: false, lock, run: 'r' }))).rejects.toMatchObject({ code: 'E2002' })
  })
})
