/** Facts that only writing can tell. Each makes a product of its own, looks, and removes it. */
import { isJsonObject } from '../../../model/json.ts'
import type { Finding } from '../../../model/provider.ts'
import { category, product, stock } from '../contract.ts'
import { decimalOf, idAt, idOf, isRemoved, listOf, type Row, valueAt } from '../normalise.ts'
import { ask, type ShoporamaSession, send } from '../session.ts'
import { deleting } from '../writing.ts'
import { known, listed, productIdsOf, refusalOf, type ShoporamaProbe, unknown } from './finding.ts'
import { probeOwnId, read, withOwnProduct } from './own-product.ts'

type Session = ShoporamaSession

function idsIn(row: Row, field: string): string[] {
  return (listOf(row[field]) ?? []).flatMap(
    (element) => idOf(isJsonObject(element) ? element['category_id'] : element) ?? [],
  )
}

/** An offline product is put into one category and then into another: nobody sees it in either. */
async function arrayPut(session: Session, signal: AbortSignal): Promise<Finding> {
  const { rows } = await listed(session, category.list, {}, signal)
  const ids = rows.filter((row) => !isRemoved(row)).flatMap((row) => idAt(row, ['category_id']) ?? [])
  const [first, second] = ids
  if (first === undefined || second === undefined) return unknown('the shop has fewer than two categories')
  return withOwnProduct(session, { categories: [Number(first)] }, signal, async ({ id }) => {
    await send(session, product.update, { id, body: { categories: [Number(second)] }, signal })
    const after = idsIn(await read(session, id, signal), 'categories')
    const evidence = `categories [${first}], then a PUT of [${second}], read as [${after.join(', ')}]`
    if (!after.includes(second)) return unknown(evidence)
    return known(after.includes(first) ? 'merge' : 'replace', evidence)
  })
}

/** Posts a level and then a lower one: what is read is that one, or the sum. */
async function stockMode(session: Session, signal: AbortSignal): Promise<Finding> {
  return withOwnProduct(session, {}, signal, async ({ id }) => {
    // A SKU that nothing had before, deleted products included.
    const sku = `${probeOwnId}-${id}`
    await send(session, product.update, { id, body: { own_id: sku }, signal })
    for (const level of [7, 5]) await send(session, stock.post, { body: [{ SKU: sku, stock: level }], signal })
    const { reply } = await ask(session, stock.read, { id, signal })
    const level = levelIn(reply.json())
    const evidence = `7 and then 5 were posted, and ${level ?? 'nothing'} is read`
    if (level === '5') return known('absolute', evidence)
    return level === '12' ? known('delta', evidence) : unknown(evidence)
  })
}

/** The one level of a product without variants, in whichever form it comes. */
function levelIn(answer: unknown): string | undefined {
  const nested = isJsonObject(answer) ? Object.values(answer).find(Array.isArray) : answer
  const row: unknown = Array.isArray(nested) ? nested[0] : answer
  return isJsonObject(row) ? (decimalOf(valueAt(row, ['stock'])) ?? undefined) : undefined
}

/** A picture of one pixel. */
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const pictures = [
  { data: pixel, description: 'butik-probe 1', weight: 3 },
  { data: pixel, description: 'butik-probe 2', weight: 7 },
]

async function imagesUnmentioned(session: Session, signal: AbortSignal): Promise<Finding> {
  return withOwnProduct(session, { images: pictures }, signal, async ({ id }) => {
    const [first, second] = imagesOf(await read(session, id, signal))
    const imageId = first && idOf(first['image_id'])
    if (typeof imageId !== 'string' || second === undefined) return unknown('two pictures were sent and fewer are read')
    const body = { images: [{ image_id: Number(imageId), description: 'butik-probe' }] }
    await send(session, product.update, { id, body, signal })
    const after = imagesOf(await read(session, id, signal)).length
    const evidence = `of two pictures a PUT named one, and ${after} ${after === 1 ? 'is' : 'are'} read`
    if (after === 2) return known('left', evidence)
    return after === 1 ? known('removed', evidence) : unknown(evidence)
  })
}

