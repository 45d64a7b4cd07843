// Venue Manager through the story of watched kinds, under every switch of its sandbox.
import { describe, expect, test } from 'vitest'
import { venueManager } from '../../../src/providers/venue-manager/index.ts'
import { ids } from '../../../src/sandbox/venue-manager/accounts.ts'
import { venueManagerSwitches } from '../../../src/sandbox/venue-manager/switches.ts'
import { isLong } from '../../support/long.ts'
import { exceptions, type ObservedKind, type ObservedVendor, observedStory, variantsOf } from './observed-story.ts'

const kinds: readonly ObservedKind[] = [
  {
    kind: 'category',
    section: 'categories',
    holds: '{ label: aarskort, name: Season cards, language: en }',
    differs: '{ label: aarskort, name: Annual cards, language: en }',
    path: 'name',
    missing: '{ label: nowhere }',
    drift: (room) => void room.act({ act: 'put_category', id: 8, name: `Cards ${Math.random()}`, languageCode: 'en' }),
    elsewhere: (room) => void room.act({ act: 'put_category', id: 8, appData: null }),
    reads: '^/catalog/categories',
  },
  {
    kind: 'product',
    section: 'products',
    holds: '{ id: 3, label: aarskort2026, priceInclVat: 685.00, properties: { seasonCardIsBuyable: true } }',
    differs: '{ id: 3, label: aarskort2026, priceInclVat: 695, properties: { seasonCardIsBuyable: true } }',
    path: 'priceInclVat',
    missing: '{ id: 999 }',
    drift: (room) => void room.act({ act: 'put_product', id: 3, priceInclVat: Math.round(Math.random() * 900) + 1 }),
    elsewhere: (room) => void room.act({ act: 'put_product', id: 3, appData: null }),
    reads: '^/catalog/products',
  },
  {
    kind: 'address_field',
    section: 'address_fields',
    holds: '{ field: firstname, name: Fornavn, required: true }',
    differs: '{ field: firstname, name: Fornavn, required: false }',
    path: 'required',
    missing: '{ field: shoesize }',
    drift: (room) =>
      void room.act({ act: 'put_address_field', field: 'firstname', required: false, type: `t${Math.random()}` }),
    elsewhere: (room) => void room.act({ act: 'put_address_field', field: 'firstname', optionalOnCreation: true }),
    reads: '^/config/address',
  },
  {
    kind: 'geofence',
    section: 'geofences',
    holds: '{ id: 1, radius: 120 }',
    differs: '{ id: 1, radius: 1 }',
    path: 'radius',
    missing: '{ id: 999 }',
    drift: (room) => void room.act({ act: 'put_geofence', id: 1, radius: Math.round(Math.random() * 900) + 1000 }),
    elsewhere: (room) => void room.act({ act: 'put_geofence', id: 1, latitude: 55.5 }),
    reads: '^/config/geofence',
  },
  {
    kind: 'customer_group',
    section: 'customer_groups',
    holds: '{ name: Sponsor, type: normal }',
    differs: '{ name: Sponsor, type: special }',
    path: 'type',
    missing: '{ name: Nobody }',
    drift: (room) => void room.act({ act: 'put_customer_group', id: ids.customerGroupId, type: `t${Math.random()}` }),
    elsewhere: (room) => void room.act({ act: 'put_customer_group', name: 'Friends', type: 'normal' }),
    reads: '^/customergroup',
  },
]

const vendor: ObservedVendor = { vendor: 'venue-manager', connection: ['url: !env VM_URL', 'languages: [en]'], kinds }

describe.each(kinds)('$kind', (kind) => {
  // Each switch in each gate, by the kind whose turn it is; by all kinds in the long run.
  const turn = (_: unknown, index: number) => isLong || index === 0 || kinds[index % kinds.length] === kind
  test.each(variantsOf(venueManagerSwitches).filter(turn))('under $switches', (variant) =>
    observedStory(vendor, kind, variant),
  )
})

test.each(Object.entries(exceptions))('cannot %s: %s', () => {
  expect(venueManager.kinds.map(({ writing, class: power }) => [power, Object.keys(writing)])).toEqual(
    kinds.map(() => ['observed', []]),
  )
})
