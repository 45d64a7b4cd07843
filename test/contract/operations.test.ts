// Contracts against the sandbox: an operation that only one of the two has is a mistake in the other.
import { describe, expect, test } from 'vitest'
import { callOf, offeredCalls, vendors } from '../../scripts/vendor-facts.ts'

/** Operations of each vendor's page, counted there by hand. */
const counts: { readonly [vendor: string]: number } = {
  shoporama: 37,
  'distribution-innovation': 3,
  'venue-manager': 35,
  '24nettbutikk': 11,
  scanpay: 16,
}

test('every vendor is counted', () => {
  expect(vendors.map(({ vendor }) => vendor).sort()).toEqual(Object.keys(counts).sort())
})

test('placeholders are compared by place, not by name', () => {
  expect(callOf('GET', '/order/{order_no}/{type}')).toBe(callOf('GET', '/order/{id}/{kind}'))
  expect(callOf('GET', '/order/{id}')).not.toBe(callOf('PUT', '/order/{id}'))
  expect(callOf('GET', '/order/{id}')).not.toBe(callOf('GET', '/order'))
})

const played = vendors.filter(({ sandbox }) => sandbox !== undefined)

test.each(played.map((facts) => [facts.vendor, facts] as const))(
  '%s is offered by the sandbox whole, and nothing else is',
  (_, facts) => {
    const calls = facts.operations.map(({ method, path }) => callOf(method, path))
    const offered = offeredCalls(facts)
    expect(calls.filter((call) => !offered.includes(call))).toEqual([])
    expect(offered.filter((call) => !calls.includes(call))).toEqual([])
    expect(new Set(offered).size).toBe(offered.length)
  },
)

describe.each(vendors.map(({ vendor, operations }) => [vendor, operations] as const))('%s', (vendor, operations) => {
  test('has as many operations as its page', () => {
    expect(operations).toHaveLength(counts[vendor] ?? 0)
  })

  test('names each operation once', () => {
    expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length)
    for (const { id } of operations) expect(id).toMatch(/^[a-z][A-Za-z0-9_]*(\.[a-z][A-Za-z0-9_]*)*$/)
  })

  test.each(operations.map((operation) => [operation.id, operation] as const))('%s is complete', (_, operation) => {
    const { path, params, replies, auth, use, summary, method, writes } = operation
    const placeholders = [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name)
    expect(Object.keys(params.shape)).toEqual(placeholders)
    expect([auth, use, summary].filter((text) => text.trim() === '')).toEqual([])
    expect(replies[0]?.status).toBeGreaterThanOrEqual(200)
    const isFailure = replies.map(({ status }) => status >= 400)
    expect(isFailure, 'successes first').toEqual(isFailure.toSorted((a, b) => Number(a) - Number(b)))
    if (method === 'GET' || method === 'HEAD') expect(writes).toBe(false)
  })
})
