import { expect, test } from 'vitest'
import { byCodeUnit, canonicalJson, isJsonObject, type Json, sameJson } from '../../../src/model/json.ts'

test.each([
  [null, 'null'],
  [true, 'true'],
  [7, '7'],
  ['a"b', '"a\\"b"'],
  [[1, [null, 'x']], '[1,[null,"x"]]'],
  [{ b: 1, a: { d: [], c: {} } }, '{"a":{"c":{},"d":[]},"b":1}'],
  // Code units, not a locale: in Turkish and Danish these sort otherwise.
  [{ i: 1, I: 2, å: 3, z: 4 }, '{"I":2,"i":1,"z":4,"å":3}'],
] satisfies readonly (readonly [Json, string])[])('the canonical text of %j is %s', (value, text) => {
  expect(canonicalJson(value)).toBe(text)
})

test('a key that holds undefined reads as null', () => {
  expect(canonicalJson({ a: undefined } as unknown as Json)).toBe('{"a":null}')
})

test.each([
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [[1, 2], [2, 1], false],
  [undefined, undefined, true],
  [undefined, null, false],
  [null, undefined, false],
  ['1', 1, false],
] satisfies readonly (readonly [Json | undefined, Json | undefined, boolean])[])(
  '%j and %j are the same: %s',
  (a, b, same) => {
    expect(sameJson(a, b)).toBe(same)
  },
)

test.each([
  [{}, true],
  [[], false],
  [null, false],
  ['x', false],
  [undefined, false],
])('%j is an object: %s', (value, is) => {
  expect(isJsonObject(value)).toBe(is)
})

test('texts sort by code unit', () => {
  expect(['b', 'a', 'Z', 'å', 'a'].sort(byCodeUnit)).toEqual(['Z', 'a', 'a', 'b', 'å'])
})
