import { describe, expect, it } from 'vitest'
import { type ScanpaySwitches, scanpaySwitches } from '../../../../src/sandbox/scanpay/switches.ts'
import {
  basic,
  chair,
  type Gateway,
  type Loose,
  openGateway,
  openReceiver,
  pause,
  type Reply,
  until,
} from './gateway.ts'

type Name = keyof ScanpaySwitches
interface Case {
  readonly probe: (gateway: Gateway, value: unknown) => Promise<unknown>
  /** What the probe sees for each value, in the order of the table. */
  readonly sees: readonly unknown[]
}

const line = async (reply: Promise<Reply>): Promise<string> => {
  const { status, text } = await reply
  return `${status} ${text.trim()}`
}
const capture = (g: Gateway, body: object, headers: Record<string, string> = {}, id = 1): Promise<Reply> =>
  g.call('POST', `/v2/7001:trn:${id}/capture`, { total: '1 DKK', index: 0, ...body }, { headers })
const keyed = { 'idempotency-key': 'one' }
const v1 = async (g: Gateway): Promise<Loose> => (await g.ok('GET', '/v1/seq/0')).changes[0]

/** How many pings come after the first, while the clock goes on by the given seconds, step by step. */
async function pingsWhile(
  g: Gateway,
  answer: { status?: number; text: string },
  seconds: readonly number[],
): Promise<number[]> {
  const receiver = await openReceiver()
  receiver.answer = answer
  const before = g.act({ act: 'ping_log' }).length
  g.act({ act: 'set_ping_url', key: 'apiKey', url: receiver.url })
  await until(() => g.act({ act: 'ping_log' }).length === before + 1)
  const counts: number[] = []
  for (const step of seconds) {
    g.sandbox.clock.advance(step * 1000)
    await pause(200)
    counts.push(receiver.pings.length - 1)
  }
  g.act({ act: 'clear_ping_url', key: 'apiKey' })
  await receiver.close()
  return counts
}

