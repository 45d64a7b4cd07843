// What a person takes out of the state, or calls otherwise: the state alone changes, and no object gets two addresses.
import { describe, expect, test } from 'vitest'
import type { Kind } from '../../../src/model/provider.ts'
import type { StateEntry } from '../../../src/model/state.ts'
import { forgetEntry, moveEntry } from '../../../src/pipeline/by-hand-state.ts'
import { entryOf, to } from './toy-vendor.ts'
import { lock, type ToyWorld, toyVendor, toyWorld } from './toy-world.ts'

const text = { shape: 'scalar', type: 'text' } as const
const depot: Kind = {
  name: 'depot',
  section: 'depots',
  class: 'write-only',
  fields: { street: text },
  naturalKey: ['street'],
  label: (spec) => `street ${String(spec['street'])}`,
  declare: (node, context) =>
    Object.fromEntries([...node.pairs].map(([name, { value }]) => [name, context.value(name, value) ?? null])),
  reading: { by: 'nothing' },
  writing: {},
}
const shelf: Kind = { ...depot, name: 'shelf', section: 'shelves', reading: { by: 'list', async *list() {} } }
const { section: _, ...nested } = shelf
const board: Kind = { ...nested, name: 'board' }

const files = { 'a.yaml': 'depots:\n  oslo: { street: Havnegata }\nshelves:\n  top: { street: A }\n' }

async function world(entries: Readonly<Record<string, StateEntry>>): Promise<ToyWorld> {
  const made = await toyWorld(toyVendor([depot, shelf, board]), { files })
  const all = Object.entries(entries).map(([place, entry]) => [to(place), entry])
  const doubts = [{ address: to('shelf/unsure'), role: 'create', fields: {} } as const]
  const snapshot = { formatVersion: 1, lineage: 'l', serial: 1, identities: {}, doubts } as const
  await made.backend.write({ ...snapshot, entries: Object.fromEntries(all) }, 0)
  return made
}

const addresses = async ({ backend }: ToyWorld) =>
  Object.entries((await backend.read()).snapshot.entries).map(([address, { remoteId, needs }]) =>
    `${address} ${remoteId} ${needs.join()}`.trim(),
  )
const entries = () => ({
  'depot/oslo': entryOf({ id: '1' }),
  'shelf/top': entryOf({ id: '2' }),
  'shelf/topmost': entryOf({ id: '3' }),
  'board/top': entryOf({ id: '4', needs: ['shelf/top'] }),
  'board/top.left': entryOf({ id: '5', needs: ['shelf/top', 'board/top'] }),
  'board/topmost': entryOf({ id: '6', needs: ['shelf/topmost'] }),
})

describe('state forget', () => {
  test('the state owns it no more, and says whether it is declared', async () => {
    const made = await world(entries())
    const said = await forgetEntry(made.world, lock, 'shop/shelf/topmost')
    expect(said).toEqual({ address: 'shop/shelf/topmost', remoteId: '3', declared: false })
    expect(await forgetEntry(made.world, lock, 'shop/shelf/top')).toMatchObject({ declared: true })
    expect(await addresses(made)).not.toContain(expect.stringContaining('shop/shelf/'))
  })

  test.each([
    ['shop/shelf/tip', 'shop/shelf/tip is not in the state'],
    ['shop/shelf/unsure', 'shop/shelf/unsure is in doubt'],
    ['shop/depot/oslo', 'shop/depot/oslo is declared, and its vendor shows nothing'],
  ])('refuses %s, and changes nothing', async (address, message) => {
    const made = await world(entries())
    await expect(forgetEntry(made.world, lock, address)).rejects.toMatchObject({ code: 'E3006', message })
    expect((await made.backend.read()).snapshot.serial).toBe(1)
  })
})

describe('state move', () => {
  test('takes along what is nested in it, and what refers to it follows', async () => {
    const made = await world(entries())
    const said = await moveEntry(made.world, lock, 'shop/shelf/top', 'shop/shelf/low')
    expect(said).toEqual({
      from: 'shop/shelf/top',
      to: 'shop/shelf/low',
      nested: ['shop/board/low', 'shop/board/low.left'],
    })
    expect(await addresses(made)).toEqual([
      'shop/board/low 4 shop/shelf/low',
      'shop/board/low.left 5 shop/shelf/low,shop/board/low',
      'shop/board/topmost 6 shop/shelf/topmost',
      'shop/depot/oslo 1',
      'shop/shelf/low 2',
      'shop/shelf/topmost 3',
    ])
  })

  test.each([
    ['shop/shelf/tip', 'shop/shelf/low', 'shop/shelf/tip is not in the state'],
    ['shop/shelf/top', 'shop/shelf/topmost', 'shop/shelf/topmost is in the state already'],
    ['shop/shelf/top', 'shop/depot/low', 'shop/shelf/top cannot become shop/depot/low'],
    ['shop/shelf/top', 'other/shelf/low', 'shop/shelf/top cannot become other/shelf/low'],
    ['shop/shelf/top', 'low', 'low is no address'],
    ['shop/shelf/unsure', 'shop/shelf/low', 'shop/shelf/unsure is in doubt'],
  ])('refuses %s to %s, and changes nothing', async (from, target, message) => {
    const made = await world(entries())
    await expect(moveEntry(made.world, lock, from, target)).rejects.toMatchObject({ code: 'E3006', message })
    expect((await made.backend.read()).snapshot.serial).toBe(1)
  })
})
