// One shop that uses every kind and every writable field, in two versions: as it begins, and with something changed in
// nearly everything. The owner's drift in between touches what both versions write.
import type { Engine, Files } from '../../support/engine.ts'

const pictures = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`images/${name}.png`, `\u0089PNG ${name}`]))
const documents = {
  'files/manual.pdf': '%PDF manual',
  'texts/chair.html': '<p>Stol i massiv eg.</p>\n<script>let eg = 1</script>\n<p>Olieret.</p>\n',
}

export const first: Files = {
  ...pictures,
  ...documents,
  'suppliers.yaml': `suppliers:
  acme: { name: Acme Møbler A/S, dropshipping_mail: ordre@acme.example }
  nordic: { name: Nordic ApS }
  gone: { name: Udgået, butik: { on_remove: delete } }
`,
  'profiles.yaml': `profiles:
  furniture:
    name: Møbel
    attributes:
      colour:
        type: valuelist
        name: Farve
        is_variant: true
        has_price: true
        weight: 10
        values:
          oak: { val: Eg, weight: 1, tag: eg }
          black: Sort
          white: { val: Hvid, weight: 3 }
      timber: { type: valuelist, name: Træsort, weight: 20, values: { oak: Massiv eg, ash: Massiv ask } }
      width: { type: integer, name: Bredde, weight: 30 }
      care: { type: string, name: Pleje }
      flat: { type: boolean, name: Usamlet, is_variant: false, has_price: false }
  plain: { name: Uden egenskaber }
  gone:
    name: Udgået
    attributes: { size: { type: valuelist, name: Størrelse, values: { s: S, m: M } }, note: { type: string, name: Note } }
    butik: { on_remove: delete }
`,
  'categories.yaml': `categories:
  furniture: { name: Møbler, in_menu: true, sort_order: no_stock_last, tag: top }
  chairs:
    name: Stole
    parent: furniture
    in_menu: false
    no_index: true
    sort_order: random
    tag: stole
    empty_redir: /moebler
    description_a: <p>Over</p>
    description_b: <p>Under</p>
    meta_title: Stole
    meta_description: Alle vores stole
    meta: <meta name="robots" content="all">
    canonical: seats
    rewrite_url: moebler/stole
    images:
      - { file: images/a.png, description: Stole }
      - { url: "https://cdn.example/stole.jpg", description: Flere stole }
  seats: { name: Siddepladser, parent: furniture, canonical: chairs }
  loose: { name: Løst }
  spare: { name: Overflødig, parent: seats, butik: { on_remove: delete } }
`,
  'products.yaml': `products:
  chair:
    own_id: CH-001
    sec_own_id: ACME-9
    gtin: "5701234567899"
    mpn: OC-45
    name: Egestol
    profile: furniture
    supplier: acme
    brand_name: Acme
    description: !file texts/chair.html
    list_description: Stol i eg
    main_category: chairs
    categories: [chairs, furniture]
    vat: 25
    price: 1299.50
    sale_price: 999.95
    purchase_price: 610.25
    shipping: 49.75
    shipping_weight: 5200
    never_free_shipping: true
    delivery_time: 2-4 hverdage
    delivery_time_not_in_stock: 3-4 uger
    is_online: true
    auto_offline: false
    allow_negative_stock: true
    no_index: true
    meta: <meta name="author" content="Acme">
    meta_title: Egestol
    meta_description: Stol i massiv eg.
    canonical: table
    search: spisestol
    mailing_list_ids: 1,2
    google_category: 5886
    rewrite_url: egestol
    locations: [{ sku: CH-001-OAK, location: A-12-1 }, { sku: CH-001-BLK, location: A-12-2 }]
    related: [table, bench]
    images:
      - { file: images/a.png, description: Forfra }
      - { file: images/b.png, description: Bagfra }
      - { url: "https://cdn.example/side.jpg", description: Fra siden }
      - { file: images/c.png }
    file: { file: files/manual.pdf, is_public: true }
    attributes: { colour: [oak, black], timber: oak, width: 40, care: Tør støv, flat: true }
    stock_settings:
      - { attribute: colour, value: oak, own_id: CH-001-OAK, sec_own_id: A-OAK, gtin: "5701234567882", price: 1299.50, purchase_price: 610.25, stock: 7 }
      - { attribute: colour, value: black, own_id: CH-001-BLK, price: 1399, stock: 0 }
    html_fields: [{ html: "<b>Fri fragt</b><script>let a = 1</script>", append: head }, { html: "<i>Dansk</i>" }]
    bulk_discount: { over: 5, discount: 12.50 }
    discount: { 10: { colour.oak: 1199.50 }, 20: { colour.oak: 1099, colour.black: 1149.25 } }
  table:
    own_id: TB-001
    name: Egebord
    supplier: nordic
    price: 2499
    categories: [furniture]
    canonical: bench
    related: [chair]
    location: B-1
    stock: 3
    images: [{ url: "https://cdn.example/bord.jpg" }]
  bench:
    own_id: 00123
    name: Bænk
    profile: plain
    price: 0
    sale_price: null
    is_online: false
    canonical: chair
    related: [chair, table]
  set:
    butik: { on_remove: delete }
    own_id: SET-1
    name: Spisestue
    price: 5999
    bundle: [chair, chair, table, bench]
    stock: 1
  sold-out: { own_id: SO-1, name: Udsolgt, price: 5, is_online: true, auto_offline: true, stock: 0 }
  branded: { own_id: BR-1, name: Mærkevare, brand: { id: 1 }, price: 10 }
  empty:
    butik: { on_remove: offline }
    own_id: EM-1
    name: Næsten intet
    price: 1
    description: null
    supplier: null
    main_category: null
    categories: []
    related: []
    images: []
    attributes: { }
    stock_settings: []
    html_fields: []
    discount: { }
    gtin: null
    shipping_weight: null
`,
}

