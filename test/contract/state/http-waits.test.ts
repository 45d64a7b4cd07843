// A server that asks to be left alone for a while: waited for as long as it says, within bounds, and told where that is too long.
import { expect, it } from 'vitest'
import type { Fault } from '../../support/http-state-server.ts'
import { following, runLines, want } from './backend-contract.ts'
import { type HttpStore, httpStore } from './http-store.ts'

const asks = (status: number, retryAfter: string, more: Partial<Fault> = {}): Fault => ({
  kind: 'status',
  status,
  retryAfter,
  ...more,
})

const deeds: [string, string, (store: HttpStore) => Promise<unknown>][] = [
  ['a reading', 'GET', ({ backend }) => backend.read()],
  ['a lock', 'LOCK', async ({ backend }) => (await backend.lock(want('one'))).release()],
  [
    'a write',
    'POST',
    async ({ backend, server, waits }) => {
      const fault = server.faults.splice(0)
      await backend.lock(want('one'))
      const { snapshot } = await backend.read()
      server.faults.push(...fault)
      waits.splice(0)
      await backend.write(following(snapshot, {}), 0)
    },
  ],
]

it.each(deeds)('%s waits as long as it is asked to, in seconds or until a time', async (_name, method, deed) => {
  for (const [status, retryAfter, waited] of [
    [429, '7', 7_000],
    [503, 'Sun, 01 Mar 2026 12:30:42 GMT', 42_000],
    [503, '0', 500],
    [503, 'soon', 500],
  ] as const) {
    const store = await httpStore({ few: true })
    store.server.faults.push(asks(status, retryAfter, { method }))
    await deed(store)
    expect(store.waits).toEqual([waited])
    expect(store.server.faults).toEqual([])
  }
})

it.each(deeds)('%s waits a minute at most, and otherwise says how long it is asked to', async (_name, method, deed) => {
  const minute = await httpStore({ few: true })
  minute.server.faults.push(asks(503, '60', { method, times: 2 }))
  await deed(minute)
  expect(minute.waits).toEqual([60_000, 60_000])

  const hour = await httpStore({ few: true })
  hour.server.faults.push(asks(429, '3600', { method, times: 9 }))
  await expect(deed(hour)).rejects.toMatchObject({
    message: expect.stringContaining('it says that it is asked too often (HTTP 429; it asks to wait 3600 s)'),
  })
  expect(hour.waits).toEqual([])
  expect(hour.server.seen.filter(({ status }) => status === 429)).toHaveLength(1)
})

it('while it is waited for nothing else is asked, and a write that was done after all is not made twice', async () => {
  const { backend, server, waits, path } = await httpStore({ few: true })
  await backend.lock(want('one'))
  const journal = await backend.openJournal()
  server.seen.splice(0)
  server.faults.push(asks(503, '30', { method: 'POST', path: '-journal', done: true }))
  await journal.append(runLines('a'))
  expect(waits).toEqual([30_000])
  expect(server.seen.slice(0, 2).map(({ method, path: to, status }) => `${method} ${to} ${status}`)).toEqual([
    `POST ${path}-journal 503`,
    `GET ${path}-journal 200`,
  ])
  expect((await backend.read()).journal).toEqual(runLines('a'))
})
