/** What a person may write for a product. Field names are the vendor's; references have no `_id`. */
import * as z from 'zod'
import {
  blockSchema,
  clearable,
  day,
  described,
  flagOf,
  images,
  integer,
  money,
  moneyOrText,
  reference,
  references,
  remote,
  sectionOf,
  textOf,
} from './schema-parts.ts'

const required = { clear: false } as const

const stock = integer('Pieces in stock. Set once when created, unless `ownership: { stock: ours }`.', [7])

const stockSetting = z
  .strictObject({
    attribute: reference('variant attribute of the profile', 'Which attribute.', ['colour']),
    value: reference('value of it', 'Which value.', ['oak']),
    own_id: textOf('SKU of the variant.', ['CH-001-OAK']).optional(),
    sec_own_id: textOf('Second SKU of the variant.', ['ACME-9']).optional(),
    gtin: textOf('GTIN (EAN) of the variant.', ['5701234567899']).optional(),
    price: money('Price of the variant, in the currency of the shop.', [1299]).optional(),
    purchase_price: money('What the variant costs you, in the currency of the shop.', [610]).optional(),
    stock: stock.optional(),
  })
  .meta({
    description: 'What one variant has of its own.',
    examples: [{ attribute: 'colour', value: 'oak', own_id: 'CH-001-OAK' }],
  })

const attributeValue = z.union([moneyOrText, remote])
const attributes = sectionOf(
  z.union([attributeValue, z.array(attributeValue), z.null()]),
  'Values of the attributes of the profile; a list where the attribute is a variant. Only the written ones are managed; null clears.',
  [{ colour: ['oak', 'black'], width: 40 }],
)

const htmlField = z
  .strictObject({
    html: textOf('HTML.', ['<p>Fri fragt</p>'], required),
    append: z
      .enum(['head', 'body', ''])
      .nullable()
      .meta({ description: 'Where it is added by itself; nothing: the theme places it.', examples: ['head'] })
      .optional(),
  })
  .meta({ description: 'A piece of HTML.', examples: [{ html: '<p>Fri fragt</p>', append: 'body' }] })

const bulkDiscount = z
  .strictObject({
    over: integer('Pieces above which it holds.', [5]),
    discount: money('What each piece is cheaper, without VAT, in the currency of the shop.', [12.5]),
  })
  .meta({ description: 'A discount on quantity.', examples: [{ over: 5, discount: 12.5 }] })

const stepPrices = described(
  z
    .record(
      z.string().regex(/^\d+$/),
      z.record(
        z.string().regex(/^([A-Za-z0-9][A-Za-z0-9_-]*\.[A-Za-z0-9][A-Za-z0-9_-]*|\d+)$/),
        money('Price of a piece, in the currency of the shop.', [1199]),
      ),
    )
    .nullable(),
  'Prices by steps: from so many pieces, the price of each value (`attribute.value`, or the id of a value).',
  [{ 10: { 'colour.oak': 1199 } }],
)

const isPublic = flagOf('Whether it may be downloaded without having been bought.')
const file = described(
  z
    .union([
      z.strictObject({
        file: described(z.string(), 'Path of the file, relative to this file.', ['manual.pdf']),
        is_public: isPublic.optional(),
      }),
      z.strictObject({
        url: described(z.string(), 'Where the shop fetches the file.', ['https://acme.example/manual.pdf']),
        is_public: isPublic.optional(),
      }),
    ])
    .nullable(),
  'A file to download; null removes it. It cannot be read back.',
  [{ file: 'manual.pdf', is_public: true }],
)

const saleDays = {
  price: z
    .union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)])
    .meta({ description: 'Price on these days, in the currency of the shop.', examples: [999] }),
  from: day('First day, from midnight in Denmark.', '2026-11-27'),
  to: day('Last day, included.', '2026-11-30'),
}

const oneSale = z.strictObject(saleDays).meta({
  description: 'A price for some days.',
  examples: [{ price: 999, from: '2026-11-27', to: '2026-11-30' }],
})

const sale = described(
  z.union([oneSale, z.array(oneSale), z.null()]),
  'Sets sale_price on its days, and clears it on all others; takes the place of sale_price. Several are a list, and share no day.',
  [{ price: 999, from: '2026-11-27', to: '2026-11-30' }],
)

const campaign = z
  .strictObject({
    from: saleDays.from,
    to: saleDays.to,
    products: sectionOf(
      z.union([saleDays.price, z.strictObject({ price: saleDays.price })]),
      'The products that take part, by key, and what each costs in these days.',
      [{ 'oak-chair': 999, 'oak-table': { price: 1999 } }],
    ),
  })
  .meta({
    description: 'A sale of several products.',
    examples: [{ from: '2026-11-27', to: '2026-11-30', products: { 'oak-chair': 999 } }],
  })

export const campaignsSchema: z.ZodType = sectionOf(
  campaign,
  'Sales of several products on the same days, by a name of your choosing.',
  [{ 'black-friday': { from: '2026-11-27', to: '2026-11-30', products: { 'oak-chair': 999 } } }],
)

