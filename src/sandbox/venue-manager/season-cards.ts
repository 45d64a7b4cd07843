/** Season cards that customers hold: they rank their holder, and keep the holder from being anonymized. */
import type { Context } from './context.ts'
import type { SeasonCardRow } from './records.ts'

export const seasonLength: number = 365 * 86_400_000

export function validSeasonCards({ store, clock }: Context, customerId: number): SeasonCardRow[] {
  const now = clock.now()
  return store.rows('seasonCards').filter((row) => row.customerId === customerId && row.validUntil > now)
}

/** The highest rank of the customer's cards; null without a card. */
export function seasonRankOf(context: Context, customerId: number): number | null {
  const ranks = validSeasonCards(context, customerId).map(({ rank }) => rank)
  return ranks.length === 0 ? null : Math.max(...ranks)
}
