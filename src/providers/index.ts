/** The vendors that butik knows: an explicit list, read by cli/compose.ts only. */
import type { Provider } from '../model/provider.ts'
import { nettbutikk } from './24nettbutikk/index.ts'
import { distributionInnovation } from './distribution-innovation/index.ts'
import { scanpay } from './scanpay/index.ts'
import { shoporama } from './shoporama/index.ts'
import { venueManager } from './venue-manager/index.ts'

export const providers: readonly Provider[] = [shoporama, distributionInnovation, venueManager, nettbutikk, scanpay]
