// What every backend promises of a state that is encrypted, and of one that another version of butik has written.
import { describe, expect, it } from 'vitest'
import type { StateBackend } from '../../../src/model/state.ts'
import { type Cipher, plainCipher } from '../../../src/state/cipher.ts'
import { createAesCipher } from '../../../src/state/cipher-aes.ts'
import { acme, appendTo, entryOf, following, oak, runLines, want } from './backend-contract.ts'

export interface SealedStore {
  /** A backend over the store, with this cipher. */
  open(cipher: Cipher): StateBackend | Promise<StateBackend>
  /** All that lies in the store, as one text: whatever a thief would find. */
  raw(): Promise<string>
  /** Changes what is encrypted of the state where it lies, as `spoiled` does. */
  spoil(): Promise<void>
}

export function spoiled(text: string): string {
  const bent = text.replace(/"data(\\?":\\?")/, '"data$1AAAA')
  if (bent === text) throw new Error('nothing is encrypted there')
  return bent
}

/** A store in which the state can be made to look as if a later butik had written it. */
export interface LaterStore extends SealedStore {
  later(): Promise<void>
}

const key = 'ab'.repeat(32)
const otherKey = Buffer.alloc(32, 7).toString('base64')

export function sealedContract(name: string, make: () => Promise<SealedStore>): void {
  const aes = (first: string, ...oldKeys: string[]) => createAesCipher({ key: first, oldKeys })

  async function filled(cipher: Cipher): Promise<SealedStore> {
    const store = await make()
    const backend = await store.open(cipher)
    await backend.keep('a', 'plan.json', '{"name":"Egestol"}')
    await appendTo(backend, runLines('a'))
    const { snapshot } = await backend.read()
    await backend.write({ ...following(snapshot, { [oak]: entryOf('12') }), lineage: 'one' }, 0)
    await appendTo(backend, runLines('b'))
    return store
  }

  describe(`${name}, encrypted`, () => {
    it('shows nothing of a shop to who has no key, and all to who has', async () => {
      const store = await filled(aes(key))
      const raw = await store.raw()
      for (const word of ['Egestol', 'Acme', '1299', 'oak-chair', '"remoteId"', key]) expect(raw).not.toContain(word)
      const other = await store.open(aes(key))
      const { snapshot, journal } = await other.read()
      expect(snapshot).toMatchObject({ lineage: 'one', serial: 1, entries: { [oak]: entryOf('12') } })
      expect(journal).toEqual(runLines('b'))
      expect(await other.kept('a', 'plan.json')).toBe('{"name":"Egestol"}')
    })

    it.each([
      ['another key', aes(otherKey)],
      ['no key', plainCipher],
    ])('is not read with %s, never taken for empty or damaged, and not written over', async (_, cipher) => {
      const store = await filled(aes(key))
      const other = await store.open(cipher)
      const wrong = { name: 'ReconcilerError', code: 'E4001', message: expect.stringMatching(/encrypted.*it wants/) }
      await expect(other.read()).rejects.toMatchObject(wrong)
      await expect(other.write({ ...following(empty, {}), lineage: 'one' }, 0)).rejects.toMatchObject({ code: 'E4001' })
      await expect(other.kept('a', 'plan.json')).rejects.toMatchObject(wrong)
      if (other.repair !== undefined) await expect(other.repair.salvage()).rejects.toMatchObject(wrong)
      expect((await (await store.open(aes(key))).read()).snapshot.serial).toBe(1)
    })

    it('is read with an old key, and from the next write on the new one is enough', async () => {
      const store = await filled(aes(key))
      const both = await store.open(aes(otherKey, key))
      const { snapshot, journal } = await both.read()
      expect(journal).toEqual(runLines('b'))
      await both.write(following(snapshot, { [oak]: entryOf('13') }), 1)
      await appendTo(both, runLines('c'))
      const next = await (await store.open(aes(otherKey))).read()
      expect(next).toMatchObject({ snapshot: { serial: 2, entries: { [oak]: entryOf('13') } }, journal: runLines('c') })
    })

    it('is damaged where it was changed, and what the journal says is rescued and encrypted again', async () => {
      const store = await filled(aes(key))
      await store.spoil()
      const backend = await store.open(aes(key))
      const damage = {
        code: 'E4001',
        message: expect.stringMatching(/damaged/),
        hint: expect.stringMatching(/rebuild/),
      }
      await expect(backend.read()).rejects.toMatchObject(damage)
      await using _lock = await backend.lock(want('rebuild'))
      const found = await backend.repair?.salvage()
      expect(found?.problems).toEqual([expect.stringMatching(/damaged/)])
      expect(found?.journal).toEqual(expect.arrayContaining([...runLines('b')]))
      // Without the key nothing is said to be damaged.
      const blind = await store.open(aes(otherKey))
      await expect(blind.repair?.salvage()).rejects.toMatchObject({ message: expect.stringMatching(/it wants/) })
      await backend.repair?.replace({ ...following(empty, { [oak]: entryOf('14') }), lineage: 'two' })
      const { snapshot, journal } = await (await store.open(aes(key))).read()
      expect(snapshot).toMatchObject({ lineage: 'two', entries: { [oak]: entryOf('14') } })
      expect(journal).toEqual([])
      expect(await store.raw()).not.toMatch(/Egestol|oak-chair/)
    })

    it('changes its key whole with a write, also of what that write does not change', async () => {
      const store = await filled(plainCipher)
      const sealing = await store.open(aes(key))
      const { snapshot } = await sealing.read()
      await sealing.write(following(snapshot, { [oak]: entryOf('12'), [acme]: entryOf('7') }), 1)
      const both = await store.open(aes(otherKey, key))
      const before = (await both.read()).snapshot
      expect(before.entries).toEqual({ [oak]: entryOf('12'), [acme]: entryOf('7') })
      await both.write(following(before, before.entries), 2)
      const next = await store.open(aes(otherKey))
      expect((await next.read()).snapshot.entries).toEqual(before.entries)
      await next.write(following((await next.read()).snapshot, { [acme]: entryOf('8') }), 3)
      expect((await (await store.open(aes(otherKey))).read()).snapshot.entries).toEqual({ [acme]: entryOf('8') })
    })

    it('begins with a state in plain text, which the next write encrypts', async () => {
      const store = await filled(plainCipher)
      expect(await store.raw()).toContain('Egestol')
      const sealing = await store.open(aes(key))
      const { snapshot, journal } = await sealing.read()
      expect(journal).toEqual(runLines('b'))
      expect(await sealing.kept('a', 'plan.json')).toBe('{"name":"Egestol"}')
      await sealing.write(following(snapshot, { [oak]: entryOf('13') }), 1)
      await expect((await store.open(plainCipher)).read()).rejects.toMatchObject({ code: 'E4001' })
      expect((await (await store.open(aes(key))).read()).snapshot.serial).toBe(2)
    })
  })
}

const empty = { formatVersion: 1, lineage: 'one', serial: 0, identities: {}, entries: {} } as const

export function versionContract(name: string, make: () => Promise<LaterStore>): void {
  it(`${name}: a state of a later butik is said to be one, and is not written over`, async () => {
    const store = await make()
    const backend = await store.open(plainCipher)
    const { snapshot } = await backend.read()
    await backend.write({ ...following(snapshot, { [oak]: entryOf('12') }), lineage: 'one' }, 0)
    await store.later()
    const other = await store.open(plainCipher)
    const later = { code: 'E4001', hint: expect.stringContaining('use the butik that wrote it') }
    await expect(other.read()).rejects.toMatchObject(later)
    await expect(other.write(following(empty, {}), 0)).rejects.toMatchObject({ code: 'E4001' })
  })
}
