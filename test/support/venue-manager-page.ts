/** What the vendor's page prints: its operations and example bodies. Copied by hand, never computed; people in them are replaced. */
const image =
  'https://image.experimentarium.dk/media/catalog/product/cache/1/image/9df78eab33525d08d6e5fb8d27136e95/api/%C3%85rskort%20Senior.png'
const appData = { header: 'Årskort', description: 'Årskort til hele året', image }
const token = { id: 17721, token: '<jwt>', customerId: 17721 }
const address = [{ field: 'street', value: 'Dannebrogsgade 58A' }]
const client = { clientName: 'VenueApp', clientOs: 'iPhone' }
const urls = { successUrl: 'http://example.com/success', failedUrl: 'http://example.com/argh' }

const product = {
  id: 3,
  name: 'Årskort 2019',
  label: 'aarskort2019',
  productType: 'seasoncard',
  priceInclVat: 685,
  vat: 137,
  currencyCode: 'DKK',
  hasInventoryPerDate: false,
  appData,
  properties: { seasonCardIsBuyable: '1', seasonCardIsRenewable: '0' },
}

const invoice = {
  id: 12345,
  number: 12345,
  orderId: 12345,
  type: 'invoice',
  date: '2019',
  totalAmount: 4200.5,
  totalDiscount: 0,
  totalVat: 840.1,
  currencyCode: 'DKK',
  customer: {
    id: 1234,
    number: '12341234',
    name: 'xyz',
    street: 'xyz',
    company: 'xyz',
    zipCode: 'xyz',
    city: 'xyz',
    country: 'xyz',
    email: 'xyz',
    mobile: 'xyz',
    phone: 'xyz',
  },
  deliveryAddress: { name: 'xyz', street: 'xyz', company: 'xyz', zipCode: 'xyz', city: 'xyz', country: 'xyz' },
  lines: [
    {
      id: 1234,
      type: 'admission',
      quantity: 2,
      amount: 100,
      discount: 50,
      vatPercentage: 25,
      totalAmount: 150,
      sku: 'XYZ',
      numbers: [12340000, 12340001],
      eventId: 123,
      eventName: 'Gryffindor - Slytherin',
      seasonId: 3,
      seasonName: '2019/2020',
    },
  ],
}

/** In the order of the page. */
export const pageOperations = [
  'GET /test/integer',
  'GET /test/integerArray',
  'GET /test/string',
  'GET /test/object',
  'GET /test/noContent',
  'GET /test/forbidden',
  'GET /config/address',
  'GET /config/geofence',
  'POST /customer',
  'GET /customer/{customerId}',
  'POST /customer/{customerId}',
  'POST /customer/updatePass',
  'POST /customer/resetpass',
  'POST /customer/token',
  'GET /customer/token',
  'POST /customer/dataToken',
  'POST /customer/pushToken',
  'POST /customer/guestToken',
  'POST /customer/onetimetoken',
  'GET /customer/anonymize',
  'POST /customer/anonymize',
  'GET /customer/paymentcards',
  'POST /customer/paymentcards',
  'GET /customergroup',
  'POST /order',
  'POST /order/ordertransaction/savedcard/{cardId}',
  'POST /order/ordertransaction',
  'GET /catalog/categories',
  'GET /catalog/products/',
  'GET /catalog/product/',
  'GET /invoice',
  'PUT /invoice/markAsPaidByExternalId/{externalId}',
  'POST /loyalty/barcode/registerUsage',
  'GET /voucher/code',
  'POST /voucher/code/redeem',
] as const

export type PageOperation = (typeof pageOperations)[number]

/** The request bodies of the page. */
export const requests = {
  createCustomer: { password: 'Hello, world!', address, ...client },
  editCustomer: { address },
  updatePass: { oldPassword: 'Hello, world!', newPassword: 'Hello, world!' },
  resetPass: { username: 'Hello, world!' },
  createToken: { username: 'alice@example.com', password: 'Bob is cute', ...client },
  token: { token: 'Hello, world!' },
  client,
  addCard: { ...urls, ...client },
  createOrder: {
    orderLines: [
      {
        sellableId: 23,
        productId: 51,
        quantity: 5,
        date: '2019-02-19',
        properties: {
          name: 'Fornavn Efternavn',
          email: 'kunde@example.org',
          dateOfBirth: '2019-02-19',
          street: 'Dannebrogsgade 58A',
          zipCode: '9000',
          city: 'Aalborg',
          countryCode: 'DK',
          imageId: 5823,
          oldCardId: 5823,
        },
      },
    ],
    ...client,
  },
  payOrder: { ...urls, paymentMethod: 'creditcard', ...client },
  registerUsage: { clientName: 'VenueApp', clientOs: 'iPhone - iOS - 12.0', code: 'XYZ1234' },
} as const

