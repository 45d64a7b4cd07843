/** What a caller gives → a request, or what is wrong with it: before anything is sent, and in words. */
import { describe, expect, it } from 'vitest'
import type { Json } from '../../../src/model/json.ts'
import { input, signal, toy } from './toy-contract.ts'

const { api } = toy()
const check = (id: string, parameters: { readonly [name: string]: string } = {}, body?: Json) =>
  api.check(id, input(parameters, body))

async function sent(id: string, parameters: { readonly [name: string]: string } = {}, body?: Json) {
  const vendor = toy()
  expect(vendor.api.check(id, input(parameters, body))).toEqual([])
  await vendor.api.send({}, id, input(parameters, body), signal)
  return vendor.sent[0]?.request
}

describe('parameters', () => {
  it.each([
    ['lamp.list', { limt: '5' }, 'lamp.list has no parameter "limt": did you mean "limit"?'],
    ['lamp.list', { inStock: 'yes' }, 'lamp.list has no parameter "inStock": did you mean "in_stock"?'],
    [
      'lamp.list',
      { colour: 'red' },
      'lamp.list has no parameter "colour": it takes limit, offset, page, online, in_stock, search',
    ],
    ['catalogue.head', { q: '1' }, 'catalogue.head has no parameter "q": it takes access_token'],
    ['lamp.list', { in_stock: 'maybe' }, 'lamp.list: in_stock must be "yes" or "no"'],
    ['lamp.list', { online: 'true' }, 'lamp.list: online must be 0 or 1'],
    ['lamp.list', { limit: 'many' }, 'lamp.list: limit must be a whole number'],
    ['lamp.list', { limit: '' }, 'lamp.list: limit must be a whole number'],
    ['lamp.list', { page: 'p1' }, 'lamp.list: page must look like /^\\d+$/'],
    ['lamp.list', { limit: '-1' }, 'lamp.list: limit must be a whole number'],
    ['lamp.read', { 'shelf-id': 'a', id: 'x7' }, 'lamp.read: id must be digits'],
    ['lamp.read', { 'shelf-id': '..', id: '7' }, 'lamp.read: shelf-id cannot be part of a path'],
    ['lamp.read', { 'shelf-id': '', id: '7' }, 'lamp.read: shelf-id cannot be part of a path'],
  ])('%s with %j: %s', (id, parameters, problem) => {
    expect(check(id, parameters)).toEqual([problem])
  })

  it('that are required are missed by name, all at once', () => {
    expect(check('lamp.read')).toEqual(['lamp.read needs shelf-id', 'lamp.read needs id'])
    expect(check('lamp.create', { name: 'A' })).toEqual(['lamp.create needs shelf_id'])
  })

  it('that are misspelt and required are told of twice: what it is not, and what is missing', () => {
    expect(check('lamp.read', { 'shelf-id': '1', ID: '7' })).toEqual([
      'lamp.read has no parameter "ID": did you mean "id"?',
      'lamp.read needs id',
    ])
  })

  it('are numbers and flags as text, and are sent as they were given', async () => {
    expect(await sent('lamp.list', { limit: '05', offset: '0', online: '1', search: '12' })).toEqual({
      path: '/lamp',
      query: { limit: '05', offset: '0', online: '1', search: '12' },
      headers: {},
    })
  })

  it('fill the path, encoded, whatever a name of it looks like', async () => {
    expect(await sent('lamp.read', { 'shelf-id': 'a/b?c', id: '7' })).toMatchObject({ path: '/shelf/a%2Fb%3Fc/lamp/7' })
  })

  it('are headers where the contract has them so', async () => {
    expect(await sent('lamp.pay', { id: '7', 'idempotency-key': 'k-1', amount: '5' })).toEqual({
      path: '/lamp/7/pay',
      query: {},
      headers: { 'idempotency-key': 'k-1' },
      body: { amount: '5' },
    })
  })

  it('do not come from the prototype', () => {
    expect(check('lamp.list', { constructor: 'x' })[0]).toMatch(/^lamp\.list has no parameter "constructor"/)
    expect(check('lamp.create', { shelf_id: '1', toString: 'x' })[0]).toMatch(/^lamp\.create has no field "toString"/)
  })
})

