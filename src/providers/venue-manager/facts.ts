/** What is known of the fields that can be watched at Venue Manager: see docs/vendors/venue-manager.md. */
import type { FieldFacts, KindFacts, VendorFacts } from '../../model/field-facts.ts'

const language: FieldFacts = { as: 'languageCode', note: 'an unknown one is answered in the default language' }

function watched(section: string, fields: KindFacts['fields'], hasLanguage = true): KindFacts {
  const at = `${section}/*`
  return { at, chapter: 'kinds', sure: 'seed', fields: hasLanguage ? { ...fields, language } : fields }
}

export const facts: VendorFacts = {
  manual: 'http://docs.api.venuemanager.net/',
  page: 'docs/vendors/venue-manager.md',
  kinds: {
    category: watched('categories', {}),
    product: watched('products', {
      priceInclVat: { unit: 'the currency of currencyCode, with VAT' },
      vat: { unit: 'the currency of currencyCode: an amount inside the price' },
      currencyCode: { unit: 'three letters, as in DKK' },
    }),
    address_field: watched('address_fields', {}),
    geofence: watched('geofences', {
      latitude: { unit: 'degrees north' },
      longitude: { unit: 'degrees east' },
      radius: { unit: 'as the vendor has it: its page names none' },
    }),
    customer_group: watched('customer_groups', {}, false),
  },
}
