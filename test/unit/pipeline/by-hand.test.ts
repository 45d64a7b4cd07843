// What a person tells the state: nothing is sent, nothing of an interrupted run is lost, and one object keeps one address.
import { describe, expect, test } from 'vitest'
import type { Kind } from '../../../src/model/provider.ts'
import type { Intent, StateEntry } from '../../../src/model/state.ts'
import { importResource, resolveDoubt } from '../../../src/pipeline/by-hand.ts'
import { entryOf, to } from './toy-vendor.ts'
import { lock, type ToyWorld, toyVendor, toyWorld } from './toy-world.ts'

const text = { shape: 'scalar', type: 'text' } as const

const depot: Kind = {
  name: 'depot',
  section: 'depots',
  class: 'write-only',
  fields: { street: text, pin: { ...text, sensitive: true } },
  naturalKey: ['street'],
  label: (spec) => `street ${String(spec['street'])}`,
  declare: (node, context) =>
    Object.fromEntries(
      [...node.pairs].flatMap(([name, { value }]) => {
        const inside = context.value(name, value)
        return inside === undefined ? [] : [[name, inside]]
      }),
    ),
  reading: { by: 'nothing' },
  writing: {},
}
const shelf: Kind = {
  ...depot,
  name: 'shelf',
  section: 'shelves',
  remoteIds: 'integer',
  reading: { by: 'list', async *list() {} },
}
const sign: Kind = { ...shelf, name: 'sign', section: 'signs', class: 'observed' }

const files = {
  'depots.yaml':
    'depots:\n  oslo: { street: Havnegata }\n  bergen: { street: Bryggen }\nshelves:\n  top: { street: A }\nsigns:\n  exit: { street: B }\n',
}

const doubt = (key: string): Intent => ({
  address: to(`depot/${key}`),
  role: 'create',
  fields: { street: 'Havnegata' },
  entry: entryOf({ id: '', applied: { street: 'Havnegata' } }),
})

async function world(
  entries: Readonly<Record<string, StateEntry>> = {},
  doubts: readonly Intent[] = [],
): Promise<ToyWorld> {
  const made = await toyWorld(toyVendor([depot, shelf, sign]), { files })
  await made.backend.write(
    {
      formatVersion: 1,
      lineage: 'l',
      serial: 1,
      identities: { shop: 'toy https://toy.example/api ' },
      entries: Object.fromEntries(Object.entries(entries).map(([place, entry]) => [to(place), entry])),
      ...(doubts.length === 0 ? {} : { doubts }),
    },
    0,
  )
  return made
}

const state = async ({ backend }: ToyWorld) => (await backend.read()).snapshot

describe('state resolve', () => {
  test('--id: the resource has that id, and the doubt is gone', async () => {
    const made = await world({}, [doubt('oslo'), doubt('bergen')])
    const said = await resolveDoubt(made.world, lock, 'shop/depot/oslo', { id: '4711' })
    expect(said).toEqual({ address: 'shop/depot/oslo', role: 'create', remoteId: '4711' })
    const after = await state(made)
    expect(after.entries).toEqual({
      'shop/depot/oslo': entryOf({ id: '4711', applied: { street: 'Havnegata' } }),
    })
    expect(after.doubts?.map(({ address }) => address)).toEqual(['shop/depot/bergen'])
    expect(after).toMatchObject({ lineage: 'l', serial: 2, identities: { shop: 'toy https://toy.example/api ' } })
  })

  test('--absent: nothing is owned, and the next plan makes it', async () => {
    const made = await world({}, [doubt('oslo')])
    await resolveDoubt(made.world, lock, 'shop/depot/oslo', { absent: true })
    const after = await state(made)
    expect(after.entries).toEqual({})
    expect(after).not.toHaveProperty('doubts')
  })

  test('takes in what a killed run left in the journal, whose state has no lineage yet', async () => {
    const made = await toyWorld(toyVendor([depot]), { files: { 'a.yaml': 'depots:\n  oslo: { street: Havnegata }\n' } })
    const journal = await made.backend.openJournal()
    await journal.append([
      { phase: 'begun', run: 'r', at: '', plan: 'p', serial: 0 },
      {
        phase: 'outcome',
        run: 'r',
        at: '',
        operation: 'op-1',
        outcome: { address: to('depot/bergen'), action: 'create', outcome: 'succeeded' },
        entry: entryOf({ id: '1' }),
      },
      { phase: 'intent', run: 'r', at: '', operation: 'op-2', intents: [doubt('oslo')] },
    ])
    await journal.close()
    await resolveDoubt(made.world, lock, 'shop/depot/oslo', { id: '2' })
    const { snapshot, journal: left } = await made.backend.read()
    expect(Object.entries(snapshot.entries).map(([address, { remoteId }]) => `${address} ${remoteId}`)).toEqual([
      'shop/depot/bergen 1',
      'shop/depot/oslo 2',
    ])
    expect(snapshot.lineage).not.toBe('new')
    expect(left).toEqual([])
  })

  test.each([
    [
      'nothing is in doubt there',
      'shop/depot/bergen',
      { absent: true } as const,
      'nothing is in doubt at shop/depot/bergen',
    ],
    ['another has that id', 'shop/depot/oslo', { id: '1' }, 'the id 1 is that of shop/depot/bergen'],
  ])('refuses where %s, and changes nothing', async (_what, address, verdict, message) => {
    const made = await world({ 'depot/bergen': entryOf({ id: '1' }) }, [doubt('oslo')])
    const before = await state(made)
    await expect(resolveDoubt(made.world, lock, address, verdict)).rejects.toMatchObject({ code: 'E3006', message })
    expect(await state(made)).toEqual(before)
    // The lock was let go.
    await using again = await made.backend.lock(lock)
    await again.release()
  })
})

