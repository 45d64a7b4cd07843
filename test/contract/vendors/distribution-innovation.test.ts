// Distribution Innovation: written, and never shown. One story under every switch of its sandbox; what such a vendor cannot
// do stands here with its reason.
import { describe, expect, test } from 'vitest'
import { exitOfOutcomes, exitOfPlan } from '../../../src/cli/exit-codes.ts'
import type { Plan } from '../../../src/model/plan.ts'
import { importResource, resolveDoubt } from '../../../src/pipeline/by-hand.ts'
import { distributionInnovation } from '../../../src/providers/distribution-innovation/index.ts'
import { diSwitches } from '../../../src/sandbox/distribution-innovation/switches.ts'
import type { FaultRule } from '../../../src/sandbox/faults.ts'
import type { VendorSandbox } from '../../../src/sandbox/side.ts'
import { type Engine, engine } from '../../support/engine.ts'
import { type Variant, variantsOf } from './observed-story.ts'

const exceptions = {
  read: 'nothing can be read: a plan makes no call, and compares with what was last written',
  drift: 'cannot be seen; the plan says so',
  adopt: 'nothing can be found: butik import takes an id on trust, and creating blindly needs --ack unseen-create',
  delete: 'the vendor deletes nothing: removal forgets',
} as const

const vendor = 'distribution-innovation'
const lock = { id: 'l', operation: 'test', holder: 'test', since: new Date(0).toISOString() }
const ack = ['unseen-create']

const butikYaml = (settings: readonly string[] = []) =>
  `version: 1\nconnections:\n  delivery:\n    vendor: ${vendor}\n    url: !env DI_URL\n    username: !env DI_USERNAME\n    password: !env DI_PASSWORD\n${settings.map((line) => `    ${line}\n`).join('')}`

const beside: { readonly [version: string]: string } = {
  early: '',
  middle: '    customerSystem: { name: Nordic, shortName: SHORT }\n    transportSolutionIds: [1, 2]\n',
  v8: '    addressCollector: true\n    transportSolutionIds: [1, 2]\n',
}

interface ShopWords {
  readonly city?: string
  readonly more?: string
  readonly version?: string
}

const shopYaml = (key: string, { city = 'Oslo', more = '', version = 'v8' }: ShopWords = {}) =>
  `  ${key}:\n    ownerPartyKey: sandbox-nordic-group\n    email: ${key}@nordic-group.example\n    legalName: Lager ${key}\n    organizationNumber: 987 654 321\n    vatLiable: true\n${(beside[version] ?? '').replace('SHORT', key.slice(0, 3).toUpperCase())}    address: { street: Lagergata, streetNumber: 12, entrance: B, zipCode: "0484", city: ${city}, countryCode: "NO" }\n${more}`

const shops = (...texts: readonly string[]) => ({ 'shops.yaml': `shops:\n${texts.join('')}` })

async function start(
  variant: Variant,
  files: Readonly<Record<string, string>>,
): Promise<{ shop: Engine; room: VendorSandbox }> {
  const shop = await engine(
    { 'butik.yaml': butikYaml(variant.settings), ...files },
    { vendors: ['shoporama', vendor], switches: { [vendor]: variant.switches } },
  )
  return { shop, room: shop.sandbox.vendor(vendor) }
}

const stored = (room: VendorSandbox) =>
  room.act({ act: 'list_shops' }) as readonly { readonly [name: string]: unknown }[]
const lines = ({ changes }: Plan) =>
  changes.map(({ action, address, diff }) => `${action} ${address} ${diff.map(({ path }) => path).join()}`.trim())
const writes = (room: VendorSandbox) =>
  room.log.filter(({ path }) => path.startsWith('/ws/json/shop')).map(({ method, status }) => `${method} ${status}`)

async function planned(
  shop: Engine,
  room: VendorSandbox,
  wishes: Parameters<Engine['plan']>[0] = { ack },
): Promise<Plan> {
  const before = `${JSON.stringify(room.snapshot())}${await shop.state()}`
  shop.forgetCalls()
  const made = await shop.plan(wishes)
  expect.soft(room.log, 'a plan makes no call').toEqual([])
  expect.soft(made.cost['delivery']?.planReads).toBe(0)
  expect.soft(`${JSON.stringify(room.snapshot())}${await shop.state()}` === before, 'a plan is pure').toBe(true)
  return made
}