const cases: Readonly<Record<Name, Case>> = {
  charge_failure_status: {
    probe: async (g) => {
      await g.enrol()
      g.act({ act: 'fail_charges', outcome: 'permanent' })
      return (await g.call('POST', '/v2/7001:sub:1/charge', chair)).status
    },
    sees: [400, 402, 502],
  },
  dialect_keys: {
    probe: async (g) => {
      const calls = ['/v1/seq/0', '/v2/7001:seq:0'].flatMap((path) =>
        ['apiKey', 'v1ApiKey'].map((key) => line(g.call('GET', path, undefined, { key }))),
      )
      return (await Promise.all(calls)).map((text) => text.slice(0, 3))
    },
    sees: [
      ['200', '200', '200', '200'],
      ['403', '200', '200', '403'],
    ],
  },
  dialects: {
    probe: async (g) => [(await g.call('GET', '/v2/7001:seq:0')).status, (await g.call('GET', '/v1/seq/0')).status],
    sees: [
      [200, 200],
      [404, 200],
    ],
  },
  expire_dead_link: {
    probe: async (g) => {
      const { id } = await g.ok('POST', '/v2/7001:pay/new', chair)
      const other = await g.ok('POST', '/v2/7001:pay/new', chair)
      g.act({ act: 'pay', link: other.id })
      const paid = await line(g.call('POST', `/v2/7001:pay:${other.id}/expire`))
      await g.ok('POST', `/v2/7001:pay:${id}/expire`)
      return [paid, await line(g.call('POST', `/v2/7001:pay:${id}/expire`))]
    },
    sees: [
      ['200 {}', '200 {}'],
      ['400 payment link expired', '400 payment link expired'],
    ],
  },
  foreign_shop: {
    probe: (g) => line(g.call('GET', '/v2/7002:seq:0')),
    sees: ['403 invalid apikey', '404 not found'],
  },
  idempotency_retention: {
    probe: async (g) => {
      await g.sell(chair)
      const body = { index: 0 }
      await capture(g, body, keyed)
      g.sandbox.clock.advance(24 * 3_600_000)
      return line(capture(g, body, keyed))
    },
    sees: ['200 {}', '400 invalid index'],
  },
  idempotency_reuse: {
    probe: async (g) => {
      await g.sell(chair)
      await capture(g, {}, keyed)
      const second = await capture(g, { total: '2 DKK', index: 1 }, keyed)
      return [second.status, second.text.trim(), (await g.find('transaction', 1)).totals.captured]
    },
    sees: [
      [400, 'idempotency key reused', '1 DKK'],
      [200, '{}', '1 DKK'],
      [200, '{}', '3 DKK'],
    ],
  },
  idempotency_status: {
    probe: async (g) => {
      await g.sell(chair)
      const replies = [await capture(g, {}, keyed), await capture(g, {}, keyed)]
      return replies.map(({ headers }) => headers.get('idempotency-status'))
    },
    sees: [
      ['OK', 'OK'],
      [null, 'OK'],
    ],
  },
  idempotency_store: {
    probe: async (g) => {
      await g.sell(chair)
      const first = await capture(g, {}, keyed)
      return [first.status, first.headers.get('idempotency-status'), await line(capture(g, {}, keyed))]
    },
    sees: [
      [200, 'OK', '200 {}'],
      [200, 'ERROR', '400 invalid index'],
      [200, null, '400 invalid index'],
    ],
  },
  invalidated_charge: {
    probe: async (g) => {
      await g.enrol()
      await g.ok('POST', '/v2/7001:sub:1/invalidate')
      return line(g.call('POST', '/v2/7001:sub:1/charge', chair))
    },
    sees: ['400 permanent scanpay error: subscriber is invalidated', '400 invalid subscriber'],
  },
  invalidated_method: {
    probe: async (g) => {
      await g.enrol()
      await g.ok('POST', '/v2/7001:sub:1/invalidate')
      return (await g.find('subscriber', 1)).method
    },
    sees: [{ type: '', id: '', card: { brand: '', last4: '', exp: 0 } }, null],
  },
  key_form: {
    probe: async (g, value) => {
      const again = await openGateway({ switches: { scanpay: { key_form: value } } })
      const receiver = await openReceiver()
      again.act({ act: 'set_ping_url', key: 'apiKey', url: receiver.url })
      await receiver.count(1)
      const { apiKey, partnerKey, v1ApiKey } = again.ready
      await again.close()
      await receiver.close()
      const entered = await Promise.all(
        [apiKey, partnerKey].map((key) =>
          g.call('GET', '/v2/7001:seq:0', undefined, { key: null, headers: { authorization: basic(key) } }),
        ),
      )
      const forms = [apiKey, partnerKey, v1ApiKey].map((key: string) => key.split('sandbox')[0])
      return [forms, entered.map(({ status }) => status), receiver.pings[0]?.signature]
    },
    // openssl dgst -sha256 -hmac <key> -binary | openssl base64, of {"shopid":7001,"seq":0}
    sees: [
      [['s7001:1:', 'p31:1:', '7001:'], [200, 200], 'X6VVCXy48GGqZ2pzBAYQ3/WHeRkbtKOajUv8aMp57PY='],
      [['s7001#1:', 'p31#1:', '7001:'], [200, 200], '5IToZEHfONY0R0cDcEk4FV2a1tuZWGNoyGKQGdN89Hg='],
    ],
  },
  lifetime_out_of_range: {
    probe: async (g) => {
      const seen: unknown[] = []
      for (const lifetime of ['1s', '90d']) {
        const { status, text, json } = await g.call('POST', '/v2/7001:pay/new', { ...chair, lifetime })
        const { links } = (g.room.snapshot() as Loose).environments.production['7001']
        const link = links.find(({ id }: Loose) => id === json?.id)
        seen.push(status === 200 ? (link.expiresAt - link.createdAt) / 60_000 : text.trim())
      }
      return seen
    },
    sees: [
      [60, 60],
      [5, 43_200],
      ['invalid lifetime', 'invalid lifetime'],
    ],
  },
  negative_item: {
    probe: async (g) => {
      const discount = { items: [{ total: '100 DKK' }, { name: 'Rabat', total: '-20 DKK' }] }
      const reply = await g.call('POST', '/v2/7001:pay/new', discount)
      if (reply.status !== 200) return reply.text.trim()
      g.act({ act: 'pay', link: reply.json.id })
      const { totals, items } = await g.find('transaction', 1)
      const sunk = await line(g.call('POST', '/v2/7001:pay/new', { items: [{ total: '-1 DKK' }] }))
      return [totals.authorized, items[1].total, sunk]
    },
    sees: ['invalid items.total', ['80 DKK', '-20 DKK', '400 invalid items.total']],
  },
  over_amount: {
    probe: async (g) => {
      await g.sell(chair)
      const seen = [await line(capture(g, { total: '200 DKK' }))]
      await capture(g, {})
      seen.push(await line(g.call('POST', '/v2/7001:trn:1/refund', { total: '1.01 DKK', index: 1 })))
      seen.push(await line(g.call('POST', '/v2/7001:trn:1/void')))
      return seen
    },
    sees: [Array(3).fill('400 invalid total'), Array(3).fill('409 amount exceeds remaining')],
  },
  ping_ack_line: {
    probe: (g) => pingsWhile(g, { text: 'ok: merged\r\nin 20 ms' }, [60]),
    sees: [[1], [0]],
  },
  ping_ack_status: {
    probe: (g) => pingsWhile(g, { status: 500, text: 'ok' }, [60]),
    sees: [[1], [0]],
  },
  ping_answer_ms: {
    probe: async (g) => {
      const receiver = await openReceiver()
      g.act({ act: 'set_ping_url', key: 'apiKey', url: receiver.url })
      await receiver.count(1)
      receiver.answer = undefined
      g.act({ act: 'feed_error' })
      await receiver.count(2)
      await pause(1000)
      const log = g.act({ act: 'ping_log' })
      await receiver.close()
      return log.map(({ line: said }: Loose) => said)
    },
    sees: [['ok'], ['ok', 'no answer in time']],
  },
  ping_interval_s: {
    probe: (g) => pingsWhile(g, { text: 'busy' }, [10, 50, 240]),
    sees: [
      [0, 1, 2],
      [1, 2, 3],
      [0, 0, 1],
    ],
  },
  ping_rhythm: {
    probe: async (g) => [
      await pingsWhile(g, { text: 'ok' }, [299, 1]),
      await pingsWhile(g, { text: 'busy' }, [60, 240]),
    ],
    sees: [
      [
        [0, 0],
        [1, 2],
      ],
      [
        [0, 1],
        [0, 1],
      ],
    ],
  },
  rate_limit: {
    probe: async (g) => {
      for (let turn = 0; turn < 10; turn += 1) await g.ok('GET', '/v2/7001:seq:0')
      const eleventh = await line(g.call('GET', '/v2/7001:seq:0'))
      const other = await g.call('GET', '/v2/7001:seq:0', undefined, { key: 'userKey' })
      g.sandbox.clock.advance(60_000)
      return [eleventh, other.status, (await g.call('GET', '/v2/7001:seq:0')).status]
    },
    sees: [
      ['200 {"changes":[],"seq":0}', 200, 200],
      ['429 too many requests', 200, 200],
    ],
  },
  reason_phrase: {
    probe: async (g) => {
      const { reason, text } = await g.call('POST', '/v2/7001:pay/new', {})
      return [reason, text]
    },
    sees: [
      ['missing items', 'missing items\n'],
      ['Bad Request', 'missing items\n'],
    ],
  },
  renew_reply: {
    probe: async (g) => {
      await g.enrol()
      return Object.keys(await g.ok('POST', '/v2/7001:sub:1/renew', {}))
    },
    sees: [['url', 'id'], ['url']],
  },
  seq_beyond_last: {
    probe: async (g) => {
      await g.sell(chair)
      return [await line(g.call('GET', '/v2/7001:seq:9')), await line(g.call('GET', '/v1/seq/9'))]
    },
    sees: [
      ['200 {"changes":[],"seq":9}', '200 {"changes":[],"seq":9}'],
      ['200 {"changes":[],"seq":1}', '200 {"changes":[],"seq":1}'],
      ['400 invalid seq', '400 invalid seq'],
    ],
  },
  stale_index: {
    probe: async (g) => {
      await g.sell(chair)
      return line(capture(g, { index: 1 }))
    },
    sees: ['400 invalid index', '409 index mismatch'],
  },
  unknown_id: {
    probe: (g) => line(capture(g, {}, {}, 9)),
    sees: ['404 not found', '400 invalid id'],
  },
  v1_changes: {
    probe: async (g) => {
      await g.enrol()
      await g.sell(chair)
      const { changes } = await g.ok('GET', '/v1/seq/0')
      return changes.map((change: Loose) => ['info' in change, 'services' in change, change.totals?.voided])
    },
    sees: [
      [
        [false, false, undefined],
        [false, false, undefined],
      ],
      [
        [true, true, undefined],
        [true, true, '0 DKK'],
      ],
    ],
  },
  v1_fraction: {
    probe: async (g) => {
      const items = [{ total: '1.006 DKK' }, { total: '1.006 DKK' }]
      const { url } = await g.ok('POST', '/v1/new', { items })
      g.act({ act: 'pay', link: url })
      const change = await g.find('transaction', 1)
      return [change.totals.authorized, change.items[0].total]
    },
    sees: [
      ['2.01 DKK', '1.006 DKK'],
      ['2 DKK', '1 DKK'],
    ],
  },
  v1_last4: {
    probe: async (g) => {
      await g.sell(chair, { last4: '0042' })
      return [(await v1(g)).method.card.last4, (await g.find('transaction', 1)).method.card.last4]
    },
    sees: [
      ['0042', '0042'],
      [42, '0042'],
    ],
  },
  void_index: {
    probe: async (g) => {
      const seen: string[] = []
      for (const body of [{ index: 1 }, undefined, { index: 0 }]) {
        const id = await g.sell(chair)
        seen.push(await line(g.call('POST', `/v2/7001:trn:${id}/void`, body)))
      }
      return seen
    },
    sees: [
      ['400 invalid index', '200 {}', '200 {}'],
      ['200 {}', '200 {}', '200 {}'],
      ['400 invalid index', '400 missing index', '200 {}'],
    ],
  },
  zeros_below_minor: {
    probe: async (g) => {
      await g.sell(chair)
      return [
        await g.call('POST', '/v2/7001:pay/new', { items: [{ total: '10.500 DKK' }] }),
        await capture(g, { total: '10.500 DKK' }),
      ].map(({ status }) => status)
    },
    sees: [
      [200, 200],
      [400, 400],
    ],
  },
}

async function seen(name: Name, value: unknown): Promise<unknown> {
  const gateway = await openGateway()
  try {
    gateway.room.set({ [name]: value } as Loose)
    return await cases[name].probe(gateway, value)
  } finally {
    await gateway.close()
  }
}

describe.each(Object.keys(scanpaySwitches) as Name[])('switch %s', (name) => {
  const { values, fact } = scanpaySwitches[name]
  it.each(values.map((value, index) => [value, index] as const))(`%s of: ${fact}`, async (value, index) => {
    expect(cases[name].sees).toHaveLength(values.length)
    expect(await seen(name, value)).toEqual(cases[name].sees[index])
  })
})

describe('switches', () => {
  it('that do not exist, and values they do not have, are clear errors', async () => {
    await expect(openGateway({ switches: { scanpay: { dialekt: 'x' } } })).rejects.toThrow(
      'unknown switch "dialekt"; there are charge_failure_status,',
    )
    await expect(openGateway({ switches: { scanpay: { dialects: 'broken' } } })).rejects.toThrow(
      'switch "dialects" is one of both, v1, not "broken"',
    )
  })
})
