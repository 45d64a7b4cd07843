import { describe, expect, it } from 'vitest'
import { decide, type Fault, mayHaveHappened, type Situation } from '../../../src/http/retry.ts'

const unsent: Fault = { kind: 'unsent', why: '', permanent: false }
const lost: Fault = { kind: 'lost', why: '' }
const html: Fault = { kind: 'unreadable', status: 200, why: '', body: '', permanent: false }
const status = (code: number, retryAfterMs?: number): Fault => ({
  kind: 'status',
  status: code,
  body: '',
  ...(retryAfterMs !== undefined && { retryAfterMs }),
})
const redirect = (code: number): Fault => ({ kind: 'redirect', status: code, target: undefined })

function wait(fault: Fault, more: Partial<Situation> = {}): number | undefined {
  const usual = {
    before: [],
    repeat: 'safe',
    attempts: 4,
    remainingMs: 120_000,
    patienceMs: 600_000,
    random: 0.5,
  } as const
  const decision = decide({ fault, ...usual, ...more })
  return decision.again ? decision.waitMs : undefined
}

describe('waitBeforeRetry', () => {
  // fault, retried where safe, retried where look-first, may have happened
  it.each<[string, Fault, boolean, boolean, boolean]>([
    ['refused', unsent, true, true, false],
    ['a certificate', { ...unsent, permanent: true }, false, false, false],
    ['lost', lost, true, false, true],
    ['a web page', html, true, false, true],
    ['a body beyond the limit', { ...html, permanent: true }, false, false, true],
    ['500', status(500), true, false, true],
    ['503', status(503), true, false, true],
    ['408', status(408), true, false, true],
    ['429', status(429), true, true, false],
    ['500 with words of refusal', { kind: 'status', status: 500, body: '', refused: true }, false, false, false],
    ['400', status(400), false, false, false],
    ['401', status(401), false, false, false],
    ['404', status(404), false, false, false],
    ['301', redirect(301), false, false, false],
    ['303', redirect(303), false, false, true],
  ])('%s: safe %s, look-first %s, in doubt %s', (_name, fault, safe, lookFirst, doubt) => {
    expect(wait(fault) !== undefined).toBe(safe)
    expect(wait(fault, { repeat: 'look-first' }) !== undefined).toBe(lookFirst)
    expect(mayHaveHappened(fault)).toBe(doubt)
  })

  it('doubles the wait, half of it random, up to a limit', () => {
    const waits = [0, 1, 2, 10].map((count) => wait(lost, { before: Array(count).fill(lost), attempts: 99 }))
    expect(waits).toEqual([375, 750, 1500, 15_000])
    expect(wait(lost, { random: 0 })).toBe(250)
    expect(wait(lost, { random: 1 })).toBe(500)
  })

  it('stops at the number of attempts and at the time that is left', () => {
    expect(wait(lost, { before: [lost, lost], attempts: 4 })).toBeDefined()
    expect(wait(lost, { before: [lost, lost, lost], attempts: 4 })).toBeUndefined()
    expect(wait(lost, { remainingMs: 375 })).toBeUndefined()
    expect(wait(lost, { remainingMs: 376 })).toBe(375)
  })

  it('honours Retry-After where it fits, of 429 and of 503', () => {
    expect(wait(status(429, 30_000), { random: 0 })).toBe(30_000)
    expect(wait(status(503, 30_000), { random: 0 })).toBe(30_000)
    expect(wait(status(429, 0))).toBe(375)
    expect(wait(status(429, 3_600_000))).toBeUndefined()
  })

  it('tries once more after a 429 that says nothing', () => {
    expect(wait(status(429), { before: [status(429)] })).toBeUndefined()
    expect(wait(status(429), { before: [lost] })).toBeDefined()
    expect(wait(status(429, 1000), { before: [status(429, 1000)] })).toBeDefined()
  })
})