async function applied(shop: Engine, room: VendorSandbox, made: Plan) {
  shop.forgetCalls()
  const report = await shop.apply(made)
  const { applyReads = 0, writes: promised = 0 } = made.cost['delivery'] ?? {}
  // One login, where anything is written.
  expect.soft(applyReads).toBe(promised === 0 ? 0 : 1)
  expect.soft(room.log, 'as many calls as were promised').toHaveLength(applyReads + promised)
  expect
    .soft(
      room.log.filter(({ path }) => path.startsWith('/ws/json/shop')),
      'as many writes as were promised',
    )
    .toHaveLength(promised)
  expect
    .soft(
      report.outcomes.filter(({ outcome }) => outcome !== 'succeeded'),
      'outcomes',
    )
    .toEqual([])
  return report
}

/** The settings that go with facts that change what is right to send. */
const settings = {
  'body_version=early': ['body_version: early'],
  'body_version=middle': ['body_version: middle'],
  'patch_form=json_patch': ['patch_form: json-patch'],
  'number_for_text=none': ['assume: { street_number: text }'],
  'transport_solutions_key=transportSolutionsIds': ['assume: { transport_solution_spelling: transportSolutionsIds }'],
}

function versionOf({ switches }: Variant): string {
  const version = switches['body_version']
  return typeof version === 'string' && Object.hasOwn(beside, version) ? version : 'v8'
}

describe('under every switch', () => {
  test.each(variantsOf(diSwitches, settings))('$switches', async (variant) => {
    const version = versionOf(variant)
    const { shop, room } = await start(variant, shops(shopYaml('oslo', { version }), shopYaml('bergen', { version })))
    await using _ = shop

    const unacked = await planned(shop, room, {})
    expect.soft(unacked.guards.map(({ name }) => name)).toEqual(['unseen-create'])
    expect.soft(exitOfPlan(unacked, false)).toBe(4)
    await applied(shop, room, await planned(shop, room))
    expect.soft(stored(room)).toHaveLength(2)

    const idle = await planned(shop, room)
    expect.soft(lines(idle), 'made, and in sync').toEqual([])
    expect.soft(idle.views).toContainEqual({ connection: 'delivery', kind: 'shop', age: 0, reach: 'unseen' })

    // Where the maker of a shop has no right to change it, the vendor's staff gives it.
    for (const { id } of stored(room)) room.act({ act: 'grant', username: room.ready['username'], shopId: id })

    // Drift cannot be seen, and what is not written is left alone by the next write.
    const [first] = stored(room)
    room.act({ act: 'edit_shop', id: first?.['id'], shop: { legalName: 'Ændret i hånden' } })
    expect.soft(lines(await planned(shop, room))).toEqual([])

    shop.write(shops(shopYaml('oslo', { version, city: 'Drammen' }), shopYaml('bergen', { version })))
    const change = await planned(shop, room)
    expect.soft(lines(change)).toEqual(['update delivery/shop/oslo address.city'])
    await applied(shop, room, change)
    expect.soft(lines(await planned(shop, room)), 'changed, and in sync').toEqual([])

    shop.write(shops(shopYaml('bergen', { version })))
    const removed = await planned(shop, room)
    expect
      .soft(removed.changes.map(({ action, reason }) => `${action}: ${reason}`))
      .toEqual(['forget: removed from the files; the shop keeps it'])
    await applied(shop, room, removed)
    expect.soft(stored(room), 'nothing was deleted').toHaveLength(2)
    expect.soft(lines(await planned(shop, room))).toEqual([])
  })
})

test.each(Object.entries(exceptions))('cannot %s: %s', (power) => {
  const [kind] = distributionInnovation.kinds
  const absent: { readonly [name: string]: unknown } = {
    read: kind?.reading.by === 'nothing' ? undefined : 'a reading',
    drift: kind?.class === 'write-only' ? undefined : kind?.class,
    adopt: kind?.reading.by === 'nothing' ? undefined : 'a reading',
    delete: kind?.writing.delete,
  }
  expect(absent[power]).toBeUndefined()
})

const lost: FaultRule = { match: { vendor, method: 'POST', path: '^/ws/json/shop' }, fault: { kind: 'lost_answer' } }

