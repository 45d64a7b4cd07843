import { expect, test } from 'vitest'
import { afterHalf } from '../../../src/pipeline/apply-refusal.ts'

test.each([
  ['create', true, 'failed', 'why', 'deleted, but not made again: why'],
  ['create', true, 'skipped', undefined, 'deleted, but not made again'],
  ['create', true, 'in-doubt', 'why', 'deleted, and perhaps not made again: why'],
  ['create', true, 'succeeded', undefined, undefined],
  ['create', false, 'failed', 'why', 'why'],
  ['delete', true, 'failed', 'why', 'why'],
  ['link', false, 'failed', 'why', 'made, but not linked: why'],
  ['link', false, 'in-doubt', 'why', 'made, and perhaps not linked: why'],
] as const)('%s (deleted before: %s), %s: what the first half did is said', (role, deleted, outcome, message, said) => {
  expect(afterHalf({ role, deleted, outcome }, message)).toBe(said)
})