async function imageWeights(session: Session, signal: AbortSignal): Promise<Finding> {
  return withOwnProduct(session, { images: pictures }, signal, async ({ id }) => {
    const weights = imagesOf(await read(session, id, signal)).map((image) => decimalOf(image['weight']) ?? 'none')
    if (weights.length !== 2) return unknown('two pictures were sent and another number is read')
    const evidence = `weights 3 and 7 read as ${weights.join(' and ')}`
    return known(weights.includes('3') && weights.includes('7') ? 'kept' : 'renumbered', evidence)
  })
}

function imagesOf(row: Row): Row[] {
  return (listOf(row['images']) ?? []).filter(isJsonObject)
}

async function goneStatus(session: Session, signal: AbortSignal): Promise<Finding> {
  return withOwnProduct(session, {}, signal, async ({ id }) => {
    await deleting(product.delete).run(session, id, { signal })
    const refusal = await refusalOf(read(session, id, signal))
    return refusal?.status === undefined
      ? unknown('a deleted product is answered as if it were there')
      : known(refusal.status, refusal.message)
  })
}

async function deletedListed(session: Session, signal: AbortSignal): Promise<Finding> {
  return withOwnProduct(session, {}, signal, async ({ id }) => {
    const byId = async () => productIdsOf((await listed(session, product.list, { product_ids: id }, signal)).rows)
    if (!(await byId()).includes(id)) return unknown('product_ids does not find a product that is offline')
    await deleting(product.delete).run(session, id, { signal })
    return (await byId()).includes(id)
      ? known('yes', `product_ids=${id} lists it after its delete`)
      : known('no', `product_ids=${id} lists it before its delete and not after`)
  })
}

async function createStatus(session: Session, signal: AbortSignal): Promise<Finding> {
  return withOwnProduct(session, {}, signal, async ({ reply }) =>
    known(reply.status, `POST /product answered ${reply.status}`),
  )
}

/** Clocks differ a little, and answers take their time. */
const slackMs = 5 * 60_000

/**
 * What was written just now, against the vendor's own clock. Changes of others cannot tell it: one of two hours ago in
 * Danish time and one of now in UTC look alike.
 */
async function timeZone(session: Session, signal: AbortSignal): Promise<Finding> {
  return withOwnProduct(session, {}, signal, async ({ id }) => {
    const { answer, reply } = await ask(session, product.read, { id, signal })
    const now = Date.parse(reply.headers.get('date') ?? '')
    const text = answer['last_modified']
    if (Number.isNaN(now)) return unknown('the answer has no Date')
    const evidence = `a change of now is of ${String(text)}, and the answer of ${new Date(now).toISOString()}`
    const isNow = (zone: string) => Math.abs(wallClock(String(text)) - wallClock(timeIn(zone, now))) < slackMs
    if (isNow('UTC')) return known('utc', evidence)
    return isNow('Europe/Copenhagen') ? known('copenhagen', evidence) : unknown(evidence)
  })
}

/** The Swedish way of writing a time is the vendor's: `2026-07-01 13:59:00`. */
function timeIn(timeZone: string, instant: number): string {
  return new Date(instant).toLocaleString('sv-SE', { timeZone })
}

function wallClock(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}Z`)
}

export const writeProbes: readonly ShoporamaProbe[] = [
  { fact: 'array_put', question: 'Does a list in a PUT replace the one in the shop?', writes: true, run: arrayPut },
  { fact: 'stock_mode', question: 'Is a stock posting the level or a difference?', writes: true, run: stockMode },
  {
    fact: 'images_unmentioned',
    question: 'What becomes of pictures that a PUT does not name?',
    writes: true,
    run: imagesUnmentioned,
  },
  { fact: 'image_weights', question: 'Are the weights of pictures kept?', writes: true, run: imageWeights },
  { fact: 'gone_status', question: 'What is answered for a deleted product?', writes: true, run: goneStatus },
  { fact: 'deleted_listed', question: 'Are deleted products listed?', writes: true, run: deletedListed },
  { fact: 'time_zone', question: 'In which zone are timestamps?', writes: true, run: timeZone },
  { fact: 'create_status', question: 'What is the status of a create?', writes: true, run: createStatus },
]
