/** What others do to the shop while its lists are being paged: products vanish, appear, or a page comes up short. */
import { isList, isRecord } from '../json.ts'
import type { Call } from './context.ts'
import { products } from './products.ts'

/** Lists are newest first, so the newest products lie on pages already read: without them the rest moves up. */
export function disturbProducts(call: Call, kind: 'shrink' | 'grow', rows: number): void {
  if (kind === 'shrink') {
    for (const id of call.store.products.liveIds.slice(-rows).reverse()) products.remove?.(call, id)
    return
  }
  for (let made = 0; made < rows; made += 1) products.create?.({ ...call, body: { name: 'Arrived while paging' } })
}

/** The list without its last rows; `total` still promises them. `undefined` when there is no list. */
export function shortenList(json: unknown, rows: number): unknown {
  if (isList(json)) return json.slice(0, Math.max(0, json.length - rows))
  if (!isRecord(json)) return undefined
  const [key, list] = Object.entries(json).find(([, value]) => isList(value)) ?? []
  if (key === undefined || !isList(list)) return undefined
  const kept = list.slice(0, Math.max(0, list.length - rows))
  const { paging } = json
  if (!isRecord(paging)) return { ...json, [key]: kept }
  return {
    ...json,
    paging: { ...paging, count: typeof paging['count'] === 'string' ? String(kept.length) : kept.length },
    [key]: kept,
  }
}
