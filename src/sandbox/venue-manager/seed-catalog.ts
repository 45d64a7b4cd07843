/** A small arena of a Nordic furniture group, in Danish and English: what apps can read of it without logging in. */
import { ids } from './accounts.ts'
import { billing } from './configuration.ts'
import type { AddressFieldRow, AppData, CategoryRow, CustomerGroupRow, GeofenceRow, ProductRow } from './records.ts'

const site = 'https://nordic-arena.example'

function appData(da: readonly [string, string], en: readonly [string, string], image: string | null): AppData {
  return {
    header: { da: da[0], en: en[0] },
    description: { da: da[1], en: en[1] },
    image: image === null ? null : { da: `${site}/billeder/${image}` },
  }
}

export const categories: readonly CategoryRow[] = [
  {
    id: ids.categoryId,
    label: 'aarskort',
    name: { da: 'Årskort', en: 'Season cards' },
    appData: appData(
      ['Årskort', 'Adgang til alle messer og kampe i et helt år'],
      ['Season cards', 'All fairs and matches for a whole year'],
      'aarskort.png',
    ),
  },
  {
    id: 9,
    label: 'udlejning',
    name: { da: 'Udlejning og levering', en: 'Hire and delivery' },
    appData: appData(
      ['Udlejning', 'Møbler på pladsen, og hjælp til at få dem hjem'],
      ['Hire', 'Furniture on site, and help to get it home'],
      null,
    ),
  },
  { id: 10, label: 'gavekort', name: { da: 'Gavekort', en: 'Gift vouchers' }, appData: null },
]

const plain = { vatPercentage: 25, currencyCode: 'DKK', hasInventoryPerDate: false, appData: null, properties: null }
const seasonCard = { ...plain, productType: 'seasoncard' }
const product = { ...plain, productType: 'product', cardRank: 0 }

export const products: readonly ProductRow[] = [
  {
    ...seasonCard,
    id: ids.productId,
    sellableId: 11,
    label: 'aarskort2026',
    name: { da: 'Årskort 2026', en: 'Season card 2026' },
    priceInclVat: 685,
    appData: appData(
      ['Årskort', 'Årskort til hele året'],
      ['Season card', 'Valid the whole year'],
      'aarskort-2026.png',
    ),
    properties: { seasonCardIsBuyable: '1', seasonCardIsRenewable: '0' },
    sku: 'AARS-26',
    cardRank: 1,
  },
  {
    ...seasonCard,
    id: 4,
    sellableId: 12,
    label: 'fornyaarskort2026',
    name: { da: 'Forny årskort 2026', en: 'Renew season card 2026' },
    priceInclVat: 585,
    properties: { seasonCardIsBuyable: '0', seasonCardIsRenewable: '1' },
    sku: 'AARS-26-F',
    cardRank: 1,
  },
  {
    ...seasonCard,
    id: 5,
    sellableId: 13,
    label: 'guldkort2026',
    name: { da: 'Guldkort 2026', en: 'Gold card 2026' },
    priceInclVat: 1450,
    appData: appData(['Guldkort', 'Med adgang til loungen'], ['Gold card', 'With access to the lounge'], null),
    properties: { seasonCardIsBuyable: '1', seasonCardIsRenewable: '0' },
    sku: 'GULD-26',
    cardRank: 2,
  },
  {
    ...product,
    id: 51,
    sellableId: ids.sellableId,
    label: 'loungestol',
    name: { da: 'Loungestol, dagsleje', en: 'Lounge chair, hire per day' },
    priceInclVat: 149.5,
    hasInventoryPerDate: true,
    sku: 'LEJE-STOL',
  },
  {
    ...product,
    id: 52,
    sellableId: 24,
    label: 'levering',
    name: { da: 'Levering af messekøb', en: 'Delivery of what you buy at the fair' },
    priceInclVat: 399,
    appData: appData(
      ['Levering', 'Til døren i Danmark, Norge og Sverige'],
      ['Delivery', 'To the door in Denmark, Norway and Sweden'],
      'levering.png',
    ),
    sku: 'LEV-MESSE',
  },
  {
    ...product,
    id: 53,
    sellableId: 25,
    label: 'katalog',
    name: { da: 'Møbelkatalog', en: 'Furniture catalogue' },
    priceInclVat: 0,
    sku: 'KATALOG',
  },
  {
    ...plain,
    id: 61,
    sellableId: 31,
    label: 'gavekort500',
    name: { da: 'Gavekort 500 kr.', en: 'Gift voucher DKK 500' },
    productType: 'voucher',
    priceInclVat: 500,
    vatPercentage: 0,
    sku: 'GAVE-500',
    cardRank: 0,
  },
]

