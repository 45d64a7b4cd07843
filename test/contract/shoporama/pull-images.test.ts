// Pictures of a live shop into files: the plan is empty afterwards, here and for whoever has the same state and files; nothing is
// uploaded, and what cannot be fetched stays an id.
import { expect, test } from 'vitest'
import { undiciFetch } from '../../../src/http/undici-fetch.ts'
import type { World } from '../../../src/pipeline/world.ts'
import { type Engine, engine } from '../../support/engine.ts'
import { filesIn, pulled } from '../../support/pulling.ts'

const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]).toString('base64')
const jpg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 4, 5, 6]).toString('base64')

interface Shop extends Engine {
  /** Requests for pictures so far. */
  readonly asked: { readonly path: string; readonly headers: Headers }[]
  readonly productId: number
}

type Answer = (path: string) => Response | undefined

/** A product with three pictures and a category with one, made by the shop owner. `answer` stands before the host of the pictures. */
async function withPictures(answer: Answer = () => undefined): Promise<Shop> {
  const asked: Shop['asked'] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { pathname } = new URL(String(input))
    if (!pathname.includes('/cache/')) return await undiciFetch(input, init)
    asked.push({ path: pathname, headers: new Headers(init?.headers) })
    return answer(pathname) ?? (await undiciFetch(input, init))
  }
  const shop = await engine({}, { fetch })
  const images = [{ data: png, description: 'Forfra' }, { data: jpg }, { data: jpg, description: 'Bagfra' }]
  await shop.owner('POST', '/category', { name: 'Stole', images: [{ data: jpg }] })
  await shop.owner('POST', '/product', { name: 'Egestol', own_id: 'CH-001', price: 1299, images })
  const { products } = (await shop.owner('GET', '/product')) as { products: { product_id: number }[] }
  return Object.assign(shop, { asked, productId: products[0]?.product_id ?? 0 })
}

const whole = { refresh: 'full' } as const

const productsYaml = `products:
  egestol:
    own_id: CH-001
    name: Egestol
    price: 1299
    is_online: true
    rewrite_url: egestol
    images:
      - { file: images/egestol-7000002.rendition.png, description: Forfra }
      - { file: images/egestol-7000003.rendition.jpg }
      - { file: images/egestol-7000004.rendition.jpg, description: Bagfra }
`

test('pictures become files beside the YAML, in their order, and the plan is empty', async () => {
  await using shop = await withPictures()
  const made = await pulled(shop, { images: true })
  expect(filesIn(made)['products.yaml']).toBe(productsYaml)
  expect(filesIn(made)['categories.yaml']).toContain('images: [{ file: images/stole-7000001.rendition.jpg }]\n')
  expect([made.left, made.pictures]).toEqual([[], { fetched: 4, there: 0, wanted: 0, failed: 0 }])
  expect(await (await shop.world()).files.read('/shop/images/egestol-7000002.rendition.png')).toBeInstanceOf(Uint8Array)
  // Anybody's host is told nothing of the shop's key, and the calls are those of a pull without pictures.
  expect(shop.asked.map(({ headers }) => [...headers.keys()])).toEqual(Array(4).fill(['accept', 'user-agent']))
  const calls = shop.calls()
  shop.forgetCalls()
  expect((await pulled(shop)).pictures).toBeUndefined()
  expect(shop.calls()).toEqual(calls)
  expect((await shop.plan(whole)).changes).toEqual([])
  expect(calls.every((call) => call.startsWith('GET '))).toBe(true)

  const again = await pulled(shop, { images: true })
  expect([filesIn(again), again.pictures]).toEqual([{}, { fetched: 0, there: 0, wanted: 0, failed: 0 }])
  expect(shop.asked).toHaveLength(4)
})

test('what the shop shows for a picture may change: it is the same picture', async () => {
  let quality = 90
  await using shop = await withPictures(() => new Response(Buffer.from([0xff, 0xd8, 0xff, quality])))
  await pulled(shop, { images: true })
  quality = 75
  expect((await shop.plan(whole)).changes).toEqual([])
  await pulled(shop, { images: true })
  expect(shop.asked).toHaveLength(4)
  expect((await shop.plan(whole)).changes).toEqual([])
})

