/** A connection as each vendor needs it, and a first resource in comments: nothing is made in a shop by being new. */

export interface Starter {
  /** Settings besides `vendor`, as lines of YAML. */
  readonly settings: readonly string[]
  /** Variables that hold its secrets. */
  readonly secrets: readonly string[]
  /** Named after what is in it. */
  readonly file: string
  /** A resource of each kind that comes first. */
  readonly example: readonly string[]
  /** Whether its products can have sales. */
  readonly sales?: true
  /** A setting that nobody but its owner knows: an example stands in its place until it is told. */
  readonly own?: { readonly setting: string; readonly question: string }
}

export const starters: { readonly [vendor: string]: Starter } = {
  shoporama: {
    settings: ['token: !env SHOPORAMA_TOKEN'],
    secrets: ['SHOPORAMA_TOKEN'],
    file: 'products.yaml',
    sales: true,
    example: [
      'suppliers:',
      '  acme:',
      '    name: Acme Møbler A/S',
      'categories:',
      '  chairs:',
      '    name: Stole',
      'products:',
      '  oak-chair:',
      '    own_id: CH-001 # found by it, where the shop has the product already',
      '    name: Egestol',
      '    supplier: acme',
      '    categories: [chairs]',
      '    price: 1299.00',
    ],
  },
  'distribution-innovation': {
    settings: ['environment: production', 'username: !env DI_USERNAME', 'password: !env DI_PASSWORD'],
    secrets: ['DI_USERNAME', 'DI_PASSWORD'],
    file: 'delivery-shops.yaml',
    example: [
      'shops:',
      '  oslo:',
      '    name: Butikken i Oslo # every field: the schema that your editor shows, and butik schema distribution-innovation',
    ],
  },
  'venue-manager': {
    settings: ['customer: my-venue # as in my-venue.admin.venuemanager.net'],
    secrets: [],
    own: { setting: 'customer', question: 'customer, as in CUSTOMER.admin.venuemanager.net' },
    file: 'tickets.yaml',
    example: ['products:', '  adult:', '    name: Voksen # expected; a difference is shown, and put right by hand'],
  },
  '24nettbutikk': {
    settings: ['url: https://my-shop.example/api/v1 # where the API of your shop is', 'token: !env NETTBUTIKK_TOKEN'],
    secrets: ['NETTBUTIKK_TOKEN'],
    own: { setting: 'url', question: 'address of the API of your shop, as in https://my-shop.example/api/v1' },
    file: 'products.yaml',
    example: ['products:', '  chair:', '    name: Stol # expected; a difference is shown, and put right by hand'],
  },
  scanpay: {
    settings: ['api_key: !env SCANPAY_API_KEY'],
    secrets: ['SCANPAY_API_KEY'],
    file: 'payments.yaml',
    example: ['gateways:', '  main: {} # expected; a difference is shown, and put right by hand'],
  },
}
