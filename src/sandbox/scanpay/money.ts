/** Amounts of money as exact decimals, read from text such as `199.95 DKK` and written as the vendor writes them. */
const currencies: ReadonlySet<string> = new Set(
  [
    'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF',
    'CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG',
    'HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA',
    'MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD',
    'RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX',
    'USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW',
  ].flatMap((line) => line.split(' ')),
)
const noDigits = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' '))
const threeDigits = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '))

/** `value` × 10^-`scale`. */
export interface Money {
  readonly value: bigint
  readonly scale: number
  readonly currency: string
}

function minorDigits(currency: string): number {
  if (noDigits.has(currency)) return 0
  return threeDigits.has(currency) ? 3 : 2
}

/** `undefined` where it is no amount followed by a currency of ISO 4217; a space between them is optional. */
export function parseMoney(text: unknown): Money | undefined {
  if (typeof text !== 'string') return undefined
  const [, sign, whole = '', fraction = '', currency = ''] = /^(-?)(\d+)(?:\.(\d+))? ?([A-Z]{3})$/.exec(text) ?? []
  if (!currencies.has(currency)) return undefined
  const value = BigInt(`${whole}${fraction}`)
  return { value: sign === '-' ? -value : value, scale: fraction.length, currency }
}

/** The amounts added up; they have to be of one currency. */
export function sumOf(amounts: readonly Money[], currency: string): Money {
  const scale = Math.max(0, ...amounts.map((amount) => amount.scale))
  const value = amounts.reduce((sum, amount) => sum + amount.value * 10n ** BigInt(scale - amount.scale), 0n)
  return { value, scale, currency }
}

/** In minor units (øre), digits below them dropped. */
export function minorUnits({ value, scale, currency }: Money): bigint {
  const shift = minorDigits(currency) - scale
  return shift >= 0 ? value * 10n ** BigInt(shift) : value / 10n ** BigInt(-shift)
}

/** How many digits were written below the minor unit, and whether one of them says something. */
export function belowMinorUnit(money: Money): 'none' | 'zeros' | 'digits' {
  const digits = money.scale - minorDigits(money.currency)
  if (digits <= 0) return 'none'
  return money.value % 10n ** BigInt(digits) === 0n ? 'zeros' : 'digits'
}

function decimalText(value: bigint, scale: number): string {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  const fraction = digits.slice(digits.length - scale)
  return `${value < 0n ? '-' : ''}${/^0*$/.test(fraction) ? whole : `${whole}.${fraction}`}`
}

/** As the vendor writes it: whole amounts without digits after the point (`45 DKK`), others with all (`0.50 DKK`). */
export function minorText(minor: bigint, currency: string): string {
  return `${decimalText(minor, minorDigits(currency))} ${currency}`
}

/** Like `minorText`, but keeps the digits below the minor unit that v1 takes. */
export function moneyText(money: Money): string {
  if (belowMinorUnit(money) !== 'digits') return minorText(minorUnits(money), money.currency)
  return `${decimalText(money.value, money.scale).replace(/0+$/, '')} ${money.currency}`
}

/** Text that was written by `minorText`, back in minor units. */
export function readMinor(text: string): bigint {
  const money = parseMoney(text)
  if (money === undefined) throw new Error(`not an amount of this sandbox: ${text}`)
  return minorUnits(money)
}