const mine = `products:
  # Our best.
  egestol:
    own_id: CH-001
    name: Egestol
    price: 1199 # a sale
    images: # from the photographer
      - { image_id: 7000002, description: Forfra } # the front
      # Needs a better one.
      - image_id: 7000003 # dark
      - description: Bagfra
        image_id: 7000004
`

test('ids that are declared become files in place, and nothing else of what differs is touched', async () => {
  await using shop = await withPictures()
  await pulled(shop)
  shop.write({ 'products.yaml': mine })
  const before = await shop.plan(whole)
  const made = await pulled(shop, { images: true })
  expect(filesIn(made)['products.yaml']).toBe(`products:
  # Our best.
  egestol:
    own_id: CH-001
    name: Egestol
    price: 1199 # a sale
    images: # from the photographer
      - { file: images/egestol-7000002.rendition.png, description: Forfra } # the front
      # Needs a better one.
      - file: images/egestol-7000003.rendition.jpg # dark
      - description: Bagfra
        file: images/egestol-7000004.rendition.jpg
`)
  // The price is meant, and still all that there is to do.
  const plan = await shop.plan(whole)
  expect(plan.changes.map(({ diff }) => diff)).toEqual(before.changes.map(({ diff }) => diff))
  await shop.apply(plan)
  expect((await shop.plan(whole)).changes).toEqual([])
  const row = await shop.owner('GET', `/product/${shop.productId}`)
  expect(row).toMatchObject({ images: [7000002, 7000003, 7000004].map((id) => ({ image_id: String(id) })) })
})

test('a branch that has the ids and one that has the files may both be applied', async () => {
  await using shop = await withPictures()
  await pulled(shop)
  shop.write({ 'products.yaml': mine })
  const branch = filesIn(await pulled(shop, { images: true }))
  shop.write({ 'products.yaml': mine.replace('1199', '1099') })
  await shop.apply(await shop.plan())
  expect((await shop.plan(whole)).changes).toEqual([])
  shop.write({ 'products.yaml': String(branch['products.yaml']).replace('1199', '1099') })
  expect((await shop.plan(whole)).changes).toEqual([])
})

test('whoever is stopped loses nothing: the files that are there are taken, and the plan is empty at any time', async () => {
  await using shop = await withPictures()
  await pulled(shop)
  shop.write({ 'products.yaml': mine })
  const before = (await shop.plan(whole)).changes.map(({ diff }) => diff)
  // Stopped once the pictures are written: the state may know them, and the YAML does not.
  const stopped = {
    world: () => shop.world(),
    write(files: Readonly<Record<string, string | Uint8Array>>): void {
      if (Object.values(files).some((content) => typeof content === 'string')) throw new Error('stopped')
      shop.write(files)
    },
  }
  await expect(pulled(stopped, { images: true })).rejects.toThrow('stopped')
  expect((await shop.plan(whole)).changes.map(({ diff }) => diff)).toEqual(before)
  const asked = shop.asked.length
  const made = await pulled(shop, { images: true })
  expect(made.pictures).toEqual({ fetched: 0, there: 4, wanted: 0, failed: 0 })
  expect(shop.asked).toHaveLength(asked)
  expect((await shop.plan(whole)).changes.map(({ diff }) => diff)).toEqual(before)
})

test('whoever is stopped when the YAML is written and the state is not has a plan without pictures, too', async () => {
  await using shop = await withPictures()
  await pulled(shop)
  shop.write({ 'products.yaml': mine })
  const stopped = async (): Promise<World> => {
    const world = await shop.world()
    const { backend } = world
    let writes = 0
    const write: World['backend']['write'] = async (...given) => {
      writes += 1
      if (writes > 1) throw new Error('stopped')
      await backend.write(...given)
    }
    return { ...world, backend: Object.assign(Object.create(backend), { write }) }
  }
  await expect(pulled({ world: stopped, write: shop.write }, { images: true })).rejects.toThrow('stopped')
  const { changes } = await shop.plan(whole)
  expect(changes.flatMap(({ diff }) => diff ?? []).map(({ path }) => path)).toEqual(['price'])
})

