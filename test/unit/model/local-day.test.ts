import { expect, test } from 'vitest'
import { dayIn, nextDayIn, timeIn } from '../../../src/model/local-day.ts'

const danish = 'Europe/Copenhagen'

test.each([
  ['in winter', '2026-11-30T22:59:59Z', danish, '2026-11-30', '2026-11-30T23:00:00Z'],
  ['from midnight on', '2026-11-30T23:00:00Z', danish, '2026-12-01', '2026-12-01T23:00:00Z'],
  ['in summer', '2026-07-01T21:59:00Z', danish, '2026-07-01', '2026-07-01T22:00:00Z'],
  ['a day of 23 hours', '2026-03-28T23:00:00Z', danish, '2026-03-29', '2026-03-29T22:00:00Z'],
  ['a day of 25 hours', '2026-10-24T22:00:00Z', danish, '2026-10-25', '2026-10-25T23:00:00Z'],
  ['the hour that comes twice', '2026-10-25T00:30:00Z', danish, '2026-10-25', '2026-10-25T23:00:00Z'],
  ['in UTC', '2026-11-30T23:30:00Z', 'UTC', '2026-11-30', '2026-12-01T00:00:00Z'],
  ['where hours have quarters', '2026-11-30T09:00:00Z', 'Pacific/Chatham', '2026-11-30', '2026-11-30T10:15:00Z'],
])('%s', (_what, instant, zone, day, next) => {
  expect(dayIn(zone, new Date(instant))).toBe(day)
  expect(nextDayIn(zone, new Date(instant))).toEqual(new Date(next))
})

test('says whose time it is', () => {
  const instant = new Date('2026-11-30T23:00:00Z')
  expect(timeIn(danish, instant)).toBe('2026-12-01 00:00 in Europe/Copenhagen (2026-11-30T23:00Z)')
  expect(timeIn('UTC', instant)).toBe('2026-11-30 23:00 UTC')
})
