/** `butik api` of any vendor: listing, showing with secrets masked, sending, paging. */
import { describe, expect, it } from 'vitest'
import { input, operations, signal, toy } from './toy-contract.ts'

describe('the list of operations', () => {
  it('says of each what it takes and does', () => {
    const paging = { pages: ({ id }: { id: string }) => id === 'lamp.list', next: () => undefined }
    const { api } = toy({ paging })
    expect(api.operations.map(({ id }) => id)).toEqual(operations.map(({ id }) => id))
    expect(api.operations.find(({ id }) => id === 'lamp.pay')).toEqual({
      id: 'lamp.pay',
      method: 'POST',
      path: '/lamp/{id}/pay',
      summary: 'Does it',
      auth: 'none',
      parameters: [
        { name: 'id', in: 'path', required: true },
        { name: 'idempotency-key', in: 'header', required: false },
      ],
      takesBody: true,
      writes: true,
      pages: false,
    })
    const list = api.operations.find(({ id }) => id === 'lamp.list')
    expect(list).toMatchObject({ writes: false, pages: true, takesBody: false })
    expect(list?.parameters[0]).toEqual({ name: 'limit', in: 'query', required: false })
  })

  it.each(['check', 'show', 'next'] as const)('refuses in %s what it does not have', (verb) => {
    const { api } = toy()
    const call = () => {
      if (verb === 'check') return api.check('lamp.lst', input())
      if (verb === 'show') return api.show({}, 'lamp.lst', input())
      return api.next('lamp.lst', input(), { status: 200, headers: [], text: '' })
    }
    expect(call).toThrow(expect.objectContaining({ code: 'E5001', hint: 'did you mean "lamp.list"?' }))
  })
})

const apiKey = 'not-a-key-0001:abc/def+'
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

describe('show', () => {
  it.each([
    ['a scheme of its own', { authorization: 'Shoporama not-a-token-1' }, ['not-a-token-1'], 'Shoporama ***'],
    ['Basic of user and password', { Authorization: basic('me:not-a-password') }, ['not-a-password'], 'Basic ***'],
    ['Basic of a whole key', { authorization: basic(apiKey) }, [apiKey], 'Basic ***'],
    [
      'Basic of a token as user',
      { authorization: basic('not-a-token-1:x-oauth-basic') },
      ['not-a-token-1'],
      'Basic ***',
    ],
    ['Bearer', { authorization: 'Bearer aaaa.bbbb.cccc' }, ['aaaa.bbbb.cccc'], 'Bearer ***'],
    ['a token without a scheme', { authorization: 'not-a-token-1' }, ['not-a-token-1'], '***'],
    ['what no setting knows', { authorization: 'Bearer aaaa.bbbb.cccc' }, [], 'Bearer ***'],
    ['what only looks like a scheme', { authorization: 'key=not-a-token-1 for=shop' }, [], '***'],
  ])('masks %s', (_, headers, secrets, shown) => {
    const { api } = toy({ headers, secrets: () => secrets })
    const request = api.show({}, 'lamp.list', input({ search: 'eg' }))
    expect(request).toEqual({
      method: 'GET',
      url: 'https://api.example/v1/lamp?search=eg',
      headers: { accept: 'application/json', authorization: shown },
    })
    for (const secret of secrets) expect(JSON.stringify(request)).not.toContain(secret)
  })

  it.each([
    ['cookie', 'session=not-a-token-1; theme=dark'],
    ['x-access-token', 'not-a-token-1'],
    ['x-api-key', 'not-a-token-1'],
    ['api_key', 'not-a-token-1'],
    ['x-signature', 'not-a-token-1'],
  ])('masks the header %s whole', (name, value) => {
    const { api } = toy({ headers: { [name]: value } })
    expect(api.show({}, 'lamp.list', input()).headers).toEqual({ accept: 'application/json', [name]: '***' })
  })

  it('masks a token in the query, and one in the path, and one that stands anywhere else', () => {
    const secret = 'not-a-token 1'
    const { api } = toy({ secrets: () => [secret], base: 'https://api.example/not-a-token%201/v1/' })
    expect(api.show({}, 'catalogue.head', input({ access_token: 'given-by-hand' })).url).toBe(
      'https://api.example/***/v1/?access_token=***',
    )
    expect(api.show({}, 'lamp.list', input({ search: `a ${secret}` })).url).toBe(
      'https://api.example/***/v1/lamp?search=a+***',
    )
    expect(api.show({}, 'lamp.read', input({ 'shelf-id': secret, id: '1' })).url).toBe(
      'https://api.example/***/v1/shelf/***/lamp/1',
    )
  })

  it('masks a password in a body, given by hand, and secrets of the connection wherever they stand', () => {
    const { api } = toy({ secrets: () => ['hush"hush', '4711'] })
    expect(api.show({}, 'token.create', input({ username: 'me', password: 'by hand' })).body).toEqual({
      username: 'me',
      password: '***',
    })
    const body = { name: 'say hush"hush', pieces: 4711, tags: ['4711'], lit: true, images: [], weight: 5 }
    expect(api.show({}, 'lamp.create', input({ shelf_id: '1' }, body)).body).toEqual({
      name: 'say ***',
      pieces: '***',
      tags: ['***'],
      lit: true,
      images: [],
      weight: 5,
    })
  })

  it('shows what is no secret: the key of a repeat, and the type of a body', () => {
    const { api } = toy({ headers: { Accept: 'text/csv', 'content-type': 'text/plain' } })
    const request = api.show({}, 'lamp.pay', input({ id: '7', 'idempotency-key': 'k-1', amount: '5' }))
    expect(request).toEqual({
      method: 'POST',
      url: 'https://api.example/v1/lamp/7/pay',
      headers: { accept: 'text/csv', 'content-type': 'application/json', 'idempotency-key': 'k-1' },
      body: { amount: '5' },
    })
  })
})

