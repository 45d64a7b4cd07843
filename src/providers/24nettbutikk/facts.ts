/** What is known of the fields that can be watched at 24Nettbutikk: see docs/vendors/24nettbutikk.md. */
import type { KindFacts, VendorFacts } from '../../model/field-facts.ts'

const others = { sure: 'assumed', note: 'the vendor documents no field but the time of the last change' } as const

function watched(section: string, fields: KindFacts['fields']): KindFacts {
  return { at: `${section}/*`, chapter: 'kinds', sure: 'assumed', fields, others }
}

export const facts: VendorFacts = {
  manual: 'https://github.com/SincosSoftware/webshop_api/wiki',
  page: 'docs/vendors/24nettbutikk.md',
  kinds: {
    product: watched('products', { id: { note: 'the name of the id is documented nowhere' } }),
    customer: watched('customers', { id: { note: 'the name of the id is documented nowhere' } }),
    order: watched('orders', { order_no: { sure: 'seen' } }),
  },
}
