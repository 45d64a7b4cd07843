// One shop in two versions: what is applied first, and what an apply then has to do, over every kind and every action.
// Fault tests disturb the second apply at each of its calls.
import type { Project } from './butik.ts'

const images = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [`images/${name}.png`, `\u0089PNG ${name}`]))

/** `butik.yaml` with settings of the connection and roots added. */
export function butikYamlWith(connection = '', roots = ''): string {
  return `version: 1
connections:
  shop:
    vendor: shoporama
    token: !env SHOPORAMA_TOKEN
    url: !env SHOPORAMA_URL
${connection}${roots}`
}

export const before: Readonly<Record<string, string>> = {
  ...images,
  'files/manual.pdf': '%PDF manual',
  'shop.yaml': `suppliers:
  acme: { name: Acme Møbler A/S, dropshipping_mail: mail1@x.example }
  gone: { name: Udgået, butik: { on_remove: delete } }
profiles:
  furniture:
    name: Møbel
    attributes:
      colour:
        type: valuelist
        name: Farve
        is_variant: true
        values: { oak: { val: Eg, weight: 1 }, black: Sort }
categories:
  furniture: { name: Møbler }
  old: { name: Gammel, parent: furniture, butik: { on_remove: delete } }
products:
  old-chair:
    own_id: OLD-1
    name: Gammel stol
    price: 100
    categories: [furniture]
    profile: furniture
    supplier: acme
    images:
      - { file: images/a.png, description: Forfra }
      - { file: images/b.png, description: Bagfra }
    attributes: { colour: [oak] }
    stock_settings: [{ attribute: colour, value: oak, own_id: OLD-1-OAK, price: 100, stock: 3 }]
  doomed: { own_id: DOOM-1, name: Slettes, price: 5, butik: { on_remove: delete } }
  faded: { own_id: FADE-1, name: Falmer, price: 6, is_online: true, butik: { on_remove: offline } }
  dropped: { own_id: DROP-1, name: Glemmes, price: 7 }
`,
}

/** What the owner has already: to be adopted, with a difference and without. */
export async function ownersThings(shop: Pick<Project, 'owner'>): Promise<void> {
  await shop.owner('POST', '/supplier', { name: 'Ejner', dropshipping_mail: 'old@x.example' })
  await shop.owner('POST', '/category', { name: 'Have' })
  await shop.owner('POST', '/product', [{ own_id: 'OWN-1', name: 'Ejerens bord', price: '50' }])
  await shop.owner('POST', '/product', [
    { own_id: 'FOREIGN-1', name: 'Rører vi ikke', price: '1', description: 'fremmed' },
  ])
}

export const after: Readonly<Record<string, string>> = {
  'shop.yaml': `suppliers:
  acme: { name: Acme Møbler A/S, dropshipping_mail: mail9@x.example }
  nordic: { name: Nordic ApS, dropshipping_mail: ordre@nordic.example }
  ejner: { name: Ejner, dropshipping_mail: mail3@x.example }
profiles:
  furniture:
    name: Møbel
    attributes:
      colour:
        type: valuelist
        name: Farve
        is_variant: true
        values: { oak: { val: Eg, weight: 5 }, black: Sort, white: { val: Hvid, weight: 3 } }
      width: { type: integer, name: Bredde }
  clothes:
    name: Tøj
    attributes:
      size:
        type: valuelist
        name: Størrelse
        is_variant: true
        values: { s: S, m: M }
categories:
  furniture: { name: Møbler, in_menu: true }
  garden: { name: Have }
  rooms: { name: Rum, parent: furniture }
  kitchen:
    name: Køkken
    parent: rooms
    images: [{ file: images/c.png, description: Køkkenet }]
products:
  old-chair:
    own_id: OLD-1
    name: Gammel stol
    price: 120.50
    categories: [furniture, garden]
    profile: furniture
    supplier: acme
    images:
      - { file: images/b.png, description: Bag }
      - { file: images/d.png, description: Ny }
    attributes: { colour: [oak, white], width: 40 }
    stock_settings:
      - { attribute: colour, value: oak, own_id: OLD-1-OAK, price: 120.50, stock: 3 }
      - { attribute: colour, value: white, own_id: OLD-1-WHT, stock: 4 }
  owned: { own_id: OWN-1, name: Ejerens bord, price: 55 }
  table:
    own_id: TAB-1
    name: Bord
    price: 500
    categories: [kitchen]
    main_category: kitchen
    supplier: nordic
    stock: 7
    images:
      - { file: images/a.png, description: Bordet }
      - { file: images/e.png }
    file: { file: files/manual.pdf, is_public: true }
    related: [chair]
    html_fields: [{ html: "<b>x</b>", append: head }]
  chair:
    own_id: CH-1
    name: Stol
    price: 200
    categories: [kitchen, garden]
    profile: clothes
    attributes: { size: [s, m] }
    stock_settings:
      - { attribute: size, value: s, own_id: CH-1-S, stock: 2 }
      - { attribute: size, value: m, own_id: CH-1-M, price: 210, stock: 0 }
    related: [table, stool]
  stool: { own_id: ST-1, name: Skammel, price: 90, related: [chair], bundle: [table, table], stock: 1 }
`,
}

export const flags: readonly string[] = ['--yes', '--allow-delete', '--ack', 'category']
