import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { digestOf, digestOfBytes, keyedDigest } from '../../../src/model/digest.ts'

test('the digest of a value does not depend on the order of its keys', () => {
  expect(digestOf({ a: 1, b: [2, { c: 3, d: 4 }] })).toBe(digestOf({ b: [2, { d: 4, c: 3 }], a: 1 }))
  expect(digestOf({ a: 1 })).not.toBe(digestOf({ a: '1' }))
})

test('content is plain SHA-256, of bytes and of text alike', () => {
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  expect(digestOfBytes('abc')).toBe(abc)
  expect(digestOfBytes(new TextEncoder().encode('abc'))).toBe(abc)
})

test('a secret has another digest under another key, and none that could be looked up', () => {
  expect(keyedDigest('one', 'hunter2')).toBe(createHmac('sha256', 'one').update('hunter2').digest('hex'))
  expect(keyedDigest('one', 'hunter2')).not.toBe(keyedDigest('two', 'hunter2'))
  expect(keyedDigest('one', 'hunter2')).not.toBe(digestOfBytes('hunter2'))
})