test('a picture that cannot be had stays an id and is told; the next run goes on', async () => {
  let isDown = true
  const html = { headers: { 'content-type': 'text/html; charset=utf-8' } }
  await using shop = await withPictures((path) => {
    if (!isDown) return undefined
    if (path.includes('forfra')) return new Response('<!doctype html>', html)
    if (path.includes('/3/')) return new Response('', { status: 404 })
    return path.includes('bagfra') ? new Response(new Uint8Array(1_000_001)) : undefined
  })
  const warned: string[] = []
  const world = async (): Promise<World> => {
    const emit: World['emit'] = (event) => {
      if (event.type === 'diagnostic') warned.push(`${event.diagnostic.code} ${event.diagnostic.summary}`)
    }
    return { ...(await shop.world()), emit }
  }
  const made = await pulled({ world, write: shop.write }, { images: true })
  expect(warned).toEqual(['N1080 3 of 4 pictures could not be fetched and stay { image_id }'])
  const host = new URL(shop.sandbox.shoporama.url).host
  expect(made.left).toEqual(
    [
      ['images[#7000002]', 'what lies at its address is no picture (text/html)'],
      ['images[#7000003]', `${host} answered with status 404`],
      ['images[#7000004]', `${host} answered with a body of more than 1000000 bytes`],
    ].map(([path, why]) => ({ address: 'shop/product/egestol', path, why: `it stays { image_id }: ${why}` })),
  )
  expect(filesIn(made)['products.yaml']).toContain(`    images:
      - { image_id: 7000002, description: Forfra }
      - { image_id: 7000003 }
      - { image_id: 7000004, description: Bagfra }
`)
  expect((await shop.plan(whole)).changes).toEqual([])
  isDown = false
  const again = await pulled(shop, { images: true })
  expect([filesIn(again)['products.yaml'], again.left]).toEqual([productsYaml, []])
  expect((await shop.plan(whole)).changes).toEqual([])
})

test('what is new in the shop comes as a file, where it stands there; what went goes', async () => {
  await using shop = await withPictures()
  await pulled(shop, { images: true, into: 'shop/chairs' })
  const images = [
    { image_id: 7000002, remove: 1 },
    { image_id: 7000004, weight: 1 },
    { data: png, description: 'Oppefra', weight: 2 },
  ]
  await shop.owner('PUT', `/product/${shop.productId}`, { images })
  const made = await pulled(shop, { images: true })
  expect(filesIn(made)['shop/chairs/products.yaml']).toContain(`    images:
      - { file: images/egestol-7000004.rendition.jpg, description: Bagfra }
      - { file: images/egestol-7000005.rendition.png, description: Oppefra }
      - { file: images/egestol-7000003.rendition.jpg }
`)
  expect([made.left, made.refused]).toEqual([[], []])
  expect((await shop.plan(whole)).changes).toEqual([])
})

test('a file of another thing is not taken for the picture, and what is no picture is told', async () => {
  await using shop = await withPictures()
  const [name, other] = ['images/egestol-7000002.rendition.png', 'images/egestol-7000003.rendition.jpg']
  shop.write({
    'mine.yaml': `categories:\n  borde: { name: Borde, images: [{ file: ${name} }] }\n`,
    [name]: Buffer.from(png, 'base64'),
    [other]: 'notes',
  })
  const made = await pulled(shop, { images: true })
  expect(filesIn(made)['products.yaml']).toContain(
    '- { file: images/shop.product.egestol-7000002.rendition.png, description: Forfra }\n      - { image_id: 7000003 }',
  )
  expect(made.left).toEqual([
    {
      address: 'shop/product/egestol',
      path: 'images[#7000003]',
      why: `it stays { image_id }: ${other} is there already, and is no picture`,
    },
  ])
  const plan = await shop.plan(whole)
  expect(plan.changes.map(({ address, action }) => [address, action])).toEqual([['shop/category/borde', 'create']])
})
