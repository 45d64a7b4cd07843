/** The payment window that a link leads to: what is to be paid, and whether it still can be. Paying itself is an act. */
import type { Answer, VendorRequest } from '../vendor.ts'
import { type EnvironmentName, shopIds } from './keys.ts'
import { linkState } from './links.ts'
import type { LinkRow } from './records.ts'
import type { Shop, Store } from './store.ts'

const markup: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => markup[character] ?? character)
}

function page(status: number, link: LinkRow | undefined, text: string, committed = false): Answer {
  const language = link?.language === '' || link === undefined ? 'en' : link.language
  const body = `<!DOCTYPE html>\n<html lang="${language}"><head><title>Payment</title></head><body><p>${escaped(text)}</p></body></html>\n`
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body, committed }
}

function offer({ orderid, total }: LinkRow): string {
  const order = orderid === '' ? '' : ` for ${orderid}`
  return `Pay ${total ?? 'by storing a card'}${order}.`
}

function findLink(store: Store, environment: EnvironmentName, id: string): { shop: Shop; link: LinkRow } | undefined {
  for (const shopid of shopIds[environment]) {
    const shop = store.shop(shopid)
    const link = shop?.link(id)
    if (shop !== undefined && link !== undefined) return { shop, link }
  }
  return undefined
}

/** The path is `/<environment>/<id>`, as the link has it. Opening an open window is counted, as `info.ndisplay` shows. */
export function showWindow(
  store: Store,
  { method, path }: Pick<VendorRequest, 'method' | 'path'>,
  now: number,
): Answer {
  if (method !== 'GET') {
    const refused = page(405, undefined, 'A payment window is only looked at.')
    return { ...refused, headers: { ...refused.headers, allow: 'GET' } }
  }
  const [, environment, id = ''] = /^\/(production|test)\/([0-9a-z]+)$/.exec(path) ?? []
  const found = environment === undefined ? undefined : findLink(store, environment as EnvironmentName, id)
  if (found === undefined) return page(404, undefined, 'There is no such payment link.')
  const { shop, link } = found
  const state = linkState(link, now)
  if (state !== 'open') return page(410, link, `This payment link is ${state}.`)
  shop.putLink({ ...link, displays: link.displays + 1 })
  return page(200, link, offer(link), true)
}
