/** Decimal numbers as text. Money is compared exactly, never as a float; `159.9` and `159.90` are one amount. */
const plain = /^(-?)0*(\d+)(?:\.(\d*?)0*)?$/

/** The one text of an amount (`0159.90` → `159.9`), or undefined where the text is not a plain decimal. */
export function canonicalDecimal(text: string): string | undefined {
  const match = plain.exec(text.trim())
  if (match === null) return undefined
  const [, sign = '', whole = '0', fraction = ''] = match
  const amount = fraction === '' ? whole : `${whole}.${fraction}`
  return amount === '0' ? '0' : `${sign}${amount}`
}

/** Negative, zero or positive, as a sort wants it. Both must be canonical. */
export function compareDecimals(a: string, b: string): number {
  const [x, y] = aligned(a, b)
  return x < y ? -1 : x > y ? 1 : 0
}

/** The change from `before` to `after` in per cent, one decimal, or undefined where `before` is zero. For people only. */
export function percentChange(before: string, after: string): string | undefined {
  const [x, y] = aligned(before, after)
  if (x === 0n) return undefined
  const tenths = ((y - x) * 2000n) / (x < 0n ? -x : x)
  const rounded = (tenths + (tenths < 0n ? -1n : 1n)) / 2n
  const size = rounded < 0n ? -rounded : rounded
  const sign = rounded < 0n ? '−' : '+'
  return size % 10n === 0n ? `${sign}${size / 10n} %` : `${sign}${size / 10n}.${size % 10n} %`
}

/** All must be canonical, and so are the results. */
export function minusDecimals(a: string, b: string): string {
  const [x, y] = aligned(a, b)
  return unscaled(x - y, Math.max(fraction(a).length, fraction(b).length))
}

export function plusDecimals(a: string, b: string): string {
  const [x, y] = aligned(a, b)
  return unscaled(x + y, Math.max(fraction(a).length, fraction(b).length))
}

export function timesDecimals(a: string, b: string): string {
  const places = fraction(a).length + fraction(b).length
  return unscaled(scaled(a, fraction(a).length) * scaled(b, fraction(b).length), places)
}

function unscaled(value: bigint, places: number): string {
  const digits = String(value < 0n ? -value : value).padStart(places + 1, '0')
  const whole = digits.slice(0, digits.length - places)
  return canonicalDecimal(`${value < 0n ? '-' : ''}${whole}.${digits.slice(digits.length - places)}`) ?? '0'
}

function aligned(a: string, b: string): [bigint, bigint] {
  const places = Math.max(fraction(a).length, fraction(b).length)
  return [scaled(a, places), scaled(b, places)]
}

function fraction(text: string): string {
  return text.split('.')[1] ?? ''
}

function scaled(text: string, places: number): bigint {
  return BigInt(text.replace('.', '') + '0'.repeat(places - fraction(text).length))
}