describe('a create whose answer is lost', () => {
  async function doubtful(): Promise<{ shop: Engine; room: VendorSandbox }> {
    const started = await start({ switches: {} }, shops(shopYaml('oslo'), shopYaml('bergen')))
    const { shop, room } = started
    shop.sandbox.faults.script([lost])
    const { outcomes } = await shop.apply(await shop.plan({ ack }))
    expect(outcomes.map(({ address, outcome }) => `${address} ${outcome}`)).toEqual([
      'delivery/shop/bergen in-doubt',
      'delivery/shop/oslo succeeded',
    ])
    expect(outcomes[0]?.message).toContain('butik state resolve delivery/shop/bergen --id N | --absent')
    expect(exitOfOutcomes(outcomes)).toBe(3)
    expect(stored(room)).toHaveLength(2)
    return started
  }

  test('is never made again by itself, and blocks only that shop', async () => {
    const { shop, room } = await doubtful()
    await using _ = shop
    shop.write(shops(shopYaml('oslo', { city: 'Drammen' }), shopYaml('bergen'), shopYaml('moss')))
    for (let round = 0; round < 2; round += 1) {
      const made = await planned(shop, room)
      expect(made.changes.map(({ action, address }) => `${action} ${address}`)).toEqual([
        'manual delivery/shop/bergen',
        ...(round === 0 ? ['create delivery/shop/moss', 'update delivery/shop/oslo'] : []),
      ])
      expect(exitOfPlan(made, true)).toBe(2)
      await applied(shop, room, made)
    }
    expect(stored(room)).toHaveLength(3)
  })

  test('is settled by its id, and then in sync', async () => {
    const { shop, room } = await doubtful()
    await using _ = shop
    const made = stored(room).find((one) => JSON.stringify(one).includes('bergen@nordic-group.example'))
    await resolveDoubt(await shop.world(), lock, 'delivery/shop/bergen', { id: String(made?.['id']) })
    expect(lines(await planned(shop, room, {}))).toEqual([])
    shop.write(shops(shopYaml('oslo'), shopYaml('bergen', { city: 'Voss' })))
    await applied(shop, room, await planned(shop, room, {}))
    expect(JSON.stringify(stored(room))).toContain('Voss')
  })

  test('or by being absent, and is then made', async () => {
    const { shop, room } = await doubtful()
    await using _ = shop
    const made = stored(room).find((one) => JSON.stringify(one).includes('bergen@nordic-group.example'))
    room.act({ act: 'remove_shop', id: made?.['id'] })
    await resolveDoubt(await shop.world(), lock, 'delivery/shop/bergen', { absent: true })
    const again = await planned(shop, room, {})
    expect(lines(again).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual(['create delivery/shop/bergen'])
    expect(again.guards).toEqual([])
    await applied(shop, room, again)
    expect(stored(room)).toHaveLength(2)
  })
})

describe('the token', () => {
  test('is asked for once for many writes, and again when it was ended, once', async () => {
    const { shop, room } = await start({ switches: {} }, shops(shopYaml('oslo'), shopYaml('bergen'), shopYaml('moss')))
    await using _ = shop
    const logins = () => room.log.filter(({ path }) => path.includes('/auth/')).length
    await applied(shop, room, await planned(shop, room))
    expect(logins()).toBe(1)

    shop.write(
      shops(shopYaml('oslo', { city: 'A' }), shopYaml('bergen', { city: 'B' }), shopYaml('moss', { city: 'C' })),
    )
    const made = await planned(shop, room)
    shop.sandbox.faults.script([{ match: { vendor, method: 'PATCH', nth: 2 }, fault: { kind: 'unauthorized' } }])
    shop.forgetCalls()
    const { outcomes } = await shop.apply(made)
    expect(outcomes.every(({ outcome }) => outcome === 'succeeded')).toBe(true)
    expect([logins(), writes(room)]).toEqual([2, ['PATCH 200', 'PATCH 401', 'PATCH 200', 'PATCH 200']])
  })

  test('refused credentials are said, and nothing is in doubt', async () => {
    const { shop, room } = await start({ switches: {} }, shops(shopYaml('oslo')))
    await using _ = shop
    room.act({ act: 'revoke', username: room.ready['username'], role: 'SHOP_API' })
    const { outcomes } = await shop.apply(await shop.plan({ ack }))
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['failed'])
    expect((await shop.backend.read()).snapshot).not.toHaveProperty('doubts')
  })
})