/** Something of everything is another: prices, texts, links, pictures moved, described anew, replaced and taken away. */
export const second: Files = {
  'suppliers.yaml': `suppliers:
  acme: { name: Acme Møbler A/S, dropshipping_mail: lager@acme.example }
  nordic: { name: Nordic ApS, dropshipping_mail: ordre@nordic.example }
  gone: { name: Udgået, butik: { on_remove: delete } }
`,
  'profiles.yaml': `profiles:
  furniture:
    name: Møbler
    attributes:
      colour:
        type: valuelist
        name: Farve
        is_variant: true
        has_price: false
        weight: 5
        values:
          oak: { val: Eg, weight: 9, tag: null }
          black: Sort lak
          white: { val: Hvid, weight: 3, tag: lak }
      timber: { type: valuelist, name: Træ, weight: 20, values: { oak: Massiv eg, ash: Massiv ask, pine: Fyr } }
      width: { type: integer, name: Bredde (cm), weight: 30 }
      care: { type: string, name: Pleje }
      flat: { type: boolean, name: Usamlet }
      height: { type: integer, name: Højde }
  plain: { name: Uden egenskaber }
  gone:
    name: Udgået
    attributes: { size: { type: valuelist, name: Størrelse, values: { s: S, m: M } }, note: { type: string, name: Note } }
    butik: { on_remove: delete }
`,
  'categories.yaml': `categories:
  furniture: { name: Møbler, in_menu: true, sort_order: normal, tag: null }
  chairs:
    name: Stole og bænke
    parent: loose
    in_menu: true
    no_index: false
    sort_order: normal
    tag: null
    empty_redir: /stole
    description_a: <p>Over alt</p>
    description_b: null
    meta_title: Stole og bænke
    meta_description: null
    meta: null
    canonical: null
    rewrite_url: stole
    images:
      - { url: "https://cdn.example/stole.jpg", description: Mange stole }
      - { file: images/d.png, description: Ny }
  seats: { name: Siddepladser, parent: null, canonical: loose }
  loose: { name: Løst og fast }
  spare: { name: Overflødig, parent: seats, butik: { on_remove: delete } }
`,
  'products.yaml': `products:
  chair:
    own_id: CH-001
    sec_own_id: null
    gtin: "5701234567875"
    mpn: OC-46
    name: Egestol Lyng
    profile: furniture
    supplier: nordic
    brand_name: Acme
    description: <p>Stol i massiv eg.</p><p>Sæbebehandlet.</p>
    list_description: null
    main_category: seats
    categories: [seats, loose]
    vat: null
    price: 1399
    sale_price: null
    purchase_price: 611
    shipping: null
    shipping_weight: 5300
    never_free_shipping: false
    delivery_time: 1-2 hverdage
    delivery_time_not_in_stock: null
    is_online: true
    auto_offline: false
    allow_negative_stock: false
    no_index: false
    meta: null
    meta_title: Egestol Lyng
    meta_description: null
    canonical: null
    search: spisestol, køkkenstol
    mailing_list_ids: null
    google_category: null
    rewrite_url: egestol-lyng
    locations: [{ sku: CH-001-OAK, location: C-1 }]
    related: [set]
    images:
      - { url: "https://cdn.example/side.jpg", description: Fra siden }
      - { file: images/d.png, description: Ny forfra }
      - { file: images/b.png, description: Bagpå }
    file: { file: files/manual.pdf, is_public: false }
    attributes: { colour: [oak, white], timber: ash, width: 42, care: null, flat: false, height: 80 }
    stock_settings:
      - { attribute: colour, value: oak, own_id: CH-001-OAK, sec_own_id: null, gtin: "5701234567882", price: 1350.25, purchase_price: 600, stock: 7 }
      - { attribute: colour, value: white, own_id: CH-001-WHT, price: 1450, stock: 4 }
    html_fields: [{ html: "<b>Fri fragt</b>", append: body }]
    bulk_discount: { over: 6, discount: 13 }
    discount: { 10: { colour.oak: 1150 } }
  table:
    own_id: TB-001
    name: Egebord
    supplier: null
    price: 2599.95
    categories: [furniture, loose]
    canonical: null
    related: [chair, bench]
    location: B-2
    stock: 3
    images: [{ url: "https://cdn.example/bord.jpg", description: Bordet }]
  bench:
    own_id: 00123
    name: Bænk
    profile: plain
    price: 799
    sale_price: 699
    is_online: true
    canonical: table
    related: []
  set:
    butik: { on_remove: delete }
    own_id: SET-1
    name: Spisestue
    price: 5999
    bundle: [table, chair]
    stock: 1
  sold-out: { own_id: SO-1, name: Udsolgt, price: 5, is_online: true, auto_offline: true, stock: 0 }
  branded: { own_id: BR-1, name: Mærkevare, brand: { id: 1 }, price: 11 }
  empty:
    butik: { on_remove: offline }
    own_id: EM-1
    name: Noget
    price: 2
    description: Tekst
    supplier: acme
    main_category: loose
    categories: [loose]
    related: [chair]
    images: [{ file: images/a.png }]
    stock_settings: []
    gtin: "123"
    shipping_weight: 100
`,
}

