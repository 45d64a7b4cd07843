/** A small Nordic furniture group to begin with: three shops of one owner party, and one of another. */
import type { Clock } from '../clock.ts'
import { defaultSwitches } from '../switches.ts'
import { type Account, fullAccount, otherAccount, otherOwnerPartyKey, ownerPartyKey } from './accounts.ts'
import { createShop } from './create.ts'
import type { Store } from './store.ts'
import { diSwitches } from './switches.ts'

const common = { vatLiable: true, webShopPlatform: 'Shoporama', ceo: 'Daglig leder', customerManager: 'Kundeservice' }

const ownShops = [
  {
    ...common,
    organizationNumber: '123 456 789',
    email: 'lager.oslo@nordlys-moebler.example',
    address: {
      street: 'Lagerveien',
      streetNumber: '5',
      entrance: 'A',
      zipCode: '1265',
      city: 'Oslo',
      countryCode: 'NO',
    },
    legalName: 'Nordlys Møbler AS',
    contactPersonPhone: '58692698',
    externalCustomerIds: [
      { freightProductId: 1, customerNumber: 700101 },
      { freightProductId: 2, customerNumber: 700101 },
    ],
  },
  {
    ...common,
    organizationNumber: '123456-7890',
    email: 'lager.malmo@nordlys-moebler.example',
    address: { street: 'Hamnvägen', streetNumber: '12B', zipCode: '21120', city: 'Malmö', countryCode: 'SE' },
    legalName: 'Nordlys Möbler AB',
    ceo: 'Verkställande direktör',
    customerManager: 'Kundtjänst',
    externalCustomerIds: [{ freightProductId: 1, customerNumber: 700102 }],
  },
  {
    ...common,
    email: 'outlet@nordlys-moebler.example',
    address: { street: 'Fjordgata', streetNumber: '27', zipCode: '7010', city: 'Trondheim', countryCode: 'NO' },
    legalName: 'Nordlys Utsalg AS',
    vatLiable: false,
  },
]

const otherShop = {
  ...common,
  email: 'post@havbris-interioer.example',
  address: { street: 'Bryggeveien', streetNumber: '3', zipCode: '5003', city: 'Bergen', countryCode: 'NO' },
  legalName: 'Havbris Interiør AS',
  externalCustomerIds: [{ freightProductId: 1, customerNumber: 700201 }],
}

/** Puts the same shops, with the same ids, each time. */
export function seedNordicGroup(store: Store, clock: Clock): void {
  const context = { store, clock, switches: defaultSwitches(diSwitches), argument: '' }
  const make = (account: Account, key: string, shop: unknown, solutions: readonly number[]): void => {
    const body = { ownerPartyKey: key, shop, addressCollector: true, transportSolutionIds: solutions }
    createShop({ ...context, account, body })
  }
  for (const shop of ownShops) make(fullAccount, ownerPartyKey, shop, [1, 2])
  make(otherAccount, otherOwnerPartyKey, otherShop, [3])
}
