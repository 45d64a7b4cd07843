import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createAesCipher } from '../../../src/state/cipher-aes.ts'
import { createLocalViews } from '../../../src/state/views.ts'
import { appendTo, backendContract, entryOf, following, oak, runLines, sharedContract } from './backend-contract.ts'
import { localStore } from './local-store.ts'
import { type LaterStore, sealedContract, spoiled, versionContract } from './sealed-contract.ts'
import { textsIn } from './texts-in.ts'

const key = 'ab'.repeat(32)
const aes = (first: string, ...oldKeys: string[]) => createAesCipher({ key: first, oldKeys })

backendContract('local', localStore)

backendContract(
  'local, encrypted',
  async () => {
    const { open } = await localStore()
    return { backend: open({ cipher: aes(key) }), reopen: () => open({ cipher: aes(key) }) }
  },
  { variant: true },
)

sharedContract('local', localStore)

async function sealedStore(): Promise<LaterStore> {
  const { open, folder, home } = await localStore()
  return {
    open: (cipher) => open({ cipher }),
    raw: () => textsIn(folder),
    async spoil() {
      const path = join(home, 'state.json')
      await writeFile(path, spoiled(await readFile(path, 'utf8')))
    },
    async later() {
      const path = join(home, 'state.json')
      const text = await readFile(path, 'utf8')
      await writeFile(path, text.replace('"formatVersion": 1', '"formatVersion": 2'))
    },
  }
}

sealedContract('local', sealedStore)

versionContract('local', sealedStore)

it('after the first write under a key nothing of the state lies beside it in plain text, and after a resealing nothing at all', async () => {
  const { open, folder } = await localStore()
  const plain = open()
  await plain.keep('a', 'plan.json', '{"name":"Egestol"}')
  await appendTo(plain, runLines('a'))
  await plain.write({ ...following((await plain.read()).snapshot, { [oak]: entryOf('12') }), lineage: 'one' }, 0)
  const sealing = open({ cipher: aes(key) })
  await sealing.write(following((await sealing.read()).snapshot, { [oak]: entryOf('13') }), 1)
  // The journal and the plan of the run before.
  expect((await textsIn(folder)).match(/Egestol/g)).toHaveLength(4)
  await using _lock = await sealing.lock({ id: 'l', operation: 'test', holder: 'me', since: '2026-03-01T12:00:00Z' })
  await sealing.reseal?.()
  await sealing.keep('a', 'plan.json', (await sealing.kept('a', 'plan.json')) ?? '')
  expect(await textsIn(folder)).not.toContain('Egestol')
  // What salvage would need is there still, under the new key too.
  await writeFile(join(folder, 'default/state.json'), 'damaged')
  const found = await open({ cipher: aes(Buffer.alloc(32, 7).toString('base64'), key) }).repair?.salvage()
  expect(found?.snapshot?.entries).toEqual({ [oak]: entryOf('12') })
})

it('a journal that was put away is resealed but for a line that is damaged', async () => {
  const { open, folder, home } = await localStore()
  const plain = open()
  await appendTo(plain, runLines('a'))
  await plain.write(following((await plain.read()).snapshot, {}), 0)
  const path = join(home, 'runs/a/journal.ndjson')
  const lines = (await readFile(path, 'utf8')).split('\n')
  await writeFile(path, [aes(key).seal(lines[0] ?? '', 'elsewhere'), ...lines.slice(1)].join('\n'))
  await open({ cipher: aes(key) }).reseal?.()
  const after = (await readFile(path, 'utf8')).split('\n')
  expect(after).toHaveLength(lines.length)
  expect(after.at(-1)).toBe('')
  expect(await textsIn(folder)).not.toContain('Egestol')
})

it.each([3, 2_000])('a view of %i objects is encrypted, and read anew with another key', async (count) => {
  const { folder } = await localStore()
  const notices: string[] = []
  let ids = 0
  const views = (first: string) =>
    createLocalViews({
      folder,
      environment: 'default',
      newId: () => `id-${++ids}`,
      notice: (line) => void notices.push(line),
      cipher: aes(first),
    })
  const objects = Array.from({ length: count }, (_, index) => ({
    kind: 'product',
    remoteId: `${index}`,
    spec: { name: `Egestol ${index}`, text: 'Møbler '.repeat(200) },
  }))
  const view = { url: 'https://shop.example', reads: 'r', state: 's', at: '2026-03-01T12:00:00Z', objects }
  await views(key).write('shop', 'product', view)
  expect(await textsIn(folder)).not.toMatch(/Egestol|shop\.example/)
  expect(await views(key).read('shop', 'product')).toEqual(view)
  expect(await views(key).count('shop', 'product')).toBe(count)
  expect(notices).toEqual([])
  expect(await views(Buffer.alloc(32, 7).toString('base64')).read('shop', 'product')).toBeUndefined()
  expect(notices).toEqual([
    'The view of shop/product is encrypted with a key that is not among those of butik.yaml: it is read anew.',
  ])
})
