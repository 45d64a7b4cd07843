import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fullShop, type Loose, minimal, openRoom, paths, type Room } from './room.ts'

let room: Room
let id: number
let before: Loose
beforeEach(async () => {
  room = await openRoom({ patch_form: 'json_patch' })
  before = await room.create(minimal(fullShop))
  id = before.id
})
afterEach(() => room.close())

const first = fullShop.externalCustomerIds[0]
const second = { freightProductId: 2, customerNumber: 2 }

describe('a JSON Patch', () => {
  it.each<[string, Loose[], Loose]>([
    ['replace', [{ op: 'replace', path: '/legalName', value: 'Firma AS' }], { legalName: 'Firma AS' }],
    [
      'replace of what was never set',
      [
        { op: 'replace', path: '/legalName', value: null },
        { op: 'replace', path: '/legalName', value: 'x' },
      ],
      { legalName: 'x' },
    ],
    [
      'replace inside',
      [{ op: 'replace', path: '/address/street', value: 'Storgata' }],
      { address: { ...fullShop.address, street: 'Storgata' } },
    ],
    ['add over what is there', [{ op: 'add', path: '/ceo', value: 'Driftsleder' }], { ceo: 'Driftsleder' }],
    [
      'add at the end',
      [{ op: 'add', path: '/externalCustomerIds/-', value: second }],
      { externalCustomerIds: [first, second] },
    ],
    [
      'add before',
      [{ op: 'add', path: '/externalCustomerIds/0', value: second }],
      { externalCustomerIds: [second, first] },
    ],
    [
      'replace in a list',
      [{ op: 'replace', path: '/externalCustomerIds/0', value: second }],
      { externalCustomerIds: [second] },
    ],
    [
      'replace in an element of a list',
      [{ op: 'replace', path: '/externalCustomerIds/0/customerNumber', value: 9 }],
      { externalCustomerIds: [{ ...first, customerNumber: 9 }] },
    ],
    ['remove', [{ op: 'remove', path: '/legalName' }], { legalName: null }],
    ['remove of a flag', [{ op: 'remove', path: '/vatLiable' }], { vatLiable: false }],
    ['remove from a list', [{ op: 'remove', path: '/externalCustomerIds/0' }], { externalCustomerIds: [] }],
    ['move', [{ op: 'move', from: '/ceo', path: '/customerManager' }], { ceo: null, customerManager: fullShop.ceo }],
    ['copy', [{ op: 'copy', from: '/ceo', path: '/customerManager' }], { customerManager: fullShop.ceo }],
    [
      'test, of an object too',
      [
        { op: 'test', path: '/address', value: fullShop.address },
        { op: 'replace', path: '/ceo', value: 'x' },
      ],
      { ceo: 'x' },
    ],
    ['an unknown member', [{ op: 'add', path: '/nick~1na~0me', value: 'x' }], {}],
    ['fields that do not matter', [{ op: 'remove', path: '/ceo', value: 1, note: 'x' }], { ceo: null }],
    [
      'the whole',
      [{ op: 'replace', path: '', value: { email: 'a@test.com', address: fullShop.address } }],
      {
        ...Object.fromEntries(Object.keys(fullShop).map((key) => [key, null])),
        email: 'a@test.com',
        address: fullShop.address,
        vatLiable: false,
        externalCustomerIds: [],
      },
    ],
  ])('carries out %s', async (_what, operations, changes) => {
    const reply = await room.patch(id, operations)
    expect([reply.status, reply.json]).toEqual([200, { ...before, ...changes }])
    expect(room.shop(id).shop).toEqual({ ...reply.json, id: undefined })
  })

  it('is sent as application/json, like every other body', async () => {
    room.set({ content_type: 'json' })
    const authorization = `Bearer ${await room.token()}`
    const send = (type: string): Promise<Loose> =>
      room.raw('PATCH', `${paths.shops}/${id}`, [{ op: 'remove', path: '/ceo' }], {
        authorization,
        'content-type': type,
      })
    expect((await send('application/json-patch+json')).status).toBe(415)
    expect((await send('application/json; charset=utf-8')).status).toBe(200)
  })

  it.each<[string, Loose, string]>([
    ['{', undefined, 'failed.to.parse.request'],
    ['an empty list', [], 'no.changes.in.patch'],
    ['an object', { legalName: 'x' }, 'JsonPatch.format.invalid'],
    ['a list of texts', ['remove'], 'JsonPatch.format.invalid'],
    ['an unknown op', [{ op: 'merge', path: '/ceo', value: 'x' }], 'JsonPatch.format.invalid'],
    ['no op', [{ path: '/ceo', value: 'x' }], 'JsonPatch.format.invalid'],
    ['no path', [{ op: 'remove' }], 'JsonPatch.format.invalid'],
    ['a path without a slash', [{ op: 'remove', path: 'ceo' }], 'JsonPatch.format.invalid'],
    ['a path with a wild tilde', [{ op: 'remove', path: '/ceo~2' }], 'JsonPatch.format.invalid'],
    ['no value', [{ op: 'replace', path: '/ceo' }], 'JsonPatch.format.invalid'],
    ['no from', [{ op: 'move', path: '/ceo' }], 'JsonPatch.format.invalid'],
    ['an unknown member to replace', [{ op: 'replace', path: '/nickname', value: 'x' }], 'failed.to.map.JsonPatch'],
    ['an unknown member to remove', [{ op: 'remove', path: '/nickname' }], 'failed.to.map.JsonPatch'],
    ['an unknown member to copy', [{ op: 'copy', from: '/nickname', path: '/ceo' }], 'failed.to.map.JsonPatch'],
    ['an unknown object', [{ op: 'add', path: '/delivery/street', value: 'x' }], 'failed.to.map.JsonPatch'],
    ['a member of a text', [{ op: 'add', path: '/ceo/name', value: 'x' }], 'failed.to.map.JsonPatch'],
    ['a place behind the list', [{ op: 'add', path: '/externalCustomerIds/2', value: {} }], 'failed.to.map.JsonPatch'],
    ['a place that is no number', [{ op: 'remove', path: '/externalCustomerIds/00' }], 'failed.to.map.JsonPatch'],
    ['the place behind the last', [{ op: 'remove', path: '/externalCustomerIds/-' }], 'failed.to.map.JsonPatch'],
    [
      'inside of what is not there',
      [{ op: 'replace', path: '/externalCustomerIds/3/customerNumber', value: 1 }],
      'failed.to.map.JsonPatch',
    ],
    ['what JavaScript inherits', [{ op: 'replace', path: '/constructor', value: 1 }], 'failed.to.map.JsonPatch'],
    ['a move into itself', [{ op: 'move', from: '/address', path: '/address/city' }], 'failed.to.map.JsonPatch'],
    ['the removal of the whole', [{ op: 'remove', path: '' }], 'failed.to.map.JsonPatch'],
    ['a whole that is a list', [{ op: 'replace', path: '', value: [] }], 'failed.to.map.JsonPatch'],
    ['a failed test', [{ op: 'test', path: '/ceo', value: 'x' }], 'failed.to.map.JsonPatch'],
    ['a test of what is not there', [{ op: 'test', path: '/nickname', value: null }], 'failed.to.map.JsonPatch'],
    ['a value of the wrong type', [{ op: 'replace', path: '/vatLiable', value: 'no' }], 'validation.failed'],
    ['the removal of what is required', [{ op: 'remove', path: '/email' }], 'validation.failed'],
  ])('refuses %s', async (text, operations, errorKey) => {
    const reply = await room.patch(id, operations ?? text)
    expect([reply.status, reply.json.statusCode, reply.json.errorKey]).toEqual([400, 400, errorKey])
    expect(room.shop(id).shop.ceo).toBe(fullShop.ceo)
  })

  it('names what could not be mapped, or is invalid', async () => {
    const errorMap = async (operations: unknown): Promise<unknown> => (await room.patch(id, operations)).json.errorMap
    expect(await errorMap([{ op: 'remove', path: '/address/floor' }])).toEqual({ '/address/floor': 'does not exist' })
    expect(await errorMap([{ op: 'remove', path: '/ceo' }, { op: 'remove' }])).toEqual({
      '[1]': 'must have a path that is a JSON pointer',
    })
    expect(await errorMap([{ op: 'replace', path: '/address/zipCode', value: '1' }])).toEqual({
      'address.zipCode': 'must have 4 digits in NO',
    })
  })

  it('is all or nothing', async () => {
    const snapshot = room.side.snapshot()
    const good = { op: 'replace', path: '/legalName', value: 'Firma AS' }
    for (const bad of [
      { op: 'test', path: '/ceo', value: 'x' },
      { op: 'remove', path: '/email' },
      { op: 'remove', path: '/nothing' },
    ]) {
      expect((await room.patch(id, [good, bad])).status).toBe(400)
      expect(room.side.snapshot()).toEqual(snapshot)
    }
    expect((await room.patch(id, [good])).json.legalName).toBe('Firma AS')
  })

  it('does not change what only a create can say, and leaves such operations out or refuses them', async () => {
    const row = room.shop(id)
    const operations = [
      { op: 'replace', path: '/ownerPartyKey', value: 'x' },
      { op: 'add', path: '/transportSolutionIds/-', value: 3 },
      { op: 'replace', path: '/id', value: 7 },
    ]
    const good = { op: 'replace', path: '/ceo', value: 'Driftsleder' }
    expect((await room.patch(id, [...operations, good])).json).toEqual({ ...before, ceo: 'Driftsleder' })
    expect(room.shop(id)).toEqual({ ...row, shop: { ...row.shop, ceo: 'Driftsleder' } })
    room.set({ create_only_in_patch: 'refused' })
    for (const operation of [
      ...operations,
      { op: 'add', path: '/addressCollector', value: true },
      { op: 'remove', path: '/id' },
      { op: 'replace', path: '', value: { ...fullShop, id: 7 } },
    ]) {
      expect([operation, (await room.patch(id, [operation])).status]).toEqual([operation, 400])
    }
    expect((await room.patch(id, [{ op: 'test', path: '/id', value: id }, good])).status).toBe(200)
  })
})

describe('the partial form', () => {
  it('is what a room takes unless it is told otherwise, and then takes no JSON Patch', async () => {
    room.set({ patch_form: 'partial' })
    expect((await room.patch(id, [{ op: 'remove', path: '/ceo' }])).json.errorKey).toBe('failed.to.parse.request')
    expect((await room.patch(id, { ceo: null })).json).toEqual({ ...before, ceo: null })
  })
})
