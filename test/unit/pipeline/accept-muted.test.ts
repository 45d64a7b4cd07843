// Muted drift is meant to be put back after its day: neither accept nor pull writes it into the files, but for who names the field.
import { expect, test } from 'vitest'
import { accepted } from '../../support/accepting.ts'
import { butikYaml, type Engine, engine } from '../../support/engine.ts'
import { filesIn, pulled } from '../../support/pulling.ts'

const lamp = 'products:\n  lamp: { own_id: LA-1, name: Lampe, price: 100 }\n'
const mute = 'mute: [{ address: "shop/product/*", field: price, until: 2999-12-31, reason: Julesalg }]\n'

async function drifted(): Promise<Engine> {
  const shop = await engine({ 'butik.yaml': butikYaml({ roots: mute }), 'shop.yaml': lamp })
  await shop.apply(await shop.plan())
  await edited(shop, { price: '80', name: 'Bordlampe' })
  return shop
}

async function edited(shop: Engine, body: object): Promise<void> {
  const { entries } = (await shop.backend.read()).snapshot
  await shop.owner('PUT', `/product/${entries['shop/product/lamp']?.remoteId}`, body)
}

const told = [{ address: 'shop/product/lamp', path: 'price', why: 'it is muted until 2999-12-31: Julesalg' }]

test('accept takes the rest and tells of it', async () => {
  await using shop = await drifted()
  const made = await accepted(shop)
  expect(filesIn(made)).toEqual({ 'shop.yaml': lamp.replace('Lampe', 'Bordlampe') })
  expect([made.kept, made.muted]).toEqual([[], told])
})

test('accept takes it where the field is named, and not where the address is', async () => {
  await using shop = await drifted()
  const whole = await accepted(shop, ['shop/product/lamp'])
  expect([filesIn(whole), whole.muted]).toEqual([{ 'shop.yaml': lamp.replace('Lampe', 'Bordlampe') }, told])
  const named = await accepted(shop, ['shop/product/lamp#price'])
  expect([filesIn(named), named.muted]).toEqual([
    { 'shop.yaml': lamp.replace('Lampe', 'Bordlampe').replace('100', '80') },
    [],
  ])
  expect((await shop.plan()).changes).toEqual([])
})

test('pull takes the rest and tells of it; what it took is no edit of the files when the shop moves again', async () => {
  await using shop = await drifted()
  const first = await pulled(shop)
  expect([filesIn(first), first.left]).toEqual([{ 'shop.yaml': lamp.replace('Lampe', 'Bordlampe') }, told])
  await edited(shop, { name: 'Loftlampe' })
  const second = await pulled(shop)
  expect([filesIn(second), second.left]).toEqual([{ 'shop.yaml': lamp.replace('Lampe', 'Loftlampe') }, told])
  expect((await shop.plan()).muted).toMatchObject([{ address: 'shop/product/lamp' }])
})
