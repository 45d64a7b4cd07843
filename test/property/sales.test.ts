// Days of sales: whatever the zone, the instant and the order in which sales are written, the price is that of the local day, and
// it turns on the days that are foretold and on no other.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayIn } from '../../src/model/local-day.ts'
import { daysAfter, isDay, saleOn, turnsOf } from '../../src/model/sale.ts'
import type { YamlNode } from '../../src/model/yaml.ts'
import { priceToday, salesIn } from '../../src/pipeline/sales.ts'
import { runs } from './setup.ts'

const at = { file: 'p.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 }
const scalar = (text: string) => ({ type: 'scalar', value: text, text, plain: true, at }) as const
const sale = (parts: Readonly<Record<string, string>>): YamlNode => ({
  type: 'map',
  at,
  pairs: new Map(Object.entries(parts).map(([name, text]) => [name, { key: scalar(name), value: scalar(text) }])),
})

interface Written {
  readonly price: string
  readonly from: string
  readonly to: string
}

/** Days between sales and days of each, from a first day on. Around the turns of the clock, and over the end of a year. */
const written: fc.Arbitrary<readonly Written[]> = fc
  .record({
    first: fc.constantFrom('2026-03-20', '2026-10-18', '2026-12-20', '2028-02-20'),
    spans: fc.array(fc.record({ gap: fc.nat(3), length: fc.nat(4) }), { maxLength: 5 }),
  })
  .map(({ first, spans }) => {
    let next: string = first
    return spans.map(({ gap, length }, index) => {
      const from = daysAfter(next, gap)
      const to = daysAfter(from, length)
      next = daysAfter(to, 1)
      return { price: `${index + 1}`, from, to }
    })
  })

const zone = fc.constantFrom('Europe/Copenhagen', 'UTC', 'Pacific/Chatham', 'America/St_Johns', 'Pacific/Kiritimati')

function declared(sales: readonly Written[], today: string) {
  const problems: string[] = []
  const made = salesIn(
    { type: 'list', at, items: sales.map(({ price, from, to }) => sale({ price, from, to })) },
    {
      sale: { field: 'sale', sets: 'sale_price', zone: 'UTC' },
      today,
      report: ({ code }) => problems.push(code),
      price: (node) => (node.type === 'scalar' ? node.text : undefined),
    },
  )
  return { made, problems }
}

/** The day as a calendar on the wall has it. */
function wallDay(timeZone: string, instant: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    instant,
  )
}

test('the price is that of the sale whose days hold the local day', () => {
  fc.assert(
    fc.property(
      written,
      fc.context(),
      zone,
      fc.nat(90 * 24 * 4),
      fc.infiniteStream(fc.nat(9)),
      (sales, _, where, quarters, shuffle) => {
        const first = sales[0]?.from ?? '2026-03-20'
        const instant = new Date(Date.parse(`${daysAfter(first, -5)}T00:00:00Z`) + quarters * 900_000)
        const day = dayIn(where, instant)
        expect(day).toBe(wallDay(where, instant))
        const mixed = sales.toSorted(() => (shuffle.next().value ?? 0) - 5)
        const { made, problems } = declared(mixed, day)
        expect(problems).toEqual([])
        const expected = sales.find(
          ({ from, to }) => Date.parse(from) <= Date.parse(day) && Date.parse(day) <= Date.parse(to),
        )
        expect(priceToday(made)).toBe(expected?.price ?? null)
      },
    ),
    runs(300, 20_000),
  )
})

test('it turns on the days that are foretold, and on no other', () => {
  fc.assert(
    fc.property(written, (sales) => {
      const { made } = declared(sales, '2026-01-01')
      const turns = new Map(turnsOf(made.sales).map(({ day, price }) => [day, price]))
      let day = daysAfter(sales[0]?.from ?? '2026-03-20', -2)
      const last = daysAfter(sales.at(-1)?.to ?? '2026-03-20', 3)
      for (; day < last; day = daysAfter(day, 1)) {
        const [before, today] = [daysAfter(day, -1), day].map((one) => saleOn(made.sales, one))
        if (turns.has(day)) expect(today?.price ?? null).toBe(turns.get(day))
        else expect(today).toBe(before)
        expect(isDay(day)).toBe(true)
      }
    }),
    runs(300, 20_000),
  )
})

test('one day that two sales share is told', () => {
  fc.assert(
    fc.property(written, fc.nat(4), (sales, index) => {
      const one = sales[index]
      fc.pre(one !== undefined)
      const also = { price: '9', from: daysAfter(one.to, 0), to: daysAfter(one.to, 9) }
      expect(declared([...sales, also], '2026-01-01').problems).toContain('E1562')
    }),
    runs(200, 5_000),
  )
})
