// Every example, applied to a sandbox and pulled into an empty folder: the plan of what was pulled has nothing to do.
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createMemoryBackend, createMemoryLedger, createMemoryViews } from '../../src/state/memory.ts'
import { engine } from '../support/engine.ts'
import { pulled } from '../support/pulling.ts'

const everyVendor = ['shoporama', 'distribution-innovation', 'venue-manager', '24nettbutikk', 'scanpay']
const clock = { now: () => new Date(), sleep: () => Promise.resolve() }

function kept() {
  return {
    backend: createMemoryBackend({ clock, newId: randomUUID }),
    views: createMemoryViews(),
    ledger: createMemoryLedger(),
  }
}

function filesOf(example: string): Record<string, Uint8Array> {
  const folder = join('examples', example)
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(
    names.map(({ parentPath, name }) => {
      const path = join(parentPath, name)
      return [path.slice(folder.length + 1), new Uint8Array(readFileSync(path))]
    }),
  )
}

/** As of one environment, whose state is in memory, and at the sandbox. */
function settings(example: string): string {
  const text = readFileSync(join('examples', example, 'butik.yaml'), 'utf8')
  const one = text.replace(/^environments:\n(?: .*\n|\n)*/m, '').replace(/^state:.*\n(?: .*\n)*/m, '')
  return one.includes('SHOPORAMA_URL')
    ? one
    : one.replace(/(token: !env SHOPORAMA_TOKEN)/, '$1\n    url: !env SHOPORAMA_URL')
}

test.each(readdirSync('examples'))('%s', async (example) => {
  let memory = kept()
  const files = filesOf(example)
  const butik = { 'butik.yaml': settings(example) }
  await using shop = await engine(
    { ...files, ...butik },
    {
      vendors: everyVendor,
      ...(example === 'nordic-group' ? { seed: 'nordic-group' } : {}),
      more: { FEED_CODE: 'feed' },
      kept: () => memory,
    },
  )
  const ack = ['unseen-create', 'images']
  const outcomes = (await shop.apply(await shop.plan({ ack }))).outcomes
  expect(outcomes.filter(({ outcome }) => outcome !== 'succeeded')).toEqual([])

  memory = kept()
  const emptied = Object.fromEntries(Object.keys(files).map((path) => [path, undefined]))
  shop.write({ ...emptied, ...butik })
  const made = await pulled(shop)
  expect([made.left, made.unread, made.refused]).toEqual([[], [], []])
  const plan = await shop.plan()
  expect(plan.changes).toEqual([])
  expect(plan.complete).toBe(true)
  expect((await pulled(shop)).files).toEqual([])

  const fetched = await pulled(shop, { images: true })
  expect([fetched.left, fetched.refused, fetched.pictures?.failed]).toEqual([[], [], 0])
  expect((await shop.plan()).changes).toEqual([])
})
