/**
 * Guards on prices: `price`, `below-cost` and `sale-price`, of products, variants and steps. Only what the plan changes is
 * judged. Amounts are compared exactly, never as floats. Pure.
 */
import { compareDecimals, minusDecimals, percentChange, plusDecimals, timesDecimals } from '../model/decimal.ts'
import type { Role } from '../model/field.ts'
import type { GuardSettings } from '../model/guard-settings.ts'
import type { Finding } from './guard-finding.ts'
import { amountOf, money, type Part, type Parts, type Touched } from './guard-parts.ts'

/** What is asked for one part: its own amounts, and those of what it is part of. */
interface Line {
  readonly own: Part
  readonly price?: string | undefined
  readonly sale?: string | undefined
  /** Taken off by the piece, without VAT. */
  readonly off?: string | undefined
  readonly cost?: string | undefined
  readonly vat?: string | undefined
}

type Lines = ReadonlyMap<string, Line>

const asking: readonly Role[] = ['price', 'sale-price', 'price-off', 'cost']

function linesOf(parts: Parts): Lines {
  const top = parts.get('') ?? new Map()
  const general = {
    price: amountOf(top.get('price')),
    sale: amountOf(top.get('sale-price')),
    cost: amountOf(top.get('cost')),
    vat: amountOf(top.get('vat')),
  }
  const priced = [...parts].filter(([, part]) => asking.some((role) => part.has(role)))
  return new Map(
    priced.map(([place, own]): [string, Line] => {
      if (place === '') return [place, { ...general, own }]
      const price = amountOf(own.get('price'))
      // What has a price of its own is not part of the sale.
      const sold = price === undefined ? general : { ...general, price, sale: undefined }
      const cost = amountOf(own.get('cost')) ?? general.cost
      return [place, { ...sold, cost, off: amountOf(own.get('price-off')), own }]
    }),
  )
}

/** A price, or a sale price against what was asked before, that changes by more than `limit` per cent. */
export function priceFindings({ change, partsBefore, partsAfter }: Touched, limit: string): Finding[] {
  const before = linesOf(partsBefore)
  return [...linesOf(partsAfter)].flatMap(([place, line]): Finding[] => {
    const former = before.get(place)
    const texts =
      former === undefined
        ? [newPartText(before.get(''), line, limit)]
        : [priceText(former, line, limit), saleText(former, line, limit)]
    texts.push(offText(former, line, limit))
    return texts.flatMap((text) => (text === undefined ? [] : [{ address: change.address, text }]))
  })
}

function priceText(former: Line, line: Line, limit: string): string | undefined {
  const own = [former.own.get('price'), line.own.get('price')]
  const path = own[1]?.path ?? own[0]?.path
  if (path === undefined || amountOf(own[0]) === amountOf(own[1]) || former.price === undefined) return undefined
  if (line.price === undefined) return `${path} ${money(former.price)} → none`
  return isOver(former.price, line.price, limit) ? moved(path, former.price, line.price) : undefined
}

/** A new step or variant that costs much less than the product did; one that costs more is the owner's business. */
function newPartText(whole: Line | undefined, line: Line, limit: string): string | undefined {
  const own = line.own.get('price')
  if (own === undefined || whole?.price === undefined || line.price === undefined) return undefined
  if (compareDecimals(line.price, whole.price) >= 0 || !isOver(whole.price, line.price, limit)) return undefined
  return moved(own.path, whole.price, line.price)
}

/** What is taken off by the piece, where that is much of the price. */
function offText(former: Line | undefined, line: Line, limit: string): string | undefined {
  const path = line.own.get('price-off')?.path
  if (path === undefined || line.off === undefined || line.off === former?.off || line.price === undefined)
    return undefined
  const left = minusDecimals(line.price, line.off)
  return isOver(line.price, left, limit) ? `${path} ${money(line.off)} off ${money(line.price)}` : undefined
}

/** The end of a sale brings back the price that was there all the time. */
function saleText(former: Line, line: Line, limit: string): string | undefined {
  const path = line.own.get('sale-price')?.path
  if (path === undefined || line.sale === undefined || line.sale === former.sale) return undefined
  const asked = isPositive(former.sale) ? former.sale : former.price
  return asked !== undefined && isOver(asked, line.sale, limit) ? moved(path, asked, line.sale) : undefined
}

function moved(path: string, before: string, after: string): string {
  return `${path} ${money(before)} → ${money(after)} (${percentChange(before, after)})`
}

