import { expect, it } from 'vitest'
import { parseRetryAfter } from '../../../src/model/retry-after.ts'

const now = new Date('1994-11-06T08:49:07Z')

it.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['1.5', 1500],
  ['Sun, 06 Nov 1994 08:49:37 GMT', 30_000],
  ['Sunday, 06-Nov-94 08:49:37 GMT', 30_000],
  ['Sun Nov  6 08:49:37 1994', 30_000],
  ['Sun, 06 Nov 1994 08:00:00 GMT', 0],
  ['-1', undefined],
  ['soon', undefined],
  ['Sunday', undefined],
  ['', undefined],
  [null, undefined],
])('%s is %s ms', (header, expected) => {
  expect(parseRetryAfter(header, now)).toBe(expected)
})