const location = z
  .strictObject({
    sku: textOf('SKU of the product or of a variant.', ['CH-001-OAK'], required),
    location: textOf('Its place in the warehouse.', ['A-12-1']),
  })
  .meta({ description: 'Where one SKU lies.', examples: [{ sku: 'CH-001-OAK', location: 'A-12-1' }] })

export const productSchema: z.ZodType = z
  .strictObject({
    own_id: textOf('SKU of the product, and how it is found in the shop.', ['CH-001'], required),
    name: textOf('Name of the product.', ['Egestol'], required).optional(),
    profile: clearable(reference('profile', 'Which attributes it can have.', ['furniture'])).optional(),
    supplier: clearable(reference('supplier', 'Who delivers it.', ['acme'])).optional(),
    brand: clearable(described(remote, 'Its brand; brands have no section of their own.', [{ id: 12 }])).optional(),
    brand_name: textOf(
      'Its brand by name; the vendor finds or makes it. It cannot be read back.',
      ['Acme'],
      required,
    ).optional(),
    description: textOf('Description, HTML.', ['<p>En stol i eg.</p>']).optional(),
    list_description: textOf('Description in lists.', ['Stol i eg']).optional(),
    main_category: clearable(reference('category', 'The category it belongs to.', ['chairs'])).optional(),
    categories: references('category', 'All categories that show it.', [['chairs']]).optional(),
    vat: money('VAT in per cent; null takes that of the shop.', [25]).optional(),
    price: money('Price, in the currency of the shop.', [1299]).optional(),
    sale_price: money('Price while on sale, in the currency of the shop; null ends the sale.', [999]).optional(),
    sale: sale.optional(),
    purchase_price: money('What it costs you, in the currency of the shop.', [610]).optional(),
    shipping: money('Shipping price, in the currency of the shop.', [49]).optional(),
    shipping_weight: integer('Weight when shipped, in grams.', [5200]).optional(),
    never_free_shipping: flagOf('Whether it never ships free.').optional(),
    delivery_time: textOf('Delivery time, as the shop shows it.', ['2-4 hverdage']).optional(),
    delivery_time_not_in_stock: textOf('Delivery time while out of stock.', ['3-4 uger']).optional(),
    is_online: flagOf('Whether the shop shows it.').optional(),
    auto_offline: flagOf('Whether it goes offline by itself when out of stock.').optional(),
    allow_negative_stock: flagOf('Whether it can be sold below zero.').optional(),
    no_index: flagOf('Whether search engines are told to leave the page out.').optional(),
    meta: textOf('Extra fields for the head of the page, HTML.', ['<meta name="author" content="Acme">']).optional(),
    meta_title: textOf('Title for search engines.', ['Egestol']).optional(),
    meta_description: textOf('Description for search engines.', ['Stol i massiv eg.']).optional(),
    canonical: clearable(
      reference('product', 'The product that search engines should show instead.', ['oak-chair']),
    ).optional(),
    search: textOf('Words for the search of the shop.', ['spisestol']).optional(),
    mailing_list_ids: textOf('Ids for Mailchimp, parted by commas.', ['1,2']).optional(),
    sec_own_id: textOf('Second SKU.', ['ACME-9']).optional(),
    gtin: textOf('GTIN (EAN).', ['5701234567899']).optional(),
    mpn: textOf("The maker's number.", ['OC-45']).optional(),
    google_category: textOf("Id of Google's product category.", [5886]).optional(),
    rewrite_url: textOf('Path of the page below the shop; made from the name where it is not written.', [
      'egestol',
    ]).optional(),
    location: textOf('Its place in the warehouse.', ['A-12-1']).optional(),
    locations: described(z.array(location).nullable(), 'Places by SKU. They cannot be read back.', [
      [{ sku: 'CH-001-OAK', location: 'A-12-1' }],
    ]).optional(),
    bundle: references('product', 'The parts of a set; twice is two pieces.', [
      ['oak-leg', 'oak-leg', 'oak-seat'],
    ]).optional(),
    related: references('product', 'Related products.', [['oak-table']]).optional(),
    images: images.optional(),
    file: file.optional(),
    attributes: attributes.optional(),
    stock_settings: described(z.array(stockSetting).nullable(), 'The variants. The list is the whole list.', [
      [{ attribute: 'colour', value: 'oak' }],
    ]).optional(),
    stock: stock.optional(),
    html_fields: described(z.array(htmlField).nullable(), 'HTML that the theme places.', [
      [{ html: '<p>Fri fragt</p>' }],
    ]).optional(),
    bulk_discount: clearable(bulkDiscount).optional(),
    discount: stepPrices.optional(),
    butik: blockSchema(true).optional(),
  })
  .meta({ description: 'A product.', examples: [{ own_id: 'CH-001', name: 'Egestol', price: 1299 }] })