describe('send', () => {
  const reply = async (wishes: Parameters<typeof toy>[0], id = 'lamp.list', given = input()) =>
    toy(wishes).api.send({}, id, given, signal)

  it('masks secrets that are echoed, in the body and in the headers', async () => {
    const link = 'https://api.example/?access_token=not-a-token-1&offset=5'
    const { status, headers, text } = await reply({
      secrets: () => ['not-a-token-1'],
      reply: {
        text: `{"next": "${link}", "by": "bm90LWEtdG9rZW4tMQ=="}`,
        headers: { link: `<${link}>`, 'set-cookie': 'session=fresh; Path=/', 'x-count': '5', 'x-auth-token': 'new' },
      },
    })
    expect(status).toBe(200)
    expect(text).toBe('{"next": "https://api.example/?access_token=***&offset=5", "by": "***"}')
    expect(headers).toEqual([
      ['link', '<https://api.example/?access_token=***&offset=5>'],
      ['set-cookie', '***'],
      ['x-auth-token', '***'],
      ['x-count', '5'],
    ])
  })

  it('masks the secret of before and the one that the session was renewed with', async () => {
    const names = ['old-token', 'new-token']
    let reads = 0
    const secrets = () => [names[Math.min(reads++, 1)] ?? '']
    const { text } = await reply({ secrets, reply: { text: '"old-token new-token"' } })
    expect(text).toBe('"*** ***"')
  })

  it('masks a password that was given by hand, and leaves a token that was asked for', async () => {
    const given = input({ username: 'me', password: 'by-hand-1' })
    const { text } = await reply({ reply: { text: '{"token":"fresh","says":"by-hand-1"}' } }, 'token.create', given)
    expect(text).toBe('{"token":"fresh","says":"***"}')
  })

  it.each([
    ['a number', '4711', '{"id": 4711, "sum": 1.50, "name": "x"}', { id: '***', sum: 1.5, name: 'x' }],
    ['a part of a number', '4711', '{"id": 94711}', { id: '***' }],
    ['a key', 'name', '{"name": 1}', { '***': 1 }],
  ])('keeps JSON what was JSON where the secret is %s', async (_, secret, text, value) => {
    expect(JSON.parse((await reply({ secrets: () => [secret], reply: { text } })).text)).toEqual(value)
  })

  it.each(['', 'plain text', '{"broken": ', '{ "a":  1.50 }\n'])('gives %j as it came', async (text) => {
    expect((await reply({ secrets: () => ['not-a-token-1'], reply: { text } })).text).toBe(text)
  })

  it('masks in text that is no JSON', async () => {
    expect((await reply({ secrets: () => ['4711'], reply: { text: 'key 4711 is read-only' } })).text).toBe(
      'key *** is read-only',
    )
  })
})

describe('paging', () => {
  it('asks the vendor for the next input, and is over where there is no paging', () => {
    const page = { status: 200, headers: [], text: '[]' }
    const next = input({ offset: '5' })
    const { api } = toy({
      paging: { pages: () => true, next: (_, { parameters }) => (parameters['offset'] === '5' ? undefined : next) },
    })
    expect(api.next('lamp.list', input(), page)).toBe(next)
    expect(api.next('lamp.list', next, page)).toBeUndefined()
    expect(toy().api.next('lamp.list', input(), page)).toBeUndefined()
  })
})
