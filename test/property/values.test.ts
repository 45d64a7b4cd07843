// Amounts, canonical JSON and the graph, against plain definitions of what they should be.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalDecimal, compareDecimals } from '../../src/model/decimal.ts'
import { canonicalJson, type Json } from '../../src/model/json.ts'
import { type Edges, findCircle, levelsOf } from '../../src/pipeline/graph.ts'

const runs = { numRuns: process.env['BUTIK_TEST_LONG'] === '1' ? 20_000 : 2_000 }

interface Amount {
  readonly minus: boolean
  readonly whole: bigint
  readonly fraction: string
}

const amount: fc.Arbitrary<Amount> = fc.record({
  minus: fc.boolean(),
  whole: fc.oneof(fc.bigInt({ min: 0n, max: 200n }), fc.bigInt({ min: 0n, max: 10n ** 30n })),
  fraction: fc.stringMatching(/^[0-9]{0,6}$/),
})
const textOf = ({ minus, whole, fraction }: Amount, zeros: number, more: string) =>
  `${minus ? '-' : ''}${'0'.repeat(zeros)}${whole}${fraction === '' ? '' : `.${fraction}${more}`}`
const micros = ({ minus, whole, fraction }: Amount) =>
  (minus ? -1n : 1n) * (whole * 1_000_000n + BigInt(fraction.padEnd(6, '0')))

test('an amount has one text, whatever zeros it is written with', () => {
  fc.assert(
    fc.property(amount, fc.nat(3), fc.constantFrom('', '0', '000'), (one, zeros, more) => {
      const canonical = canonicalDecimal(textOf(one, zeros, more))
      expect(canonical).toBeDefined()
      expect(canonicalDecimal(canonical ?? '')).toBe(canonical)
      expect(canonical).toBe(canonicalDecimal(textOf(one, 0, '')))
      expect(canonical).toMatch(/^(0|-?(0|[1-9]\d*)(\.\d*[1-9])?)$/)
    }),
    runs,
  )
})

test('amounts compare as exact numbers', () => {
  fc.assert(
    fc.property(amount, amount, (one, other) => {
      const [a, b] = [micros(one), micros(other)]
      const found = compareDecimals(
        canonicalDecimal(textOf(one, 1, '0')) ?? '',
        canonicalDecimal(textOf(other, 0, '')) ?? '',
      )
      expect(Math.sign(found)).toBe(a < b ? -1 : a > b ? 1 : 0)
      expect(canonicalDecimal(textOf(one, 0, '')) === canonicalDecimal(textOf(other, 0, ''))).toBe(a === b)
    }),
    runs,
  )
})

test('what is not a plain decimal is none', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.constantFrom('', '1e5', '1,5', '.5', '+1', '0x1', '1 000', '--1', 'NaN', '∞'), fc.string()),
      (text) => {
        const canonical = canonicalDecimal(text)
        if (canonical !== undefined) expect(text.trim()).toMatch(/^-?\d+(\.\d*)?$/)
      },
    ),
    runs,
  )
})

function shuffled(value: Json): Json {
  if (Array.isArray(value)) return value.map(shuffled)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, shuffled(part)]),
  )
}

test('canonical JSON does not hang on the order of keys, and loses nothing', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = canonicalJson(value as Json)
      expect(canonicalJson(shuffled(value as Json))).toBe(text)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
    runs,
  )
})

const nodes = ['a', 'b', 'c', 'd', 'e', 'f', 'g'] as const
const graph = fc.array(
  fc.record({ hard: fc.uniqueArray(fc.nat(6), { maxLength: 3 }), soft: fc.uniqueArray(fc.nat(7), { maxLength: 3 }) }),
  { minLength: 1, maxLength: 7 },
)

test('levels cover every node once, keep hard edges, and defer exactly the soft ones that do not hold', () => {
  fc.assert(
    fc.property(graph, fc.constantFrom('keep' as const, 'ignore' as const), (rows, soft) => {
      // Hard edges lead to earlier nodes only: no circle among them. Soft ones lead anywhere, outside too.
      const edges = new Map<string, Edges<string>>(
        rows.map(({ hard, soft: links }, index) => [
          nodes[index] ?? '',
          {
            hard: hard.filter((to) => to < index).map((to) => nodes[to] ?? ''),
            soft: links.filter((to) => to !== index).map((to) => nodes[to] ?? 'outside'),
          },
        ]),
      )
      const { levels, deferred } = levelsOf(edges, soft)
      expect(levels.flat().sort()).toEqual([...edges.keys()].sort())
      const levelOf = new Map(levels.flatMap((level, index) => level.map((node) => [node, index] as const)))
      for (const [node, { hard, soft: links }] of edges) {
        const own = levelOf.get(node) ?? -1
        for (const need of hard) expect(levelOf.get(need), `${node} needs ${need}`).toBeLessThan(own)
        const open = links.filter((need) => edges.has(need) && (levelOf.get(need) ?? -1) >= own)
        expect([...(deferred.get(node) ?? [])].sort()).toEqual([...new Set(open)].sort())
      }
      expect(levelsOf(new Map([...edges].reverse()), soft)).toEqual({ levels, deferred })
    }),
    runs,
  )
})

test('a circle is found where there is one, and is one', () => {
  fc.assert(
    fc.property(fc.array(fc.uniqueArray(fc.nat(6), { maxLength: 3 }), { minLength: 1, maxLength: 7 }), (rows) => {
      const edges = new Map(
        rows.map((to, index) => [nodes[index] ?? '', to.filter((at) => at < rows.length).map((at) => nodes[at] ?? '')]),
      )
      const circle = findCircle(edges)
      const left = new Set(edges.keys())
      for (let shrunk = true; shrunk; ) {
        shrunk = false
        for (const node of left) if (!(edges.get(node) ?? []).some((to) => left.has(to))) shrunk = left.delete(node)
      }
      expect(circle === undefined).toBe(left.size === 0)
      if (circle === undefined) return
      expect(circle[0]).toBe(circle.at(-1))
      for (const [index, node] of circle.slice(0, -1).entries()) expect(edges.get(node)).toContain(circle[index + 1])
    }),
    runs,
  )
})
