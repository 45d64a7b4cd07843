// A large shop is pulled in the calls of a full plan, and what was pulled is valid and plans empty. With BUTIK_TEST_LONG=1 it has
// 10,000 products.
import { expect, test } from 'vitest'
import { butikFor, PulledShop } from '../../support/pulling.ts'
import { Lab } from '../../support/worlds/lab.ts'

const products = process.env['BUTIK_TEST_LONG'] === '1' ? 10_000 : 1_000
const profiles = 3
const categories = 20

async function largeShop(lab: Lab): Promise<void> {
  const { rooms } = lab
  const made = async (path: string, body: object, id: string): Promise<number> =>
    ((await rooms.owner('POST', path, body)) as Record<string, number>)[id] ?? 0
  const supplier = await made('/supplier', { name: 'Acme' }, 'supplier_id')
  const inCategory: number[] = []
  for (let at = 0; at < categories; at += 1)
    inCategory.push(
      await made('/category', { name: `Kategori ${at % 10}`, parent_id: at < 10 ? 0 : inCategory[0] }, 'category_id'),
    )
  const attributes: { profile: number; attribute: number; values: number[] }[] = []
  for (let at = 0; at < profiles; at += 1) {
    const profile = await made('/profile', { name: `Profil ${at}` }, 'profile_id')
    const list = { name: 'Farve', type: 'valuelist', is_variant: 1 }
    const attribute = await made(`/profile-attribute?profile_id=${profile}`, list, 'attribute_id')
    await made(`/profile-attribute?profile_id=${profile}`, { name: 'Bredde', type: 'integer' }, 'attribute_id')
    const values: number[] = []
    for (const val of ['Eg', 'Sort'])
      values.push(
        await made(
          `/profile-attribute-value?attribute_id=${attribute}`,
          { val, attribute_id: attribute },
          'attribute_value_id',
        ),
      )
    attributes.push({ profile, attribute, values })
  }
  for (let start = 0; start < products; start += 100) {
    const rows = Array.from({ length: 100 }, (_, index) => {
      const at = start + index
      const { profile, attribute, values } = attributes[at % profiles] ?? { profile: 0, attribute: 0, values: [] }
      return {
        own_id: `P${at}`,
        // Each name is that of two.
        name: `Stol ${at % (products / 2)}`,
        description: at % 10 === 0 ? `<p>${'Lang tekst. '.repeat(20)}</p>` : '',
        price: 100 + at,
        supplier_id: supplier,
        profile_id: profile,
        categories: [inCategory[at % categories]],
        main_category_id: inCategory[at % categories],
        attributes: values.map((value) => ({ attribute_id: attribute, value })),
        stock_settings: values.map((value) => ({
          attribute_id: attribute,
          attribute_value_id: value,
          own_id: `P${at}-${value}`,
        })),
        is_online: at === 0 ? 0 : 1,
      }
    })
    await rooms.owner('POST', '/product', rows)
  }
  rooms.refill()
}

test(`${products} products`, { timeout: 240_000 }, async () => {
  const lab = new Lab()
  await largeShop(lab)
  const shop = new PulledShop(lab, { 'butik.yaml': butikFor(false) })
  const made = await shop.pull({ split: 'category' })
  expect([made.left, made.unfit, made.unread]).toEqual([[], [], []])
  expect(made.added.filter((address) => address.startsWith('shop/product/'))).toHaveLength(products)
  expect(new Set(made.added).size).toBe(made.added.length)
  const calls = lab.rooms.calls().shop.filter(({ token }) => token === 'token')
  // 3 + P + V + N/100, as DESIGN says of a full plan.
  expect(calls).toHaveLength(3 + profiles + profiles + products / 100)
  expect(calls.every(({ method }) => method === 'GET')).toBe(true)
  const plan = await lab.plan()
  expect([plan.changes, plan.complete, plan.summary.none]).toEqual([[], true, made.added.length])
})
