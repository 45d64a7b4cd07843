/** Sales: prices that hold for some days, by the calendar of the shop. Days are `2026-11-27`, and both ends are included. Pure. */
import type { Json } from './json.ts'

export interface Sale {
  readonly from: string
  readonly to: string
  /** In the inside form. */
  readonly price: Json
}

/** What one resource declares. */
export interface Sales {
  /** The field that has the price of the sale that is on, and null on all other days. */
  readonly field: string
  /** The day of the run, in the zone of the shop. */
  readonly today: string
  /** By their first day; no two of them share a day. */
  readonly sales: readonly Sale[]
}

export function saleOn(sales: readonly Sale[], day: string): Sale | undefined {
  return sales.find(({ from, to }) => from <= day && day <= to)
}

/** How a day is written. */
export const dayPattern: RegExp = /^\d{4}-\d{2}-\d{2}$/

/** True for a day that the calendar has: not for 2026-02-30. */
export function isDay(text: string): boolean {
  return dayPattern.test(text) && daysAfter(text, 0) === text
}

/** `days` days later by the calendar, which knows nothing of hours. */
export function daysAfter(day: string, days: number): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const moved = new Date(0)
  // The years before 100 are not those of the last century.
  moved.setUTCFullYear(year, month - 1, date + days)
  return moved.toISOString().slice(0, 10)
}

/** A day on which prices turn by a sale: it begins, or it has ended the day before and none begins. */
export interface Turn {
  readonly day: string
  readonly turn: 'begins' | 'ends'
  readonly price: Json
}

/** In their order, for sales as they are in `Sales`. */
export function turnsOf(sales: readonly Sale[]): Turn[] {
  return sales.flatMap(({ from, to, price }, index): Turn[] => {
    const after = daysAfter(to, 1)
    const begins: Turn = { day: from, turn: 'begins', price }
    return sales[index + 1]?.from === after ? [begins] : [begins, { day: after, turn: 'ends', price: null }]
  })
}