/** The lock is released by somebody else as soon as the state was read under it. */
function robbed({ world, backend }: ToyWorld): ToyWorld['world'] {
  const read: typeof backend.read = async () => {
    await backend.unlock(lock.id)
    return await backend.read()
  }
  return { ...world, backend: { ...backend, read } }
}

test('a lock that was taken away meanwhile: the state is not written', async () => {
  const made = await world({}, [doubt('oslo')])
  const before = await state(made)
  const asked = resolveDoubt(robbed(made), lock, 'shop/depot/oslo', { absent: true })
  await expect(asked).rejects.toMatchObject({ code: 'E4006' })
  expect(await state(made)).toEqual(before)
})

describe('import', () => {
  test('where the vendor shows nothing, what is declared is taken on trust', async () => {
    const made = await world()
    expect(await importResource(made.world, lock, 'shop/depot/oslo', '7', { resend: false })).toEqual({
      address: 'shop/depot/oslo',
      remoteId: '7',
      trusted: true,
    })
    expect((await state(made)).entries['shop/depot/oslo']).toEqual(
      entryOf({ id: '7', applied: { street: 'Havnegata' } }),
    )
  })

  test('or sent again', async () => {
    const made = await world()
    await importResource(made.world, lock, 'shop/depot/oslo', '7', { resend: true })
    expect((await state(made)).entries['shop/depot/oslo']?.applied).toEqual({})
  })

  test('where it can be read, the next plan compares', async () => {
    const made = await world()
    const said = await importResource(made.world, lock, 'shop/shelf/top', '7', { resend: false })
    expect(said.trusted).toBe(false)
    expect((await state(made)).entries['shop/shelf/top']).toEqual(entryOf({ id: '7' }))
  })

  test('a wrong id is put right by another import, as long as nothing was written', async () => {
    const made = await world()
    await importResource(made.world, lock, 'shop/shelf/top', '7', { resend: false })
    await importResource(made.world, lock, 'shop/shelf/top', '8', { resend: false })
    expect((await state(made)).entries['shop/shelf/top']?.remoteId).toBe('8')
  })

  test.each([
    ['shop/depot/osloo', '7', 'E3006', 'shop/depot/osloo is not declared'],
    ['shop/depot/bergen', '7', 'E3006', 'shop/depot/bergen is in the state already, with the id 1'],
    ['shop/depot/oslo', '1', 'E3006', 'the id 1 is that of shop/depot/bergen'],
    ['shop/depot/oslo', '', 'E3006', '"" is no id of a depot'],
    ['shop/depot/oslo', '../x', 'E3006', '"../x" is no id of a depot'],
    ['shop/shelf/top', '4,5', 'E3006', '"4,5" is no id of a shelf'],
    ['shop/sign/exit', '7', 'E3007', 'a sign of toy is only watched; there is nothing to own'],
  ])('refuses %s %s', async (address, id, code, message) => {
    const made = await world({ 'depot/bergen': entryOf({ id: '1', applied: { street: 'Bryggen' } }) })
    await expect(importResource(made.world, lock, address, id, { resend: false })).rejects.toMatchObject({
      code,
      message,
    })
    expect((await state(made)).serial).toBe(1)
  })

  test('a write in doubt is settled by its own word', async () => {
    const made = await world({}, [doubt('oslo')])
    await expect(importResource(made.world, lock, 'shop/depot/oslo', '7', { resend: false })).rejects.toMatchObject({
      hint: 'say what happened: butik state resolve shop/depot/oslo --id 7',
    })
  })
})