test('another key in the files is a move, not a second shop', async () => {
  const { shop, room } = await start({ switches: {} }, shops(shopYaml('oslo'), shopYaml('bergen')))
  await using _ = shop
  await applied(shop, room, await planned(shop, room))
  shop.write(shops(shopYaml('oslo').replace('oslo:', 'hovedlager:'), shopYaml('bergen')))
  const made = await planned(shop, room)
  expect(made.changes.map(({ action, address, reason }) => `${action} ${address}: ${reason}`)).toEqual([
    'adopt delivery/shop/hovedlager: moved from delivery/shop/oslo',
  ])
  await applied(shop, room, made)
  expect(stored(room)).toHaveLength(2)
  expect(lines(await planned(shop, room))).toEqual([])
})

test('an id is imported on trust, and nothing is sent', async () => {
  const { shop, room } = await start({ switches: {} }, shops(shopYaml('oslo')))
  await using _ = shop
  shop.forgetCalls()
  await importResource(await shop.world(), lock, 'delivery/shop/oslo', '4711', { resend: false })
  expect(room.log).toEqual([])
  expect(lines(await planned(shop, room, {}))).toEqual([])
})

test('a field that is taken on create only refuses to change at plan time', async () => {
  const { shop, room } = await start({ switches: {} }, shops(shopYaml('oslo')))
  await using _ = shop
  await applied(shop, room, await planned(shop, room))
  shop.write({
    'shops.yaml': `shops:\n${shopYaml('oslo').replace('addressCollector: true', 'addressCollector: false')}`,
  })
  const made = await planned(shop, room)
  expect(made.diagnostics.map(({ code, source }) => `${code} ${source?.file}:${source?.line}`)).toEqual([
    'E3007 shops.yaml:3',
  ])
  expect(exitOfPlan(made, false)).toBe(1)
})

test('what a body version requires is asked for by the plan of a create, and of no other shop', async () => {
  const bare = (key: string) => shopYaml(key).replace(/^ {4}(addressCollector|transportSolutionIds): .*\n/gm, '')
  const { shop, room } = await start({ switches: {} }, shops(shopYaml('oslo')))
  await using _ = shop
  await applied(shop, room, await planned(shop, room))
  shop.write(shops(bare('oslo'), bare('bergen')))
  const made = await planned(shop, room)
  expect(
    made.diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ code, address, summary }) => [code, address, summary]),
  ).toEqual(
    ['addressCollector', 'transportSolutionIds'].map((name) => [
      'E1104',
      'delivery/shop/bergen',
      `a shop that is to be made needs the key "${name}"`,
    ]),
  )
  expect(exitOfPlan(made, false)).toBe(1)
})

describe('what depends on the settings is an error of the file, offline', () => {
  const finnish = shopYaml('oslo').replace('zipCode: "0484"', 'zipCode: "001"').replace('"NO"', 'FI')
  test.each([
    ['digits of a zip code', [], finnish, 'zipCode "001" is not 5 digits, as countryCode FI has them', 10],
    [
      'a field of another version',
      ['body_version: early'],
      shopYaml('oslo'),
      'body version early has no addressCollector',
      8,
    ],
  ])('%s', async (_, lines, yaml, summary, line) => {
    const { shop } = await start({ switches: {}, settings: lines }, shops(yaml))
    await using _shop = shop
    await expect(shop.plan({ ack })).rejects.toMatchObject({
      diagnostics: expect.arrayContaining([
        expect.objectContaining({ severity: 'error', summary, source: expect.objectContaining({ line }) }),
      ]),
    })
  })

  test('and a fact that was probed counts', async () => {
    const probed = 'facts:\n  zip_fi: { value: any, evidence: "a shop was made" }\n'
    const { shop } = await start({ switches: {} }, { ...shops(finnish), 'butik.probe.delivery.yaml': probed })
    await using _ = shop
    expect((await shop.plan({ ack })).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  })
})

test.each([
  ['zipCode: "484"', 'zipCode'],
  ['entrance: TOOLONG', 'entrance'],
  ['countryCode: NOR', 'countryCode'],
])('%s is an error of the file, offline', async (written, field) => {
  const key = written.split(':')[0] ?? ''
  const yaml = shopYaml('oslo').replace(new RegExp(`${key}: [^,}]*`), written)
  const { shop } = await start({ switches: {} }, shops(yaml))
  await using _ = shop
  await expect(shop.plan({ ack })).rejects.toMatchObject({
    diagnostics: expect.arrayContaining([
      expect.objectContaining({
        severity: 'error',
        source: expect.objectContaining({ file: 'shops.yaml' }),
        summary: expect.stringContaining(field),
      }),
    ]),
  })
})
