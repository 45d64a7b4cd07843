// The tables themselves: made and brought up to date, used by several at once, and damaged.
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { StateEntry } from '../../../../src/model/state.ts'
import type { Cipher } from '../../../../src/state/cipher.ts'
import { Connection } from '../../../../src/state/postgres/connection.ts'
import { newestVersion, Schema } from '../../../../src/state/postgres/schema.ts'
import { serverOf } from '../../../../src/state/postgres/server.ts'
import { WrongKeyError } from '../../../../src/state/sealed.ts'
import { acme, appendTo, entryOf, following, oak, runLines, want } from '../backend-contract.ts'
import { type PostgresStore, postgresStore, serverOfFile } from './postgres-store.ts'

const server = serverOfFile()
const make = () => postgresStore(server())

async function filled(): Promise<PostgresStore> {
  const store = await make()
  const { snapshot } = await store.backend.read()
  await appendTo(store.backend, runLines('a'))
  await store.backend.write(following(snapshot, { [oak]: entryOf('12'), [acme]: entryOf('7') }), 0)
  return store
}

describe('the tables', () => {
  it('are not made by reading, and by the first write of whoever comes first', async () => {
    const { backend, reopen, open, sql, schema } = await make()
    const kept = await open()
    await backend.read()
    await backend.held()
    await backend.unlock('none')
    await kept.views.read('shop', 'product')
    await kept.views.checkpoints.drop('shop', 'product')
    expect(await sql('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema])).toEqual([])
    await Promise.all([backend, reopen(), reopen()].map((one) => one.keep('run', `${randomUUID()}.json`, '{}')))
    expect(await sql('SELECT version FROM S.schema_version')).toHaveLength(newestVersion)
  })

  it('of version 1 become those of now, with what is in them', async () => {
    const { reopen, sql, url, schema, clock, open } = await make()
    const first = new Connection(serverOf(url), clock)
    await first.run((session) => new Schema(schema).make(session, 1))
    await first.close()
    expect(await sql('SELECT version FROM S.schema_version')).toEqual([{ version: 1 }])
    await sql(`INSERT INTO S.state VALUES ('default', 'new', 0, 0, NULL, 'a', NULL)`)
    await sql(`INSERT INTO S.run_file VALUES ('default', 'a', 'plan.json', '{}')`)
    const lines = await appendedElsewhere(await make())
    for (const { seq, run, line } of lines)
      await sql(`INSERT INTO S.journal VALUES ('default', $1, $2, $3)`, [seq, run, line])
    expect((await reopen().read()).journal).toEqual(runLines('a'))
    expect(await reopen().kept('a', 'plan.json')).toBe('{}')
    const kept = await open()
    kept.ledger.of('token').write('2026-03-01', { calls: 1 })
    await kept.close()
    expect(await sql('SELECT calls FROM S.ledger')).toEqual([{ calls: '1' }])
  })

  it('of a newer butik are left alone', async () => {
    const { sql, open } = await filled()
    await sql('INSERT INTO S.schema_version VALUES (99, now())')
    await expect(open()).rejects.toMatchObject({
      code: 'E4001',
      message: expect.stringContaining(`have version 99; this butik reads version ${newestVersion}`),
      hint: expect.stringContaining('newer'),
    })
  })

  it('are made where every text fits only', async () => {
    const { sql, open, url } = await make()
    const name = `d${randomUUID().replaceAll('-', '')}`
    await sql(`CREATE DATABASE ${name} ENCODING 'LATIN1' TEMPLATE template0`)
    const { backend } = await open({ url: url.replace(/postgres$/, name) })
    await expect(backend.lock(want('one'))).rejects.toMatchObject({
      code: 'E4003',
      message: expect.stringContaining('LATIN1'),
      hint: expect.stringContaining('UTF8'),
    })
  })

  it('hold several environments, each with its own state, journal, lock and runs', async () => {
    const { backend, open } = await filled()
    const { backend: other } = await open({ environment: 'staging' })
    expect(await other.read()).toMatchObject({ snapshot: { serial: 0, entries: {} }, journal: [] })
    await appendTo(other, runLines('b'))
    await other.keep('b', 'plan.json', '{}')
    await using _one = await backend.lock(want('one'))
    await using _two = await other.lock(want('two'))
    expect(await backend.read()).toMatchObject({ snapshot: { serial: 1 }, journal: [] })
    expect(await backend.runs()).toEqual([])
  })

  it('take the rows that changed and no others', async () => {
    const { backend, reopen, sql } = await filled()
    const rows = () => sql('SELECT address, xmin::text AS written FROM S.entry ORDER BY address')
    const before = await rows()
    for (const one of [backend, reopen()]) {
      const { snapshot } = await one.read()
      await one.write(
        following(snapshot, { [oak]: entryOf(`1${snapshot.serial}`), [acme]: entryOf('7') }),
        snapshot.serial,
      )
      expect((await rows())[1]).toEqual(before[1])
    }
    expect((await rows())[0]).not.toEqual(before[0])
  })

  it('need no more rights to be read than to look at them', async () => {
    const { open, sql, url, schema } = await filled()
    const role = `r${randomUUID().replaceAll('-', '')}`
    await sql(`CREATE ROLE ${role} LOGIN PASSWORD 'x'`)
    const only = { url: url.replace(/\/\/.*@/, `//${role}:x@`) }
    await expect(open(only)).rejects.toMatchObject({ code: 'E4001', hint: expect.stringContaining('USAGE') })
    await sql(`GRANT USAGE ON SCHEMA ${schema} TO ${role}`)
    await sql(`GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${role}`)
    const kept = await open(only)
    expect((await kept.backend.read()).snapshot.serial).toBe(1)
    expect(await kept.backend.held()).toBeUndefined()
    await kept.views.write('shop', 'product', { url: '', reads: '', state: '', at: '', objects: [] })
    await expect(kept.backend.lock(want('one'))).rejects.toMatchObject({
      code: 'E4003',
      message: expect.stringContaining('42501'),
      hint: expect.stringContaining('rights'),
    })
  })
})

async function appendedElsewhere(store: PostgresStore): Promise<{ [column: string]: unknown }[]> {
  await appendTo(store.backend, runLines('a'))
  return await store.sql('SELECT seq, run, line FROM S.journal ORDER BY seq')
}

describe('damage', () => {
  it.each([
    ['an entry that was edited', `UPDATE S.entry SET body = replace(body, '1299', '1') WHERE address LIKE '%oak%'`],
    ['an entry that is gone', `DELETE FROM S.entry WHERE address LIKE '%oak%'`],
    ['an entry in the place of another', `UPDATE S.entry SET body = (SELECT max(body) FROM S.entry)`],
    ['a serial that was set back', `UPDATE S.state SET serial = 0`],
    ['a head that is gone', `UPDATE S.state SET head = NULL`],
    ['a state that is gone', `DELETE FROM S.state`],
  ])('%s is told, and never taken for an empty state', async (_, damage) => {
    const { sql, reopen } = await filled()
    await sql(damage)
    const backend = reopen()
    await expect(backend.read()).rejects.toMatchObject({ code: 'E4001', hint: expect.stringContaining('rebuild') })
    const next = { formatVersion: 1, lineage: 'new', serial: 2, identities: {}, entries: {} } as const
    await expect(reopen().write(next, 1)).rejects.toMatchObject({ code: expect.stringMatching('E400[13]') })
  })

  it.each([
    ['a line that was edited', `UPDATE S.journal SET line = replace(line, '"12"', '"13"')`],
    ['a line that is gone', `DELETE FROM S.journal WHERE seq = 7`],
    ['the first line gone', `DELETE FROM S.journal WHERE seq = 6`],
    ['all lines gone', `DELETE FROM S.journal`],
  ])('of the journal is told: %s', async (_, damage) => {
    const { backend, sql, reopen } = await filled()
    await appendTo(backend, runLines('b'))
    await sql(damage)
    await expect(reopen().read()).rejects.toMatchObject({ code: 'E4001' })
  })

  it('leaves what is whole to a rebuild, which puts the rest aside', async () => {
    const { backend, reopen, sql } = await filled()
    const { snapshot } = await backend.read()
    await appendTo(backend, runLines('b'))
    expect(await backend.repair?.salvage()).toMatchObject({ problems: [], named: new Map() })
    await sql(`UPDATE S.entry SET body = replace(body, '1299', '1') WHERE address LIKE '%oak%'`)
    const next = reopen()
    const lock = await next.lock(want('one'))
    const left = await next.repair?.salvage()
    expect(left?.problems).toEqual([expect.stringContaining(`the row of ${oak}`)])
    expect(left?.snapshot).toEqual({ ...snapshot, entries: { [acme]: entryOf('7') } })
    expect(left?.journal).toEqual(runLines('b'))
    expect([...(left?.named ?? [])]).toEqual([[oak, '12']])
    const made = { ...snapshot, lineage: 'made', serial: 9 }
    expect(await next.repair?.replace(made)).toEqual([expect.stringContaining('in the table damaged')])
    expect(await reopen().read()).toEqual({ snapshot: made, journal: [] })
    expect(await sql(`SELECT what, key FROM S.damaged ORDER BY what, key`)).toHaveLength(3)
    await lock.release()
  })

  it('of the head leaves the lines of all runs', async () => {
    const { reopen, sql } = await filled()
    await sql(`UPDATE S.state SET head = 'x'`)
    const left = await reopen().repair?.salvage()
    expect(left?.snapshot).toBeUndefined()
    expect(left?.journal).toEqual(runLines('a'))
    expect([...(left?.named ?? [])]).toEqual([
      [oak, '12'],
      [acme, '7'],
    ])
  })
})

/** Turns each text about, and says by which key. */
function turning(key: string): Cipher {
  return {
    seal: (plain, place) => `${key}:${place}:${[...plain].reverse().join('')}`,
    open: (sealed, place) => {
      if (!sealed.startsWith(`${key}:${place}:`)) throw new WrongKeyError('E4001', 'the key is another one')
      return [...sealed.slice(key.length + place.length + 2)].reverse().join('')
    },
  }
}

describe('under a key', () => {
  it('no table holds what was written, and another key opens nothing and repairs nothing', async () => {
    const { open, sql } = await make()
    const kept = await open({ cipher: turning('one') })
    const { snapshot } = await kept.backend.read()
    const entries = { [oak]: secretive(), [acme]: entryOf('7') }
    await kept.backend.write(following(snapshot, entries), 0)
    await appendTo(kept.backend, runLines('a'))
    await kept.backend.keep('a', 'plan.json', '{"name":"Egestol"}')
    expect((await kept.backend.read()).snapshot.entries).toEqual(entries)
    const tables = ['state', 'entry', 'journal', 'run_file']
    const rows = await Promise.all(tables.map((table) => sql(`SELECT * FROM S.${table}`)))
    for (const found of rows) {
      expect(found.length).toBeGreaterThan(0)
      expect(JSON.stringify(found)).not.toMatch(/Egestol|Acme/)
    }
    const { backend } = await open({ cipher: turning('two') })
    await expect(backend.read()).rejects.toMatchObject({ message: 'the key is another one' })
    await expect(backend.kept('a', 'plan.json')).rejects.toMatchObject({ message: 'the key is another one' })
    await expect(backend.repair?.salvage()).rejects.toMatchObject({ message: 'the key is another one' })
  })
})

function secretive(): StateEntry {
  return { ...entryOf('12'), stored: { name: 'Egestol' } }
}