/** Less of it: what is gone from the files is deleted, set offline or forgotten, as its `on_remove` says. */
export const third: Files = {
  'suppliers.yaml': without(second, 'suppliers.yaml', ['gone']),
  'profiles.yaml': without(second, 'profiles.yaml', ['gone']),
  'categories.yaml': without(second, 'categories.yaml', ['spare']),
  'products.yaml': without(second, 'products.yaml', ['set', 'empty', 'branded']).replace(
    'related: [set]',
    'related: [bench]',
  ),
}

function without(files: Files, file: string, keys: readonly string[]): string {
  const block = (key: string) => new RegExp(`^  ${key}:.*\\n( {4}.*\\n)*`, 'm')
  return keys.reduce((text, key) => text.replace(block(key), ''), String(files[file]))
}

interface Row {
  readonly [name: string]: unknown
}

/** With other stock levels than in `first`, for `ownership: { stock: ours }`. */
export const secondWithStock: Files = {
  ...second,
  'products.yaml': String(second['products.yaml'])
    .replace('purchase_price: 600, stock: 7', 'purchase_price: 600, stock: 9')
    .replace('stock: 3\n', 'stock: 5\n'),
}

/** What the owner changes by hand in the shop's administration, in every kind. */
export async function drift(shop: Pick<Engine, 'owner' | 'sandbox'>): Promise<void> {
  const rows = (name: string) =>
    shop.sandbox.shoporama.snapshot().collections[name]?.rows as unknown as readonly (Row & {
      id: number
      fields: Row
    })[]
  const id = (name: string, field: string, value: string) => {
    const found = rows(name).find((row) => row.fields[field] === value)
    if (found === undefined) throw new Error(`no ${name} with ${field} ${value}`)
    return found.id
  }
  const chair = rows('products').find((row) => row.fields['own_id'] === 'CH-001')
  const images = (chair?.['images'] ?? []) as readonly { id: number }[]
  await shop.owner('PUT', `/supplier/${id('suppliers', 'name', 'Acme Møbler A/S')}`, {
    dropshipping_mail: 'ejer@acme.example',
  })
  await shop.owner('PUT', `/profile-attribute/${id('attributes', 'name', 'Pleje')}`, { weight: 99 })
  await shop.owner('PUT', `/profile-attribute-value/${id('values', 'val', 'Hvid')}`, { weight: 77 })
  await shop.owner('PUT', `/category/${id('categories', 'name', 'Møbler')}`, { in_menu: 0 })
  await shop.owner('PUT', `/product/${chair?.id}`, {
    price: '1',
    name: 'Ejerens navn',
    no_index: 1,
    images: [
      { image_id: images[0]?.id, remove: 1 },
      { image_id: images[1]?.id, description: 'Ejerens billede' },
      { url: 'https://cdn.example/eget.jpg' },
    ],
  })
  await shop.owner('PUT', `/product/${id('products', 'own_id', 'TB-001')}`, { related: [], price: '3' })
}
