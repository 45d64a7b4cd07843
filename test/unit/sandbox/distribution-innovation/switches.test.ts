import { describe, expect, it } from 'vitest'
import { type DiSwitches, diSwitches } from '../../../../src/sandbox/distribution-innovation/switches.ts'
import { startSandbox } from '../../../../src/sandbox/server.ts'
import {
  address,
  fullShop,
  type Loose,
  logins,
  minimal,
  minimalOfOther,
  openRoom,
  paths,
  type Room,
  sample,
} from './room.ts'

type Name = keyof DiSwitches
interface Case {
  readonly probe: (room: Room) => Promise<unknown>
  /** What the probe sees for each value, in the order of the table. */
  readonly sees: readonly unknown[]
}

/** What became of a create: its shop object, or the fields that were wrong with it. */
async function made(room: Room, body: unknown): Promise<Loose> {
  const { status, json } = await room.call('POST', paths.shops, body)
  return status < 300 ? json : Object.keys(json.errorMap)
}

const withAddress = (changes: Readonly<Record<string, unknown>>): Loose =>
  minimal({ address: { ...address, ...changes } })

const cases: Readonly<Record<Name, Case>> = {
  address_required: {
    probe: async (room) => (await room.call('POST', paths.shops, minimal({ address: {} }))).status,
    sees: [400, 200],
  },
  answer_form: {
    probe: async (room) => {
      const { json } = await room.call('POST', paths.shops, minimal())
      const patched = await room.patch(12001, { ceo: 'x' })
      return [Object.keys(json).length, json.id, json.shop?.id, patched.json.ceo, patched.json.shop?.ceo]
    },
    sees: [
      [12, 12001, undefined, 'x', undefined],
      [1, undefined, 12001, undefined, 'x'],
    ],
  },
  bad_login_status: {
    probe: async (room) => {
      const reply = await room.raw('POST', `${paths.login}/5`, { ...logins.full, password: 'x' })
      return [reply.status, reply.json.statusCode]
    },
    sees: [
      [401, 401],
      [403, 403],
    ],
  },
  bare_errors: {
    probe: async (room) => {
      const replies = [await room.call('GET', paths.shops), await room.patch(1, {}), await room.patch(1, '{')]
      return replies.map(({ status, text }) => [status, text === ''])
    },
    sees: [
      [
        [405, false],
        [404, false],
        [400, false],
      ],
      [
        [405, true],
        [404, true],
        [400, false],
      ],
    ],
  },
  body_version: {
    probe: async (room) => {
      const { ownerPartyKey, shop, addressCollector, transportSolutionIds } = minimal()
      const customerSystem = { name: 'x', shortName: 'x' }
      return Promise.all([
        made(room, { ownerPartyKey, shop }),
        made(room, { ownerPartyKey, shop, customerSystem, transportSolutionIds }),
        made(room, { ownerPartyKey, shop, addressCollector, transportSolutionIds }),
      ]).then((answers) => answers.map((answer) => (Array.isArray(answer) ? answer : 'made')))
    },
    sees: [
      [['transportSolutionIds', 'addressCollector'], ['addressCollector'], 'made'],
      [['transportSolutionIds', 'customerSystem'], 'made', ['customerSystem']],
      ['made', 'made', 'made'],
    ],
  },
  content_type: {
    probe: async (room) => {
      const authorization = `Bearer ${await room.token()}`
      const statuses: number[] = []
      for (const type of ['text/plain', 'application/jsonx', 'application/json', 'Application/JSON;charset=utf-8']) {
        const headers = { authorization, 'content-type': type }
        statuses.push((await room.raw('POST', paths.shops, minimal(), headers)).status)
      }
      return statuses
    },
    sees: [
      [200, 200, 200, 200],
      [415, 415, 200, 200],
    ],
  },
  create_only_in_patch: {
    probe: async (room) => {
      const { id } = await room.create()
      const reply = await room.patch(id, { ownerPartyKey: 'x', ceo: 'x' })
      return [reply.status, room.shop(id).shop.ceo]
    },
    sees: [
      [200, 'x'],
      [400, null],
    ],
  },
  create_status: {
    probe: async (room) => {
      const { status } = await room.call('POST', paths.shops, minimal())
      return [status, (await room.patch(12001, { ceo: 'x' })).status]
    },
    sees: [
      [200, 200],
      [201, 200],
    ],
  },
  creator_access: {
    probe: async (room) => {
      const { id } = await room.create()
      const { status } = await room.patch(id, { ceo: 'x' })
      room.side.act({ act: 'grant', username: logins.full.username, shopId: id })
      return [status, (await room.patch(id, { ceo: 'x' })).status]
    },
    sees: [
      [200, 200],
      [403, 200],
    ],
  },
  error_keys: {
    probe: async (room) => {
      const refused = await room.call('POST', paths.shops, minimalOfOther())
      return [refused.json.errorKey, (await room.raw('POST', paths.shops)).json.errorKey]
    },
    sees: [
      ['no.access.owner.party', 'authentication.missing'],
      ['', 'authentication.missing'],
      [null, 'authentication.missing'],
    ],
  },
  error_map: {
    probe: async (room) => (await room.call('POST', paths.shops, minimal({ email: 1 }))).json.errorMap,
    sees: [{ 'shop.email': 'must be text' }, {}],
  },
  expired_token_key: {
    probe: async (room) => {
      await room.create()
      room.sandbox.clock.advance(1440 * 60_000)
      const { status, json } = await room.call('POST', paths.shops, minimal())
      return [status, json.errorKey, (await room.raw('POST', paths.shops)).json.errorKey]
    },
    sees: [
      [401, 'authentication.missing', 'authentication.missing'],
      [401, 'authentication.expired', 'authentication.missing'],
    ],
  },
  external_ids_unique: {
    probe: async (room) => {
      const pair = { freightProductId: 1, customerNumber: 1 }
      await room.create(minimal({ externalCustomerIds: [pair] }))
      const again = await made(room, minimal({ externalCustomerIds: [pair] }))
      return [again.id ?? again, await made(room, minimal({ externalCustomerIds: [pair, pair] }))]
    },
    sees: [
      [['shop.externalCustomerIds[0]'], ['shop.externalCustomerIds[1]', 'shop.externalCustomerIds[0]']],
      [12002, ['shop.externalCustomerIds[1]']],
    ],
  },
  flow_shops_claim: {
    probe: async (room) => {
      await room.create()
      const [, payload = ''] = (await room.token()).split('.')
      return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')).flowShops
    },
    sees: [[12001], []],
  },
  number_for_text: {
    probe: async (room) => {
      const numbers = { streetNumber: 5, zipCode: 1265 }
      return [
        (await made(room, withAddress(numbers))).id !== undefined,
        (await made(room, minimal({ contactPersonPhone: 58692698, organizationNumber: 123456789 }))).id !== undefined,
        (await made(room, withAddress({ streetNumber: '5' }))).id !== undefined,
      ]
    },
    sees: [
      [true, false, true],
      [true, true, true],
      [false, false, true],
    ],
  },
  number_stored: {
    probe: async (room) => {
      const answer = await made(room, withAddress({ streetNumber: 5, zipCode: 1265 }))
      return [answer.address.streetNumber, answer.address.zipCode]
    },
    sees: [
      [5, 1265],
      ['5', '1265'],
    ],
  },
  organization_number_stored: {
    probe: async (room) => (await made(room, minimal({ organizationNumber: '123 456 789' }))).organizationNumber,
    sees: ['123456789', '123 456 789'],
  },
  patch_address: {
    probe: async (room) => {
      const { id } = await room.create()
      const { entrance: _left, ...rest } = address
      return (await room.patch(id, { address: rest })).json.address.entrance
    },
    sees: ['A', null],
  },
  patch_form: {
    probe: async (room) => {
      const { id } = await room.create()
      const partial = await room.patch(id, { ceo: 'a' })
      const list = await room.patch(id, [{ op: 'replace', path: '/ceo', value: 'b' }])
      return [partial.status, list.status, room.shop(id).shop.ceo]
    },
    sees: [
      [200, 400, 'a'],
      [400, 200, 'b'],
    ],
  },
  patch_no_change: {
    probe: async (room) => {
      const { id } = await room.create()
      const results: unknown[] = []
      for (const body of [{}, { email: 'email@test.com' }, { nickname: 'x' }, { ceo: 'x' }, { ceo: 'x' }]) {
        const { status, json } = await room.patch(id, body)
        results.push(status === 200 ? 200 : json.errorKey)
      }
      room.set({ patch_form: 'json_patch' })
      const { status, json } = await room.patch(id, [{ op: 'replace', path: '/ceo', value: 'x' }])
      return [...results, status === 200 ? 200 : json.errorKey]
    },
    sees: [
      [200, 200, 200, 200, 200, 200],
      [
        'no.changes.in.patch',
        'no.changes.in.patch',
        'no.changes.in.patch',
        200,
        'no.changes.in.patch',
        'no.changes.in.patch',
      ],
    ],
  },
  patch_null: {
    probe: async (room) => {
      const { id } = await room.create(minimal(fullShop))
      const nothing = Object.fromEntries(Object.keys(fullShop).map((key) => [key, null]))
      const part = { ...nothing, email: 'a@test.com', address: { entrance: null, street: 'Storgata' } }
      const { json } = await room.patch(id, part)
      return [
        json.legalName,
        json.vatLiable,
        json.externalCustomerIds.length,
        json.address.entrance,
        json.address.street,
      ]
    },
    sees: [
      [null, false, 0, null, 'Storgata'],
      ['Company AS', true, 1, 'A', 'Storgata'],
    ],
  },
  role_change: {
    probe: async (room) => {
      const statuses: number[] = []
      const [status, act] = [
        async (who: 'full' | 'noRole') => statuses.push((await room.call('POST', paths.shops, {}, who)).status),
        (name: string, username: string) => room.side.act({ act: name, username, role: 'SHOP_API' }),
      ]
      await status('full')
      await status('noRole')
      act('revoke', logins.full.username)
      act('grant', logins.noRole.username)
      await status('full')
      await status('noRole')
      for (const who of ['full', 'noRole'] as const) {
        const authorization = `Bearer ${await room.token(who)}`
        statuses.push((await room.raw('POST', paths.shops, {}, { authorization })).status)
      }
      return statuses
    },
    sees: [
      [400, 403, 403, 400, 403, 400],
      [400, 403, 400, 403, 403, 400],
    ],
  },
  transport_solutions_key: {
    probe: async (room) => {
      const { transportSolutionIds, ...rest } = minimal()
      const both = [
        await made(room, { ...rest, transportSolutionIds }),
        await made(room, { ...rest, transportSolutionsIds: transportSolutionIds }),
      ]
      return both.map((answer) => (Array.isArray(answer) ? answer : room.shop(answer.id).transportSolutionIds))
    },
    sees: [
      [[1, 2, 3], ['transportSolutionIds']],
      [['transportSolutionsIds'], [1, 2, 3]],
      [
        [1, 2, 3],
        [1, 2, 3],
      ],
    ],
  },
  unknown_owner_party: {
    probe: async (room) => {
      const unknown = await room.call('POST', paths.shops, minimal({}, 'unknown-party'))
      return [unknown.status, unknown.json.errorMap, (await room.call('POST', paths.shops, minimalOfOther())).status]
    },
    sees: [
      [403, {}, 403],
      [400, { ownerPartyKey: 'does not exist' }, 403],
    ],
  },
  unset_read: {
    probe: async (room) => {
      const { entrance: _left, ...rest } = address
      const answer = await made(room, minimal({ address: rest }))
      room.set({ patch_form: 'json_patch' })
      const replaced = await room.patch(answer.id, [{ op: 'replace', path: '/legalName', value: 'x' }])
      const added = await room.patch(answer.id, [{ op: 'add', path: '/legalName', value: 'x' }])
      return [Object.keys(answer).length, answer.legalName, answer.address.entrance, replaced.status, added.status]
    },
    sees: [
      [12, null, null, 200, 200],
      [5, undefined, undefined, 400, 200],
    ],
  },
  update_answer: {
    probe: async (room) => {
      const { id } = await room.create()
      const { status, text } = await room.patch(id, { ceo: 'x' })
      return [status, text === '', room.side.log.at(-1)?.committed, room.shop(id).shop.ceo]
    },
    sees: [
      [200, false, true, 'x'],
      [204, true, true, 'x'],
    ],
  },
  zip_code_checked: {
    probe: async (room) => {
      room.set({ body_version: 'middle', transport_solutions_key: 'either' })
      const answer = await made(room, sample)
      return answer.id ?? answer
    },
    sees: [['shop.address.zipCode'], 12001],
  },
  zip_code_elsewhere: {
    probe: async (room) => {
      const refused: string[] = []
      for (const countryCode of ['NO', 'SE', 'DE', 'EN', 'FI', 'SV']) {
        if (Array.isArray(await made(room, withAddress({ countryCode, zipCode: '123456' })))) refused.push(countryCode)
      }
      const right = await made(room, withAddress({ countryCode: 'FI', zipCode: '00100' }))
      return [...refused, right.address.zipCode]
    },
    sees: [
      ['NO', 'SE', '00100'],
      ['NO', 'SE', 'DE', 'FI', 'SV', '00100'],
    ],
  },
}

