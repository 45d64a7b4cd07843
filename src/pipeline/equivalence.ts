/**
 * The rules under which two values are the same though they are spelt otherwise. Pure: each rule is a function over two
 * texts in the inside form, where null and the empty text are one. What each means is in model/equivalence.ts.
 */
import { canonicalDecimal } from '../model/decimal.ts'
import type { Equivalence } from '../model/equivalence.ts'
import type { Json } from '../model/json.ts'
import { htmlForm, withoutScripts } from './html-form.ts'

/** Most rules compare one form of both texts; forms may be put one after another. */
const forms: { readonly [Name in Equivalence]?: (text: string) => string } = {
  trim: (text) => text.trim(),
  lines: (text) => text.replace(/\r\n?/g, '\n'),
  spaces: (text) => text.replace(/\s+/g, ' ').trim(),
  unicode: (text) => text.normalize('NFC'),
  case: (text) => text.toLowerCase(),
  html: htmlForm,
  'html-no-scripts': (text) => htmlForm(withoutScripts(text)),
}

/** The others relate a wish to what became of it. */
const relations: { readonly [Name in Equivalence]?: (want: string, have: string) => boolean } = {
  'round-0': (want, have) => isRounded(want, have, 0),
  'round-1': (want, have) => isRounded(want, have, 1),
  'round-2': (want, have) => isRounded(want, have, 2),
  'round-3': (want, have) => isRounded(want, have, 3),
  // One way only: who writes `stole-2` where the shop has `stole` wants another address.
  slug: (want, have) => have.startsWith(want) && want !== '' && /^(?:-x)+$|^-\d{1,3}$/.test(have.slice(want.length)),
}

/** `want` is what was wished for or written, `have` what is compared with it. */
export function alike(rules: readonly Equivalence[], want: Json, have: Json): boolean {
  const [a, b] = [textOf(want), textOf(have)]
  if (a === undefined || b === undefined) return false
  const formed = rules.reduce((pair, rule) => pair.map(forms[rule] ?? same), [a, b])
  const [left = '', right = ''] = formed
  return left === right || rules.some((rule) => relations[rule]?.(left, right) === true)
}

/** The least that makes both the same, beside what is `known`: one rule, or two together; undefined where none does. */
export function rulesFor(
  candidates: readonly Equivalence[],
  pairs: readonly (readonly [Json, Json])[],
  known: readonly Equivalence[] = [],
): readonly Equivalence[] | undefined {
  const covers = (rules: readonly Equivalence[]) =>
    pairs.every(([want, have]) => alike([...known, ...rules], want, have))
  const couples = candidates.flatMap((one, index) => candidates.slice(index + 1).map((other) => [one, other]))
  return [...candidates.map((one) => [one]), ...couples].find(covers)
}

function textOf(value: Json): string | undefined {
  return value === null ? '' : typeof value === 'string' ? value : undefined
}

function same(text: string): string {
  return text
}

/**
 * Half a step away at most, and one of the two has no more decimals than that. So 1299.50 is not 1299.95 to a vendor
 * that keeps 1300: neither is a rounding of the other.
 */
function isRounded(want: string, have: string, decimals: number): boolean {
  const [a, b] = [unitsOf(want), unitsOf(have)]
  if (a === undefined || b === undefined) return false
  const step = 10n ** BigInt(precision - decimals)
  const distance = a > b ? a - b : b - a
  return distance * 2n <= step && (a % step === 0n || b % step === 0n)
}

/** Decimals that are counted; an amount with more is rounded by no rule. */
const precision = 12

function unitsOf(text: string): bigint | undefined {
  const amount = canonicalDecimal(text)
  if (amount === undefined) return undefined
  const [whole = '', rest = ''] = amount.split('.')
  return rest.length > precision ? undefined : BigInt(`${whole}${rest.padEnd(precision, '0')}`)
}
