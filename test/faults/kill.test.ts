// "A run killed after any call and run again ends in the same shop as an undisturbed run": the real process, kill -9,
// at every call of an apply that does everything, and at every write to disk.
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RequestLogEntry } from '../../src/sandbox/request-log.ts'
import { type Project, project } from '../support/butik.ts'
import { after, before, butikYamlWith, flags, ownersThings } from '../support/mixed-shop.ts'
import { differences } from '../support/owner.ts'
import { type Start, startingHere, tryAll } from '../support/points.ts'
import { shapeOf } from '../support/shop-shape.ts'

const workers = 2
const thorough = process.env['BUTIK_TEST_LONG'] === '1'
const shops: Project[] = []
const starts: Start[] = []
let calls: { method: string; committed: boolean; path: string }[] = []
let wanted: string[] = []

beforeAll(async () => {
  for (let worker = 0; worker < workers; worker += 1) {
    const shop = await project({ ...before, 'butik.yaml': butikYamlWith() })
    shops.push(shop)
    expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
    await ownersThings(shop)
    await shop.write(after)
    starts.push(await startingHere(shop))
  }
  const [first] = starts
  if (first === undefined) throw new Error('no shop')
  await first.back()
  expect(await first.shop.butik(['apply', ...flags])).toMatchObject({ code: 0 })
  calls = first.shop.sandbox.shoporama.log.map(({ method, committed, path }) => ({ method, committed, path }))
  wanted = shapeOf(first.shop.sandbox.shoporama.snapshot())
})

afterAll(async () => {
  for (const shop of shops) await shop[Symbol.asyncDispose]()
})

interface Point {
  readonly call: number
  readonly at: 'before' | 'committed' | 'answered'
  readonly what: string
}

async function killedAt(point: Point, { shop }: Start): Promise<string | undefined> {
  const { sandbox } = shop
  const { child, done } = shop.start(['apply', ...flags])
  let count = 0
  const isIt = (entry: RequestLogEntry) => entry.seq === sandbox.shoporama.log[point.call]?.seq
  sandbox.onCall = (entry) => {
    count += 1
    if (point.at !== 'before' || !isIt(entry)) return
    child.kill('SIGKILL')
    throw new Error('killed before it arrived')
  }
  if (point.at === 'committed') sandbox.afterCommit = (entry) => void (isIt(entry) && child.kill('SIGKILL'))
  if (point.at === 'answered') {
    sandbox.beforeAnswer = (entry) => {
      if (isIt(entry)) void pause(point.call % 4).then(() => child.kill('SIGKILL'))
    }
  }
  const killed = await done
  delete sandbox.onCall
  delete sandbox.afterCommit
  delete sandbox.beforeAnswer
  if (killed.signal !== 'SIGKILL' && !(point.at === 'answered' && point.call >= calls.length - 1))
    return `was not killed (${count} calls, exit ${killed.code})`
  return await convergesFrom(shop)
}

async function convergesFrom(shop: Project): Promise<string | undefined> {
  const again = await shop.here(['apply', ...flags])
  if (again.code !== 0) return `the rerun ended with ${again.code}: ${again.stdout.slice(-1500)}\n${again.stderr}`
  const differs = differences(shapeOf(shop.sandbox.shoporama.snapshot()), wanted)
  if (differs.length > 0) return `the shop differs:\n  ${differs.join('\n  ')}`
  const plan = await shop.here(['plan', '--detailed-exitcode'])
  return plan.code === 0 ? undefined : `the next plan is not empty: ${plan.stdout}${plan.stderr}`
}

test('killed at every call', async () => {
  const points = calls.flatMap(({ method, path, committed }, call): Point[] => {
    const what = `${method} ${path}`
    return [
      { call, at: 'before', what },
      ...(committed ? [{ call, at: 'committed', what } as const] : []),
      // After an answer is before the next call, but for what happens in between: the long run tries both.
      ...(thorough || call % 4 === 0 ? [{ call, at: 'answered', what } as const] : []),
    ]
  })
  const began = Date.now()
  const wrong = await tryAll(points, starts, killedAt)
  console.log(
    `kill matrix: ${points.length} points over ${calls.length} calls, ${wrong.length} wrong, ${Math.round((Date.now() - began) / 1000)} s`,
  )
  expect(wrong).toEqual([])
}, 900_000)

test('killed at every write to disk', async () => {
  const [first] = starts
  if (first === undefined) throw new Error('no shop')
  const hook = new URL('../support/kill-at-write.mjs', import.meta.url).href
  const envFor = (at: number) => ({ NODE_OPTIONS: `--import ${hook}`, KILL_AT_WRITE: String(at) })
  await first.back()
  const countFile = `${first.shop.folder}-count.json`
  expect(
    await first.shop.butik(['apply', ...flags], { env: { ...envFor(0), KILL_COUNT_FILE: countFile } }),
  ).toMatchObject({ code: 0 })
  const names = JSON.parse(await readFile(countFile, 'utf8')) as string[]
  // Appends in the middle are alike: without the long run, every sixth of them and everything else.
  const points = names.map((what, index) => ({ at: index + 1, what }))
  const chosen = points.filter(({ at, what }) => thorough || !what.startsWith('appendFile') || at % 6 === 0)
  const began = Date.now()
  const wrong = await tryAll(chosen, starts, async ({ at }, { shop }) => {
    const killed = await shop.butik(['apply', ...flags], { env: envFor(at) })
    return killed.signal === 'SIGKILL' ? await convergesFrom(shop) : `was not killed (exit ${killed.code})`
  })
  console.log(
    `disk matrix: ${chosen.length} of ${points.length} points, ${wrong.length} wrong, ${Math.round((Date.now() - began) / 1000)} s`,
  )
  expect(wrong).toEqual([])
}, 900_000)
