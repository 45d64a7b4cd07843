/** What is known of the fields that a person writes for Distribution Innovation: see docs/vendors/distribution-innovation.md. */
import type { VendorFacts } from '../../model/field-facts.ts'

const needed = 'that it is required is assumed'

export const facts: VendorFacts = {
  manual: 'https://jira-di.atlassian.net/wiki/spaces/DIPUB/pages/4319805446',
  page: 'docs/vendors/distribution-innovation.md',
  kinds: {
    shop: {
      at: 'shops/*',
      chapter: 'shop',
      sure: 'seed',
      fields: {
        email: { note: 'that it is required is seen' },
        address: { note: 'that it is required is seen; that an update replaces it whole is assumed' },
        'address.street': { note: needed },
        'address.streetNumber': { note: 'that a text is taken too is assumed' },
        'address.entrance': { unit: 'at most 5 characters' },
        'address.zipCode': { unit: '4 digits in NO, 5 in SE', note: needed },
        'address.city': { note: needed },
        'address.countryCode': { note: needed },
        organizationNumber: { note: 'that spaces do not count is assumed' },
        externalCustomerIds: { note: 'that an update replaces the list whole is assumed' },
        'externalCustomerIds.freightProductId': { unit: 'an id of the vendor' },
        'externalCustomerIds.customerNumber': { unit: 'a customer number of the vendor' },
        customerSystem: { sure: 'seen' },
        addressCollector: { sure: 'seen' },
        transportSolutionIds: {
          sure: 'seen',
          unit: 'ids of the vendor',
          note: 'the sample of the page spells it transportSolutionsIds',
        },
      },
    },
  },
}