/** Status and body of every answer that is not an error; a body that the page does not print is undefined. */
export const answers: Readonly<Record<PageOperation, readonly (readonly [number, unknown])[]>> = {
  'GET /test/integer': [[200, 42]],
  'GET /test/integerArray': [[200, [1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89]]],
  'GET /test/string': [[200, 'This result is a simple string value.']],
  'GET /test/object': [
    [200, { id: '42', label: 'exampleObject', days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] }],
  ],
  'GET /test/noContent': [[204, undefined]],
  'GET /test/forbidden': [[403, { error: 'Winston writes in his forbidden diary.', errorCode: 1984 }]],
  'GET /config/address': [
    [
      200,
      [
        {
          field: 'firstname',
          type: 'string',
          name: 'Fornavn',
          url: 'http://shop.venuemanager.net/side/privacy',
          required: true,
          optionalOnCreation: true,
          values: [{ value: 'M', name: 'Mand' }],
        },
      ],
    ],
  ],
  'GET /config/geofence': [
    [
      200,
      [
        {
          id: 1,
          latitude: 56.131973,
          longitude: 10.193669,
          radius: 120,
          name: 'Ceres Arena',
          topics: { inside: '/topic/agf/geofence_inside/1', outside: '/topic/agf/geofence_outside/1' },
          messages: {
            in: { title: 'Velkommen til VM Arena', body: 'Velokmmen til VM Arena' },
            out: { title: 'Velkommen til VM Arena', body: 'Velokmmen til VM Arena' },
          },
        },
      ],
    ],
  ],
  'POST /customer': [[200, token]],
  'GET /customer/{customerId}': [
    [
      200,
      { id: 17721, username: 'kunde@example.org', address, data: [{ label: 'seasonRank', value: 'Hello, world!' }] },
    ],
  ],
  'POST /customer/{customerId}': [[204, undefined]],
  'POST /customer/updatePass': [[204, undefined]],
  'POST /customer/resetpass': [
    [200, { message: 'Du vil snarest modtage et link per mail til at nulstille din adgangskode.' }],
  ],
  'POST /customer/token': [[200, token]],
  'GET /customer/token': [[204, undefined]],
  'POST /customer/dataToken': [[200, token]],
  'POST /customer/pushToken': [[204, undefined]],
  'POST /customer/guestToken': [[200, token]],
  'POST /customer/onetimetoken': [[200, { token: '2d0002947ce783aaea1a29d4c04bec5b066ac56f' }]],
  'GET /customer/anonymize': [[200, { canBeAnonymized: true, reasons: ['Hello, world!'] }]],
  'POST /customer/anonymize': [[204, undefined]],
  'GET /customer/paymentcards': [
    [200, [{ id: 10, brand: 'VISA', number: '100000...3333', expire_year: 2017, expire_month: 12 }]],
  ],
  'POST /customer/paymentcards': [[201, undefined]],
  'GET /customergroup': [[200, [{ id: 17721, name: 'Sponsor', type: 'normal' }]]],
  'POST /order': [[201, { id: 65478, number: 'AB1C2D3E' }]],
  'POST /order/ordertransaction/savedcard/{cardId}': [[200, { id: 43 }]],
  'POST /order/ordertransaction': [
    [201, { id: 43 }],
    [200, [{ id: 43 }]],
  ],
  'GET /catalog/categories': [[200, [{ id: 8, name: 'Årskort', label: 'aarskort', appData }]]],
  'GET /catalog/products/': [[200, [product]]],
  'GET /catalog/product/': [[200, product]],
  'GET /invoice': [[200, [invoice]]],
  'PUT /invoice/markAsPaidByExternalId/{externalId}': [[204, undefined]],
  'POST /loyalty/barcode/registerUsage': [[200, { points: 12 }]],
  'GET /voucher/code': [
    [
      200,
      {
        id: 123,
        voucherId: 120,
        code: 'XYZ1234',
        isValid: true,
        message: 'Rabatkoden er allerede brugt',
        creationPrice: { amount: 100, discount: 0, vatPercentage: 25, currencyCode: 'DKK' },
      },
    ],
  ],
  'POST /voucher/code/redeem': [[204, undefined]],
}

/** The page's XML, with the first of its three lines. */
export const invoiceXml = `<invoices>
 <invoice>
 <id>12345</id>
 <number>12345</number>
 <orderId>12345</orderId>
 <type>invoice</type>
 <date>2019-01-17</date>
 <totalAmount>4200.5</totalAmount>
 <totalDiscount>0.0</totalDiscount>
 <totalVat>840.1</totalVat>
 <currencyCode>DKK</currencyCode>
 <customer>
 <id>1234</id>
 <number>12341234</number>
 <name>xyz</name>
 <street>xyz</street>
 <company>xyz</company>
 <zipCode>xyz</zipCode>
 <city>xyz</city>
 <country>xyz</country>
 <email>xyz</email>
 <mobile>xyz</mobile>
 <phone>xyz</phone>
 </customer>
 <deliveryAddress>
 <name>xyz</name>
 <street>xyz</street>
 <company>xyz</company>
 <zipCode>xyz</zipCode>
 <city>xyz</city>
 <country>xyz</country>
 </deliveryAddress>
 <lines>
 <line>
 <id>1234</id>
 <type>admission</type>
 <quantity>2</quantity>
 <amount>100.0</amount>
 <discount>50.0</discount>
 <vatPercentage>25.0</vatPercentage>
 <totalAmount>150.0</totalAmount>
 <sku>XYZ</sku>
 <numbers>
 <number>123450000</number>
 <number>123450001</number>
 </numbers>
 </line>
 </lines>
 </invoice>
</invoices>`
