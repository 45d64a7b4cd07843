/** The vendors that butik knows: an explicit list, read by cli/compose.ts only. */
import type { Provider } from '../model/provider.ts'
import { scanpay } from './scanpay/index.ts'
import { shoporama } from './shoporama/index.ts'

export const providers: readonly Provider[] = [scanpay, shoporama]