/** From nothing to something is no per cent. */
function isOver(before: string, after: string, limit: string): boolean {
  if (!isPositive(before)) return false
  const difference = minusDecimals(after, before)
  const size = difference.startsWith('-') ? difference.slice(1) : difference
  return compareDecimals(timesDecimals(size, '100'), timesDecimals(before, limit)) > 0
}

export interface CostFindings {
  readonly findings: readonly Finding[]
  /** Has a purchase price that cannot be compared. */
  readonly unjudged: boolean
}

export function costFindings(
  { change, partsBefore, partsAfter }: Touched,
  settings: Pick<GuardSettings, 'prices' | 'vat'>,
): CostFindings {
  const before = linesOf(partsBefore)
  const verdicts = [...linesOf(partsAfter)]
    .filter(([place, { own }]) => place === '' || asking.some((role) => amountOf(own.get(role)) !== undefined))
    .filter(([place, line]) => tupleOf(line, settings) !== tupleOf(before.get(place), settings))
    .map(([place, line]) => judge(line, place, settings))
  if (isUnpriced(change, partsAfter)) verdicts.push('no price, and it would be online')
  return {
    findings: verdicts.flatMap((text) =>
      text === undefined || text === cannotJudge ? [] : [{ address: change.address, text }],
    ),
    unjudged: verdicts.includes(cannotJudge),
  }
}

/** Made online, as the files say, and without any price: the vendor sells it for nothing. */
function isUnpriced({ action }: Touched['change'], parts: Parts): boolean {
  if (action !== 'create' || parts.get('')?.get('online')?.value !== true) return false
  return [...parts.values()].every((part) => amountOf(part.get('price')) === undefined)
}

const cannotJudge = Symbol('cannot judge')

/** All that the verdict rests on: where it is as before, the plan has no part in it. */
function tupleOf(line: Line | undefined, { prices }: Pick<GuardSettings, 'prices'>): string {
  const { sale, price, off, cost, vat } = line ?? {}
  return [askedOf({ sale, price }), off, cost, prices === 'incl' ? vat : undefined].join(' ')
}

function judge(
  line: Line,
  place: string,
  settings: Pick<GuardSettings, 'prices' | 'vat'>,
): string | typeof cannotJudge | undefined {
  const asked = askedOf(line)
  if (asked === undefined) return undefined
  const off = line.off ?? '0'
  const what = `${nameOf(line, place)} ${money(asked)}${off === '0' ? '' : ` less ${money(off)}`}`
  if (!isPositive(minusDecimals(asked, off))) return `${what}, nothing is left to pay`
  const { cost } = line
  if (cost === undefined || !isPositive(cost)) return undefined
  const vat = settings.prices === 'incl' ? (line.vat ?? settings.vat) : '0'
  if (settings.prices === undefined || vat === undefined) return cannotJudge
  // asked / (1 + vat / 100) − off ≤ cost, without dividing.
  const factor = plusDecimals('100', vat)
  const left = minusDecimals(timesDecimals(asked, '100'), timesDecimals(off, factor))
  if (compareDecimals(left, timesDecimals(cost, factor)) > 0) return undefined
  return `${what}${vat === '0' ? '' : ` with ${vat} % VAT`}, purchase price ${money(cost)}`
}

/** A sale price that is not under the price is no sale: the lower one is what is asked at least. */
function askedOf({ sale, price }: Pick<Line, 'sale' | 'price'>): string | undefined {
  if (sale === undefined || price === undefined) return sale ?? price
  return compareDecimals(sale, price) < 0 ? sale : price
}

function nameOf(line: Line, place: string): string {
  const isSale = line.sale !== undefined && askedOf(line) === line.sale
  const ofObject = place === '' && isSale ? line.own.get('sale-price') : undefined
  return (ofObject ?? line.own.get('price'))?.path ?? place
}

/** A sale price that is not under the price, where the plan changes either. */
export function saleFindings({ change, partsBefore, partsAfter }: Touched): Finding[] {
  const line = linesOf(partsAfter).get('')
  const former = linesOf(partsBefore).get('')
  const own = line?.own.get('sale-price')
  if (line?.sale === undefined || line.price === undefined || own === undefined) return []
  if (line.sale === former?.sale && line.price === former.price) return []
  if (compareDecimals(line.sale, line.price) < 0) return []
  return [{ address: change.address, text: `${own.path} ${money(line.sale)}, price ${money(line.price)}` }]
}

function isPositive(amount: string | undefined): amount is string {
  return amount !== undefined && compareDecimals(amount, '0') > 0
}
