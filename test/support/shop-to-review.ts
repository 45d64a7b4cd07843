// The furniture shop on an ordinary day with a bit of everything to review: a campaign in the files, and what somebody
// did in the shop's own administration meanwhile. The page tests and the picture in the docs rest on it.
import { type Project, project } from './butik.ts'

async function edit(shop: Project, file: string, ...edits: readonly (readonly [from: string, to: string])[]) {
  let text = await shop.read(file)
  for (const [from, to] of edits) {
    if (!text.includes(from)) throw new Error(`${file} does not hold: ${from}`)
    text = text.replace(from, to)
  }
  await shop.write({ [file]: text })
}

/** Cuts one product out of its file. */
async function remove(shop: Project, file: string, key: string) {
  const text = await shop.read(file)
  await shop.write({ [file]: text.replace(new RegExp(`\\n  ${key}:\\n(?:(?:    .*)?\\n)*`), '\n') })
}

const newProduct = `
products:
  klit-stool:
    own_id: ST-1901
    name: Klit skammel
    profile: wood
    supplier: hede-snedkeri
    main_category: dining-chairs
    categories: [dining-chairs]
    is_online: true
    price: 749.00
    purchase_price: 290.00
    list_description: En skammel af samme eg som stolen.
    attributes: { timber: oak, width: 38, depth: 38, height: 45 }
    stock: 24
    images: [{ file: ../images/klit-saedehynde.png, description: Klit skammel }]
`

async function author(shop: Project) {
  await edit(
    shop,
    'products/chairs.yaml',
    ['    price: 1499.00\n    purchase_price: 610.00\n', '    price: 1349.00\n    purchase_price: 610.00\n'],
    ['price: 1599.00', 'price: 1429.00'],
    ['sale_price: 799.00', 'sale_price: 379.00'],
    ['categories: [dining-chairs, sale]', 'categories: [dining-chairs]'],
    [
      '      - { file: ../images/klit-stol-sort.png, description: Klit i sortlakeret eg }\n',
      '      - { file: ../images/klit-stol-sort.png, description: Klit i sort eg }\n' +
        '      - { file: ../images/klit-baenk.png, description: Klit som bænk }\n',
    ],
  )
  await edit(
    shop,
    'texts/klit-spisebordsstol.html',
    ['vores mest solgte stol', 'vores mest elskede stol'],
    ['Fem års garanti', 'Ti års garanti'],
    ['  <li>Kan stables to og to</li>\n', ''],
  )
  await edit(shop, 'products/lighting.yaml', ['is_online: true', 'is_online: false'])
  await remove(shop, 'products/tables.yaml', 'rede-nesting-tables')
  await shop.write({ 'products/new.yaml': newProduct })
}

async function administrator(shop: Project) {
  const list = (await shop.owner('GET', '/product?limit=100')) as { products: { product_id: number; own_id: string }[] }
  const put = (ownId: string, body: unknown) => {
    const found = list.products.find(({ own_id }) => own_id === ownId)
    if (found === undefined) throw new Error(`no product ${ownId}`)
    return shop.owner('PUT', `/product/${found.product_id}`, body)
  }
  await put('ST-1002', { price: 1699 })
  await put('ST-1101', { name: 'Sund barstol 65 cm (kopi)', list_description: 'Barstol til køkkenøen. NYHED!' })
}

/** Applied once, then changed in the files and in the shop. */
export async function shopToReview(): Promise<Project> {
  const shop = await project({}, { from: 'examples/furniture' })
  const applied = await shop.butik(['apply', '--yes'])
  if (applied.code !== 0) throw new Error(applied.stderr)
  await author(shop)
  await administrator(shop)
  return shop
}
