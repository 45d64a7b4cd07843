/** Amounts with VAT inside, as this vendor has them throughout. */

/** Two decimals, a half rounded up. */
export function rounded(amount: number): number {
  return Math.round((amount + Number.EPSILON) * 100) / 100
}

/** The part of an amount that is VAT: of 685 at 25 per cent, 137. */
export function vatInside(amount: number, percentage: number): number {
  return rounded((amount * percentage) / (100 + percentage))
}