const rows = (Object.keys(diSwitches) as Name[]).flatMap((name) =>
  diSwitches[name].values.map((value, index) => ({ name, value, index })),
)

describe('switches', () => {
  it.each(rows)('$name = $value', async ({ name, value, index }) => {
    const room = await openRoom({ [name]: value })
    try {
      expect(await cases[name].probe(room)).toEqual(cases[name].sees[index])
    } finally {
      await room.close()
    }
  })

  it('each make a difference, have a fact, and are sorted', () => {
    for (const [name, { sees }] of Object.entries(cases)) {
      expect([name, new Set(sees.map((seen) => JSON.stringify(seen))).size]).toEqual([name, sees.length])
      expect(sees.length).toBe(diSwitches[name as Name].values.length)
    }
    for (const { fact } of Object.values(diSwitches)) expect(fact).toMatch(/^\S.{20,}\.$/)
    expect(Object.keys(diSwitches)).toEqual(Object.keys(diSwitches).sort())
  })

  it('begin with their first value, and refuse others', async () => {
    const room = await openRoom()
    const defaults = Object.fromEntries(Object.entries(diSwitches).map(([name, { values }]) => [name, values[0]]))
    expect(room.side.switches).toEqual(defaults)
    expect(() => room.set({ body_version: 'v9' } as Loose)).toThrow(/"body_version" is one of v8, middle, early/)
    await room.close()
    const switches = { 'distribution-innovation': { body: 'v8' } }
    await expect(startSandbox({ switches })).rejects.toThrow(/unknown switch "body"/)
  })
})
