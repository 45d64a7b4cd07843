// The world of the crash matrix: two vendors, a first apply, and then a plan with every kind and every action in it. It
// is made of parts that are alike, so that its plan can be as long as it is wanted.
import type { Project } from './butik.ts'

export interface CrashWorld {
  readonly before: Readonly<Record<string, string>>
  readonly after: Readonly<Record<string, string>>
  /** What the owner has by hand between the two: to be adopted, and to be left alone. */
  ownersThings(shop: Pick<Project, 'owner'>): Promise<void>
}

// What the plan does to values is what it is about: the guards on values are acknowledged.
export const flags: readonly string[] = [
  '--yes',
  '--allow-delete',
  '--ack',
  'category,price,updates,deletes,own-id,offline,url',
]

/** One part gives a plan of 20 operations and more, each further one some twenty. */
export function crashWorld(parts: number): CrashWorld {
  const all = Array.from({ length: parts }, (_, index) => `${index + 1}`)
  const files = (version: 'before' | 'after') => ({
    'butik.yaml': butikYaml,
    'files/manual.pdf': '%PDF manual',
    ...Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [`images/${name}.png`, `\u0089PNG ${name}`])),
    ...Object.fromEntries(
      all.map((part) => [`part-${part}.yaml`, { before: partBefore, after: partAfter }[version](part)]),
    ),
  })
  return {
    before: files('before'),
    after: files('after'),
    async ownersThings(shop) {
      for (const part of all) {
        await shop.owner('POST', '/supplier', { name: `Ejner ${part}`, dropshipping_mail: 'old@x.example' })
        await shop.owner('POST', '/category', { name: `Have ${part}` })
        await shop.owner('POST', '/product', [{ own_id: `OWN-${part}`, name: 'Ejerens bord', price: '50' }])
      }
      const foreign = { own_id: 'FOREIGN', name: 'Rører vi ikke', price: '1', description: 'fremmed' }
      await shop.owner('POST', '/product', [foreign])
    },
  }
}

const butikYaml = `version: 1
connections:
  shop:
    vendor: shoporama
    token: !env SHOPORAMA_TOKEN
    url: !env SHOPORAMA_URL
  delivery:
    vendor: distribution-innovation
    url: !env DI_URL
    username: !env DI_USERNAME
    password: !env DI_PASSWORD
`

const partBefore = (n: string) => `suppliers:
  acme-${n}: { name: Acme Møbler ${n}, dropshipping_mail: mail1@x.example }
  gone-${n}: { name: Udgået ${n}, butik: { on_remove: delete } }
profiles:
  furniture-${n}:
    name: Møbel ${n}
    attributes:
      colour:
        type: valuelist
        name: Farve
        is_variant: true
        values: { oak: { val: Eg ${n}, weight: 1 }, black: Sort ${n} }
      depth: { type: integer, name: Dybde ${n} }
categories:
  furniture-${n}: { name: Møbler ${n} }
  lamps-${n}: { name: Lamper ${n}, parent: furniture-${n} }
  old-${n}: { name: Gammel ${n}, parent: furniture-${n}, butik: { on_remove: delete } }
products:
  old-chair-${n}:
    own_id: OLD-${n}
    name: Gammel stol
    price: 100
    categories: [furniture-${n}]
    profile: furniture-${n}
    supplier: acme-${n}
    images:
      - { file: images/a.png, description: Forfra }
      - { file: images/b.png, description: Bagfra }
    attributes: { colour: [oak] }
    stock_settings: [{ attribute: colour, value: oak, own_id: OLD-${n}-OAK, price: 100, stock: 3 }]
  doomed-${n}: { own_id: DOOM-${n}, name: Slettes, price: 5, butik: { on_remove: delete } }
  faded-${n}: { own_id: FADE-${n}, name: Falmer, price: 6, is_online: true, butik: { on_remove: offline } }
  dropped-${n}: { own_id: DROP-${n}, name: Glemmes, price: 7 }
  old-name-${n}: { own_id: MOVE-${n}, name: Flyttes, price: 8 }
shops:
${warehouse('oslo', n, 'Oslo')}`

const partAfter = (n: string) => `suppliers:
  acme-${n}: { name: Acme Møbler ${n}, dropshipping_mail: mail9@x.example }
  nordic-${n}: { name: Nordic ${n}, dropshipping_mail: ordre@nordic.example }
  ejner-${n}: { name: Ejner ${n}, dropshipping_mail: mail3@x.example }
profiles:
  furniture-${n}:
    name: Møbel ${n}
    attributes:
      colour:
        type: valuelist
        name: Farve
        is_variant: true
        values: { oak: { val: Eg ${n}, weight: 5 }, black: Sort ${n}, white: { val: Hvid ${n}, weight: 3 } }
      depth: { type: string, name: Dybde ${n} }
  clothes-${n}:
    name: Tøj ${n}
    attributes:
      size: { type: valuelist, name: Størrelse ${n}, is_variant: true, values: { s: Small ${n} } }
categories:
  furniture-${n}: { name: Møbler ${n}, in_menu: true }
  garden-${n}: { name: Have ${n} }
  kitchen-${n}:
    name: Køkken ${n}
    parent: furniture-${n}
    images: [{ file: images/c.png, description: Køkkenet }]
  lamps-${n}: { name: Lamper ${n}, parent: kitchen-${n} }
products:
  old-chair-${n}:
    own_id: OLD-${n}
    name: Gammel stol
    price: 120.50
    categories: [furniture-${n}, garden-${n}]
    profile: furniture-${n}
    supplier: acme-${n}
    images:
      - { file: images/b.png, description: Bag }
      - { file: images/d.png, description: Ny }
    attributes: { colour: [oak, white] }
    stock_settings:
      - { attribute: colour, value: oak, own_id: OLD-${n}-OAK, price: 120.50, stock: 3 }
      - { attribute: colour, value: white, own_id: OLD-${n}-WHT, stock: 4 }
  new-name-${n}: { own_id: MOVE-${n}, name: Flyttes, price: 8 }
  owned-${n}: { own_id: OWN-${n}, name: Ejerens bord, price: 55 }
  table-${n}:
    own_id: TAB-${n}
    name: Bord
    price: 500
    categories: [kitchen-${n}]
    main_category: kitchen-${n}
    supplier: nordic-${n}
    stock: 7
    images:
      - { file: images/a.png, description: Bordet }
      - { file: images/e.png }
    file: { file: files/manual.pdf, is_public: true }
    related: [chair-${n}]
    html_fields: [{ html: "<b>x</b>", append: head }]
  chair-${n}:
    own_id: CH-${n}
    name: Stol
    price: 200
    categories: [kitchen-${n}, garden-${n}]
    profile: clothes-${n}
    attributes: { size: [s] }
    stock_settings: [{ attribute: size, value: s, own_id: CH-${n}-S, price: 210, stock: 2 }]
    related: [table-${n}]
  stool-${n}: { own_id: ST-${n}, name: Skammel, price: 90, stock: 1 }
shops:
${warehouse('oslo', n, 'Drammen')}${warehouse('bergen', n, 'Bergen')}`

function warehouse(key: string, n: string, city: string): string {
  return `  ${key}-${n}:
    ownerPartyKey: sandbox-nordic-group
    email: ${key}-${n}@nordic-group.example
    legalName: Lager ${key} ${n}
    organizationNumber: 987 654 321
    vatLiable: true
    addressCollector: true
    transportSolutionIds: [1]
    address: { street: Lagergata, streetNumber: 12, entrance: B, zipCode: "0484", city: ${city}, countryCode: "NO" }
`
}