describe('fields of a body', () => {
  const shelf = { shelf_id: '3' }

  it.each<[string, Json]>([
    ['name', 'Lampe'],
    ['name', '12'],
    ['name', 'null'],
    ['price', '159.90'],
    ['pieces', 12],
    ['weight', 1.5],
    ['online', 1],
    ['online', 0],
    ['lit', true],
    ['size', 'large'],
    ['tags', ['a', 'b']],
    ['images', [{ url: 'https://acme.example/a.jpg', weight: 1 }]],
  ])('%s becomes %j', async (name, value) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    expect(await sent('lamp.create', { ...shelf, [name]: text })).toMatchObject({ body: { [name]: value } })
  })

  it.each([
    [{ nam: 'A' }, 'lamp.create has no field "nam": did you mean "name"?'],
    [{ shelfId: '1' }, 'lamp.create has no field "shelfId": did you mean "shelf_id"?'],
    [
      { zzz: 'A' },
      'lamp.create has no field "zzz": it takes name, price, pieces, weight, online, lit, size, tags, images, shelf_id',
    ],
    [{ size: 'huge' }, 'lamp.create: size must be "small" or "large"'],
    [{ online: 'yes' }, 'lamp.create: online must be 0 or 1'],
    [{ online: '2' }, 'lamp.create: online must be 0 or 1'],
    [{ lit: 'ja' }, 'lamp.create: lit must be true or false'],
    [{ pieces: '1.5' }, 'lamp.create: pieces must be a whole number'],
    [{ weight: 'heavy' }, 'lamp.create: weight must be a number'],
    [{ weight: '0.12345678901234567890' }, 'lamp.create: weight must be a number'],
    [{ tags: 'a' }, 'lamp.create: tags must be a list'],
    [{ tags: '[1]' }, 'lamp.create: tags.0 must be a text'],
    [{ images: '[{"link":"x"}]' }, 'lamp.create needs images.0.url'],
    [{ images: '[{"url":"x","wieght":1}]' }, 'lamp.create has no field "images.0.wieght": did you mean "weight"?'],
  ])('%j: %s', (fields, problem) => {
    expect(check('lamp.create', { ...shelf, ...fields })).toContain(problem)
  })

  it('go beside what a given body holds, and over it', async () => {
    expect(await sent('lamp.create', { ...shelf, name: 'B', pieces: '2' }, { name: 'A', lit: true })).toMatchObject({
      query: shelf,
      body: { name: 'B', pieces: 2, lit: true },
    })
  })

  it('share a name with the address and go to both, but never into a body that was given whole', async () => {
    expect(await sent('lamp.create', { ...shelf, name: 'A' })).toEqual({
      path: '/lamp',
      query: shelf,
      headers: {},
      body: { shelf_id: '3', name: 'A' },
    })
    expect(await sent('lamp.create', shelf, { name: 'A' })).toMatchObject({ query: shelf, body: { name: 'A' } })
  })

  it('name what a password is for, never what it is', () => {
    expect(check('token.create', { username: 'me', pasword: 'hush-hush' })).toEqual([
      'token.create needs password',
      'token.create has no field "pasword": did you mean "password"?',
    ])
  })
})

describe('bodies', () => {
  it('are missed where there must be one, and not where there may be', () => {
    expect(check('lamp.pay', { id: '7' })).toEqual(['lamp.pay needs a body'])
    expect(check('lamp.ping')).toEqual([])
  })

  it('may be one of several things, and are judged as the likeliest', () => {
    expect(check('lamp.create', { shelf_id: '1' }, [{ name: 'A' }, { name: 5 }])).toEqual([
      'lamp.create: 1.name must be a text',
    ])
    expect(check('lamp.create', { shelf_id: '1' }, 'lamp')).toEqual([
      'lamp.create: the body must be an object or a list',
    ])
    expect(check('lamp.create', { shelf_id: '1' }, [{ nam: 'A' }])).toEqual([
      'lamp.create has no field "0.nam": did you mean "name"?',
    ])
  })

  it('of several shapes are typed by the one that has the field, and judged by the one with least wrong', async () => {
    expect(await sent('lamp.paint', { pattern: '12', rows: '3', width: '1.5' })).toMatchObject({
      body: { pattern: '12', rows: 3, width: 1.5 },
    })
    expect(check('lamp.paint', { pattern: 'dots', row: '3' })).toEqual([
      'lamp.paint needs rows',
      'lamp.paint has no field "row": did you mean "rows"?',
    ])
    expect(check('lamp.paint', { colour: 'red', coats: 'two' })).toEqual(['lamp.paint: coats must be a number'])
    expect(await sent('lamp.move', { steps: '2', far: 'true' })).toMatchObject({ body: { steps: 2, far: true } })
  })

  it('that are no object take no fields', () => {
    const body = [{ op: 'up' }]
    expect(check('shelf.sort', {}, body)).toEqual([])
    expect(check('shelf.sort', { op: 'up' }, body)).toEqual(['the body is not an object, so op cannot be put into it'])
    expect(check('shelf.sort', {}, { op: 'up' })).toEqual(['shelf.sort: the body must be a list'])
    expect(check('shelf.sort', {}, [{ op: 'left' }])).toEqual(['shelf.sort: 0.op must be "up" or "down"'])
  })

  it('are never sent with a GET or a HEAD, also where the page has one', () => {
    expect(check('lamp.list', {}, { search: 'a' })).toEqual([
      'lamp.list is sent without a body: give what it would hold as parameters',
    ])
    expect(check('catalogue.head', {}, {})).toEqual(['catalogue.head is sent without a body'])
  })
})