export const customerGroups: readonly CustomerGroupRow[] = [
  { id: ids.customerGroupId, name: 'Sponsor', type: 'normal' },
  { id: 18, name: 'Forhandlere', type: 'normal' },
  { id: 19, name: 'Personale', type: 'normal' },
]

type FieldFacts = Pick<AddressFieldRow, 'name'> & Partial<AddressFieldRow>

function fields(addressType: string, firstId: number, table: Readonly<Record<string, FieldFacts>>): AddressFieldRow[] {
  return Object.entries(table).map(([field, facts], index) => ({
    id: firstId + index,
    addressType,
    field,
    type: 'string',
    url: null,
    required: false,
    optionalOnCreation: false,
    values: null,
    ...facts,
  }))
}

export const addressFields: readonly AddressFieldRow[] = [
  ...fields(billing, 401, {
    firstname: { name: { da: 'Fornavn', en: 'First name' }, required: true },
    lastname: { name: { da: 'Efternavn', en: 'Last name' }, required: true },
    company: { name: { da: 'Firma', en: 'Company' } },
    street: { name: { da: 'Adresse', en: 'Street' }, required: true, optionalOnCreation: true },
    zipCode: { name: { da: 'Postnummer', en: 'Zip code' }, required: true, optionalOnCreation: true },
    city: { name: { da: 'By', en: 'City' }, required: true, optionalOnCreation: true },
    country: {
      name: { da: 'Land', en: 'Country' },
      required: true,
      optionalOnCreation: true,
      values: [
        { value: 'DK', name: { da: 'Danmark', en: 'Denmark' } },
        { value: 'NO', name: { da: 'Norge', en: 'Norway' } },
        { value: 'SE', name: { da: 'Sverige', en: 'Sweden' } },
      ],
    },
    email: { name: { da: 'E-mail', en: 'E-mail' }, required: true },
    mobile: { name: { da: 'Mobil', en: 'Mobile' } },
    newsletter: {
      name: { da: 'Nyhedsbrev', en: 'Newsletter' },
      url: `${site}/side/privatliv`,
      required: true,
      optionalOnCreation: true,
      values: [
        { value: '1', name: { da: 'Ja tak', en: 'Yes, please' } },
        { value: '0', name: { da: 'Nej tak', en: 'No, thank you' } },
      ],
    },
  }),
  ...fields('season_card', 421, {
    name: { name: { da: 'Navn på kortet', en: 'Name on the card' }, required: true },
    dateOfBirth: { name: { da: 'Fødselsdato', en: 'Date of birth' }, required: true },
    email: { name: { da: 'E-mail', en: 'E-mail' } },
  }),
]

const farewell = {
  title: { da: 'Tak for besøget', en: 'Thank you for your visit' },
  body: { da: 'Kom godt hjem', en: 'Have a safe trip home' },
}

function geofence(id: number, city: string, latitude: number, longitude: number, radius: number): GeofenceRow {
  const welcome = {
    title: { da: `Velkommen til Nordic Arena ${city}`, en: `Welcome to Nordic Arena ${city}` },
    body: { da: 'Vis dit årskort ved indgangen', en: 'Show your season card at the entrance' },
  }
  const name = { da: `Nordic Arena ${city}` }
  return { id, latitude, longitude, radius, name, messages: { in: welcome, out: farewell } }
}

export const geofences: readonly GeofenceRow[] = [
  geofence(ids.geofenceId, 'Aarhus', 56.131973, 10.193669, 120),
  geofence(2, 'Göteborg', 57.7089, 11.9746, 250),
  geofence(3, 'Oslo', 59.9139, 10.7522, 180),
]
