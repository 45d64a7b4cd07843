import { describe, expect, it } from 'vitest'
import { createRedactor, credentialsIn, oneLine, redactedCause } from '../../../src/http/redact.ts'

const secret = 'p/ss w+rd<"æ&1>'

describe('createRedactor', () => {
  const redact = createRedactor([secret])

  it.each([
    ['itself', secret],
    ['URL-encoded', encodeURIComponent(secret)],
    ['URL-encoded in lower case', encodeURIComponent(secret).toLowerCase()],
    ['form-encoded', new URLSearchParams({ x: secret }).toString().slice(2)],
    ['JSON', JSON.stringify(secret).slice(1, -1)],
    ['JSON as PHP writes it', 'p\\/ss w+rd<\\"\\u00e6&1>'],
    ['HTML', 'p/ss w+rd&lt;&quot;æ&amp;1&gt;'],
    ['base64', Buffer.from(secret).toString('base64')],
    ['base64url', Buffer.from(secret).toString('base64url')],
  ])('masks the secret as %s', (_form, text) => {
    expect(redact(`before ${text} after`)).toBe('before *** after')
  })

  it.each(['u', 'us', 'user', 'someone'])('leaves nothing of it inside the base64 of %s:secret', (user) => {
    const text = Buffer.from(`${user}:${secret}`).toString('base64')
    const masked = redact(text)
    expect(masked).toContain('***')
    expect(Buffer.from(masked.split('***')[0] ?? '', 'base64').toString()).not.toContain('p/')
  })

  it('masks secrets that overlap as one', () => {
    expect(createRedactor(['abc', 'cde'])('xabcdex')).toBe('x***x')
    expect(createRedactor(['token', 'token-longer'])('a token-longer b')).toBe('a *** b')
  })

  it('ignores empty secrets and bears half a surrogate pair', () => {
    expect(createRedactor([''])('text')).toBe('text')
    expect(createRedactor(['ab\ud800cd'])('xab\ud800cdx')).toBe('x***x')
  })
})

describe('oneLine', () => {
  it('strips control characters, joins lines, and cuts', () => {
    const plain = (text: string) => text
    expect(oneLine('a\u001b[31m\r\n\tb\u202e  c', plain)).toBe('a [31m b c')
    expect(oneLine('x'.repeat(400), plain)).toHaveLength(300)
    expect(oneLine(`${'x'.repeat(298)}😀y`, plain)).toBe(`${'x'.repeat(298)}…`)
  })

  it('masks before it cuts, and looks again when the control characters are gone', () => {
    const redact = createRedactor(['0123456789'])
    expect(oneLine(`${'x'.repeat(295)}0123456789`, redact)).not.toContain('0')
    expect(oneLine('01234\n56789', createRedactor(['01234 56789']))).toBe('***')
  })
})

describe('credentialsIn', () => {
  it('finds tokens and both parts of a Basic authorization', () => {
    const basic = `Basic ${Buffer.from('me:hush:hush').toString('base64')}`
    expect(credentialsIn({ Authorization: basic })).toEqual([basic.slice(6), 'me:hush:hush', 'hush:hush'])
    expect(credentialsIn({ authorization: 'Bearer tok-123', 'x-api-key': 'abcd', 'x-token-version': '2' })).toEqual([
      'tok-123',
      'abcd',
    ])
    expect(credentialsIn({ accept: 'application/json' })).toEqual([])
  })
})

describe('redactedCause', () => {
  const redact = createRedactor(['hush-hush'])

  it('gives clean errors back as they are', () => {
    const clean = new Error('outer', { cause: new Error('inner') })
    expect(redactedCause(clean, redact)).toBe(clean)
  })

  it('copies what holds a secret, at any depth', () => {
    const masked = redactedCause(new Error('outer', { cause: new TypeError('bad hush-hush') }), redact)
    expect(masked).toMatchObject({ message: 'outer', cause: { name: 'TypeError', message: 'bad ***' } })
    expect(JSON.stringify(Object.getOwnPropertyDescriptors((masked as Error).cause))).not.toContain('hush')
    expect(redactedCause('text hush-hush', redact)).toBe('text ***')
    expect(redactedCause({ secret: 'hush-hush' }, redact)).toBeUndefined()
  })
})
