// A state in PostgreSQL that is encrypted, and one of a later butik.
import { expect, it } from 'vitest'
import { plainCipher } from '../../../../src/state/cipher.ts'
import { createAesCipher } from '../../../../src/state/cipher-aes.ts'
import { acme, appendTo, entryOf, following, oak, runLines } from '../backend-contract.ts'
import { type LaterStore, sealedContract, spoiled, versionContract } from '../sealed-contract.ts'
import { postgresStore, serverOfFile } from './postgres-store.ts'

const server = serverOfFile()

async function sealedStore(): Promise<LaterStore> {
  const { open, sql } = await postgresStore(server())
  return {
    open: async (cipher) => (await open({ cipher })).backend,
    async raw() {
      const tables = ['state', 'entry', 'journal', 'run_file', 'view', 'view_part', 'ledger', 'lock', 'damaged']
      const rows = await Promise.all(tables.map((table) => sql(`SELECT * FROM S.${table}`)))
      return JSON.stringify(rows.flat().flatMap((row) => Object.values(row))).replaceAll('\\"', '"')
    },
    async spoil() {
      const [row] = await sql('SELECT body FROM S.entry')
      await sql('UPDATE S.entry SET body = $1', [spoiled(String(row?.['body']))])
    },
    async later() {
      await sql(`UPDATE S.state SET head = replace(head, '"formatVersion":1', '"formatVersion":2')`)
    },
  }
}

sealedContract('postgres', sealedStore)

versionContract('postgres', sealedStore)

it('begins in plain text, and after a resealing no line and no row that was put aside is left so', async () => {
  const { open, sql } = await postgresStore(server())
  const rows = async () =>
    JSON.stringify([await sql('SELECT line FROM S.journal'), await sql('SELECT body FROM S.damaged')])
  const plain = (await open({ cipher: plainCipher })).backend
  await appendTo(plain, runLines('a'))
  await plain.write(following((await plain.read()).snapshot, { [oak]: entryOf('12'), [acme]: entryOf('7') }), 0)
  await plain.repair?.replace(following((await plain.read()).snapshot, { [oak]: entryOf('12') }))
  expect((await rows()).match(/Egestol/g)?.length).toBeGreaterThan(1)
  const sealing = (await open({ cipher: createAesCipher({ key: 'ab'.repeat(32), oldKeys: [] }) })).backend
  await sealing.write(following((await sealing.read()).snapshot, { [oak]: entryOf('12') }), 2)
  await sealing.reseal?.()
  expect(await rows()).not.toMatch(/Egestol|op-/)
  expect(JSON.stringify(await sql('SELECT address FROM S.entry'))).not.toContain('oak')
  expect((await sealing.read()).snapshot.entries).toEqual({ [oak]: entryOf('12') })
})
