/** One order by its number, `{data: [order]}`, and its edge point: the order lines, where they are read apart. */
import { isList } from '../json.ts'
import { type Call, type Found, isWholeNumber, showLine, showRow } from './context.ts'
import { invalidArgument, Refusal } from './errors.ts'
import type { Row } from './store.ts'

const edge = 'order_lines'

function number(text: string | undefined): number {
  if (text === undefined || !isWholeNumber(text)) throw invalidArgument('not an order number')
  return Number(text)
}

/** Whether the segments behind /orders name one order, and are not the arguments of a list. */
export function isOneOrder({ segments, switches }: Pick<Call, 'segments' | 'switches'>): boolean {
  if (segments[1] === edge) return switches.order_lines === 'apart' && segments.length <= 3
  return switches.lone_segment === 'order_no' && segments.length === 1
}

function linesOf(call: Call, { fields }: Row): unknown[] {
  const lines = fields[edge]
  const [, , wanted] = call.segments
  const id = wanted === undefined ? undefined : number(wanted)
  const found = isList(lines) ? lines.filter((line) => id === undefined || line['id'] === id) : []
  if (id !== undefined && found.length === 0) throw new Refusal(404, `the order has no line ${id}`)
  return found.map((line) => showLine(call, line))
}

export function readOrder(call: Call): Found {
  const [first, ...rest] = call.segments
  const id = number(first)
  const order = call.store.get('orders', id)
  if (order === undefined) throw new Refusal(404, `there is no order ${id}`)
  const data = rest.length > 0 ? linesOf(call, order) : [showRow(call, 'orders', order)]
  return { json: { data }, order }
}
