/** Pages of a list: `{paging: {offset, limit, count, total}, <key>: […]}`. */
import type { Context } from './context.ts'
import { badRequest } from './errors.ts'

export interface Page {
  readonly offset: number
  readonly limit: number
}

function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (text === null || text === '') return undefined
  if (!/^\d+$/.test(text)) throw badRequest(`${name} is not a whole number`)
  return Number(text)
}

export function pageOf(context: Context, query: URLSearchParams): Page {
  const { default_limit, max_limit, over_limit } = context.switches
  const asked = wholeNumber(query, 'limit') ?? default_limit
  if (asked > max_limit && over_limit === 'reject') throw badRequest(`limit is above ${max_limit}`)
  return { offset: wholeNumber(query, 'offset') ?? 0, limit: Math.min(asked, max_limit) }
}

export function envelope(
  context: Context,
  key: string,
  page: Page,
  total: number,
  rows: readonly unknown[],
  count: number = rows.length,
): unknown {
  const form = (value: number): number | string => (context.switches.paging_types === 'text' ? String(value) : value)
  const paging = { offset: form(page.offset), limit: form(page.limit), count: form(count), total: form(total) }
  return { paging, [key]: rows }
}
