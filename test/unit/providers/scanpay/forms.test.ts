/** The three forms of Scanpay that are exact to the byte: the URI scheme, the key and its header, the signature of a ping. */
import { describe, expect, it } from 'vitest'
import { basicHeader, keyName, parseKey, secretsOf } from '../../../../src/providers/scanpay/key.ts'
import { isGenuinePing, pingSignature } from '../../../../src/providers/scanpay/ping.ts'
import { formatUri, parseUri, requestPath } from '../../../../src/providers/scanpay/uri.ts'

describe('a uri', () => {
  it.each([
    ['1153:trn#21@3', { shopid: '1153', db: 'trn', id: '21', rev: '3' }],
    ['1153:trn:21@3', { shopid: '1153', db: 'trn', id: '21', rev: '3' }],
    ['1153:sub#68', { shopid: '1153', db: 'sub', id: '68' }],
    ['1153:pay:9qdvbx2r_-A', { shopid: '1153', db: 'pay', id: '9qdvbx2r_-A' }],
    ['1153:seq:0', { shopid: '1153', db: 'seq', id: '0' }],
    ['1153:pay', { shopid: '1153', db: 'pay' }],
  ])('%s is read', (text, uri) => expect(parseUri(text)).toEqual(uri))

  it.each([
    ...['', '1153', '1153:', ':trn#21', 'x:trn#21', '1153:TRN#21', '1153:trn#', '1153:trn/21', '1153:trn#2 1'],
    ...['1153:trn@3', '1153:trn#21@', '1153:trn#21@x', ' 1153:trn#21', '1153:trn#21\n'],
  ])('%j is none', (text) => expect(parseUri(text)).toBeUndefined())

  it('is written with either sign', () => {
    const uri = { shopid: '1153', db: 'trn', id: '21', rev: '3' }
    expect(formatUri(uri)).toBe('1153:trn#21@3')
    expect(formatUri(uri, ':')).toBe('1153:trn:21@3')
    expect(formatUri({ shopid: '1153', db: 'pay' })).toBe('1153:pay')
  })

  it.each(['1153:trn#21@3', '1153:sub#68', '1153:pay'])('%s comes back as it was', (text) => {
    const uri = parseUri(text)
    expect(uri === undefined ? undefined : formatUri(uri)).toBe(text)
  })

  it('becomes the path of a request, without a revision', () => {
    expect(requestPath({ shopid: '1153', db: 'trn', id: '21' }, 'capture')).toBe('/v2/1153:trn:21/capture')
    expect(requestPath({ shopid: '1153', db: 'pay' }, 'new')).toBe('/v2/1153:pay/new')
    expect(requestPath({ shopid: '1153', db: 'seq', id: '0' })).toBe('/v2/1153:seq:0')
    expect(requestPath({ shopid: '1153', db: 'trn', id: '21', ...{ rev: '3' } })).toBe('/v2/1153:trn:21')
  })
})

describe('a key', () => {
  it.each([
    ['s12:4:secret', { owner: 'shop', ownerId: '12', keyId: '4', form: 'v2' }, 's12#4'],
    ['s12#4:secret', { owner: 'shop', ownerId: '12', keyId: '4', form: 'v2' }, 's12#4'],
    ['u7:40:secret', { owner: 'user', ownerId: '7', keyId: '40', form: 'v2' }, 'u7#40'],
    ['u7#40:sec:ret', { owner: 'user', ownerId: '7', keyId: '40', form: 'v2' }, 'u7#40'],
    ['p3#1:secret', { owner: 'partner', ownerId: '3', keyId: '1', form: 'v2' }, 'p3#1'],
    ['p3:1:secret', { owner: 'partner', ownerId: '3', keyId: '1', form: 'v2' }, 'p3#1'],
    ['s1234:secret', { owner: 'shop', ownerId: '1234', form: 'v2' }, 's1234'],
    ['s12:4secret', { owner: 'shop', ownerId: '12', form: 'v2' }, 's12'],
    ['1153:secret', { owner: 'shop', ownerId: '1153', form: 'v1' }, 's1153'],
    ['1153:40:secret', { owner: 'shop', ownerId: '1153', form: 'v1' }, 's1153'],
  ])('%s is read', (text, parts, name) => {
    const key = parseKey(text)
    expect(key).toEqual(parts)
    expect(key === undefined ? undefined : keyName(key)).toBe(name)
  })

  it.each([
    '',
    's12',
    's12:',
    '1153',
    '1153:',
    'x12:4:secret',
    's:4:secret',
    'S12:4:secret',
    's12:4:sec ret',
    's12:4:s\n',
  ])('%j is none', (text) => expect(parseKey(text)).toBeUndefined())

  it('is the credential whole', () => {
    expect(basicHeader('s12:4:abc')).toBe('Basic czEyOjQ6YWJj')
    expect(basicHeader('s12#4:abc')).toBe('Basic czEyIzQ6YWJj')
    expect(basicHeader('1153:abc')).toBe('Basic MTE1MzphYmM=')
  })

  it('is masked whole, and by its last part where that is no everyday word', () => {
    expect(secretsOf('s12:4:not-a-real-key')).toEqual(['s12:4:not-a-real-key', 'not-a-real-key'])
    expect(secretsOf('s12:4:abc')).toEqual(['s12:4:abc'])
  })
})

describe('a ping', () => {
  const body = '{"seq":200,"shopid":129}'
  const key = '129:not-a-key'
  // printf %s '{"seq":200,"shopid":129}' | openssl dgst -sha256 -hmac 129:not-a-key -binary | base64
  const signature = 'IdXnaOHK57pzI5d9z7W2gzozyy7D0/e+enNmp3mrxx4='

  it('is signed over the body with the whole key', () => {
    expect(pingSignature(body, key)).toBe(signature)
    expect(pingSignature(Buffer.from(body), key)).toBe(signature)
  })

  it('is genuine with its signature', () => expect(isGenuinePing(body, signature, key)).toBe(true))

  it.each([
    ['another body', body.replace('200', '201'), signature, key],
    ['the same body spaced otherwise', body.replace(',', ', '), signature, key],
    ['another key', body, signature, '129:not-the-key'],
    ['the secret part of the key alone', body, pingSignature(body, 'not-a-key'), key],
    ['a changed signature', body, `A${signature.slice(1)}`, key],
    ['a shorter one', body, signature.slice(0, -1), key],
    ['one with a tail', body, `${signature}\n`, key],
    ['none', body, '', key],
    ['one that is not ASCII', body, 'é'.repeat(22), key],
  ])('is not with %s', (_, text, given, by) => expect(isGenuinePing(text, given, by)).toBe(false))
})
