/** What is known of the fields that can be watched at Scanpay: see docs/vendors/scanpay.md. */
import type { VendorFacts } from '../../model/field-facts.ts'

export const facts: VendorFacts = {
  manual: 'https://docs.scanpay.dk/',
  page: 'docs/vendors/scanpay.md',
  kinds: {
    gateway: {
      at: 'gateways/*',
      chapter: 'gateway',
      sure: 'seed',
      fields: {
        shop_id: { as: 'shopid', unit: 'the number of the shop' },
        key_owner: { note: 'the form of a key of a partner is seen' },
      },
    },
  },
}
