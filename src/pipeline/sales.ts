/** `sale` of one resource → the price that holds today, and what is declared for other days. What is wrong is reported. Pure. */
import type { Json } from '../model/json.ts'
import type { DeclareContext, Kind } from '../model/provider.ts'
import { isDay, type Sale, type Sales, saleOn } from '../model/sale.ts'
import type { YamlMap, YamlNode, YamlScalar } from '../model/yaml.ts'

export interface SaleInput {
  readonly sale: NonNullable<Kind['sale']>
  /** In the zone of the sales. */
  readonly today: string
  readonly report: DeclareContext['report']
  /** The inside form of a price; undefined where it is reported. */
  price(node: YamlNode): Json | undefined
}

interface Placed extends Sale {
  readonly node: YamlMap
}

export function salesIn(node: YamlNode, { sale, today, report, price }: SaleInput): Sales {
  const items = node.type === 'list' ? node.items : [node]
  const found = items.flatMap((item) => (item.type === 'map' ? placed(item, { report, price }) : []))
  const sales = found.sort(order)
  for (const [index, one] of sales.entries()) {
    const before = sales.slice(0, index).find(({ to }) => to >= one.from)
    if (before === undefined) continue
    const { file, line, column } = before.node.at
    report(
      {
        code: 'E1562',
        summary: `the sale from ${one.from} to ${one.to} shares days with another of the same resource`,
        detail: `the other is from ${before.from} to ${before.to}, at ${file}:${line}:${column}`,
        hint: 'which price holds on those days is not said: let one end before the other begins',
      },
      one.node,
    )
  }
  return { field: sale.sets, today, sales: sales.map(({ from, to, price }) => ({ from, to, price })) }
}

export function priceToday({ sales, today }: Sales): Json {
  return saleOn(sales, today)?.price ?? null
}

function order(a: Sale, b: Sale): number {
  return a.from < b.from ? -1 : a.from > b.from ? 1 : 0
}

function placed(node: YamlMap, { report, price }: Pick<SaleInput, 'report' | 'price'>): Placed[] {
  const part = (name: string): YamlNode | undefined => node.pairs.get(name)?.value
  const [amount, from, to] = [part('price'), part('from'), part('to')]
  if (amount === undefined || from?.type !== 'scalar' || to?.type !== 'scalar') return []
  const value = price(amount)
  const days = [from, to].map((day) => isGoodDay(day, report))
  if (days.includes(false) || value === undefined || value === null) return []
  if (from.text <= to.text) return [{ from: from.text, to: to.text, price: value, node }]
  const hint = 'the last day is included; for a sale of one day both are the same'
  report({ code: 'E1107', summary: `the sale ends on ${to.text}, before it begins on ${from.text}`, hint }, to)
  return []
}

function isGoodDay(node: YamlScalar, report: DeclareContext['report']): boolean {
  if (isDay(node.text)) return true
  const shown = node.text.length > 40 ? `${node.text.slice(0, 40)}…` : node.text
  report({ code: 'E1107', summary: `"${shown}" is not a day`, hint: 'write it as 2026-11-27' }, node)
  return false
}
