// Killed at any point of an apply and run again, the shops, the state and the number of objects are those of an undisturbed run: the real process, kill -9, before and after every call and at every write to disk.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import type { Project } from '../support/butik.ts'
import {
  classes,
  interruptAt,
  killAt,
  logOf,
  type Point,
  record,
  type Start,
  startOf,
  tryAll,
  type Undisturbed,
} from '../support/crash-points.ts'
import { ageLeftovers, differing, diOf, filesOf, leftInDoubt, madeBy, tracesOf } from '../support/crash-traces.ts'
import { crashWorld, flags } from '../support/crash-world.ts'
import { isLong } from '../support/long.ts'

const workers = 2
const world = crashWorld(isLong ? 3 : 1)
const starts: Start[] = []
let undisturbed: Undisturbed

beforeAll(async () => {
  for (let worker = 0; worker < workers; worker += 1) starts.push(await startOf(world))
  undisturbed = await record(first(), { syncs: isLong })
}, 60_000)

afterAll(async () => {
  for (const { shop } of starts) await shop[Symbol.asyncDispose]()
})

function first(): Start {
  const [start] = starts
  if (start === undefined) throw new Error('no shop')
  return start
}

test('the plan has every kind and every action, and is as long as it is meant to be', async () => {
  const { shop, back } = first()
  await back()
  const plan = JSON.parse((await shop.butik(['plan', '--json', '--allow-delete'])).stdout) as Plan
  expect(plan.operations.length).toBeGreaterThanOrEqual(isLong ? 60 : 20)
  const some = (names: Iterable<string | undefined>) => [...new Set(names)].sort().join(' ')
  expect(some(plan.operations.flatMap(({ addresses }) => addresses.map((address) => address.split('/')[1])))).toBe(
    'category product profile profile_attribute profile_attribute_value shop stock supplier',
  )
  const arrays = plan.operations.filter(({ role, addresses }) => role === 'create' && addresses.length > 1)
  expect(some(arrays.map(({ operation }) => operation))).toBe('POST /product POST /stock')
  const roles = plan.operations.map(({ connection, role }) => `${connection}:${role}`)
  expect(some(roles)).toBe('delivery:create delivery:update shop:create shop:delete shop:link shop:update')
  expect(some(plan.changes.map(({ action }) => action))).toBe('adopt create delete forget replace update')
  console.log(`crash matrix: a plan of ${plan.operations.length} operations that carry ${plan.changes.length} changes`)
})

/** Runs again, once; what no vendor shows, and only that, may take a person and a second run. */
async function runAgain(shop: Project, doubts: readonly string[]): Promise<string[]> {
  const apply = () => shop.butik(['apply', ...flags])
  const again = await apply()
  const said = again.stdout + again.stderr
  if (doubts.length === 0) return again.code === 0 ? [] : [`the rerun ended with ${again.code}: ${said}`]
  const problems = doubts
    .filter((address) => !said.includes(`state resolve ${address}`))
    .map((address) => `${address} is in doubt, and that is not said: ${again.code} ${said}`)
  if (again.code !== 0) problems.push(`what is in doubt stopped the others: ${again.code} ${said}`)
  for (const address of doubts) {
    const email = `${address.split('/')[2]}@nordic-group.example`
    const made = diOf(shop)
      .snapshot()
      .shops.find((one) => one.shop.email === email)
    const verdict = made === undefined ? ['--absent'] : ['--id', String(made.id)]
    const resolved = await shop.butik(['state', 'resolve', address, ...verdict])
    if (resolved.code !== 0) problems.push(`${address} cannot be resolved: ${resolved.stderr}`)
  }
  const last = await apply()
  return last.code === 0 ? problems : [...problems, `after that it ended with ${last.code}: ${last.stderr}`]
}

/** A run with nothing to do takes no lock and clears nothing away: the next one that writes must. */
async function tidiedUp(shop: Project): Promise<readonly string[]> {
  await ageLeftovers(shop)
  await shop.write({ 'part-1.yaml': (world.after['part-1.yaml'] ?? '').replace('mail9@', 'mail10@') })
  const { code, stderr } = await shop.butik(['apply', ...flags])
  await shop.write(world.after)
  return code === 0 ? await filesOf(shop) : [`nothing, as it ended with ${code}: ${stderr}`]
}

/** What is wrong after the run that follows on a killed one, which left these in doubt. */
async function converges(shop: Project, doubts: readonly string[]): Promise<string[]> {
  const problems = await runAgain(shop, doubts)
  const { code, stdout } = await shop.butik(['plan', '--detailed-exitcode'])
  if (code !== 0) problems.push(`the next plan is not empty: ${stdout}`)
  const made = madeBy(shop, logOf(shop))
  const twice = made.filter((one, index) => made.indexOf(one) !== index)
  problems.push(...twice.map((one) => `made twice: ${one}`), ...differing(await tracesOf(shop), undisturbed.traces))
  if (undisturbed.files.join() === (await filesOf(shop)).join()) return problems
  const left = (await tidiedUp(shop)).filter((file) => !undisturbed.files.includes(file))
  return [...problems, ...left.map((file) => `left behind: ${file}`)]
}

test('killed before and after every call and at every write to disk', async () => {
  const { points, made } = undisturbed
  const began = Date.now()
  let resolved = 0
  const wrong = await tryAll(points, starts, async (point: Point, shop) => {
    const alive = await killAt(point, shop)
    if (alive !== undefined) return [alive]
    const doubts = await leftInDoubt(shop)
    if (doubts.length > 0) resolved += 1
    return await converges(shop, doubts)
  })
  const count = (at: string) => points.filter((point) => point.at === at).length
  console.log(
    `crash matrix: ${points.length} points (${classes.map((at) => `${count(at)} ${at}`).join(', ')}), ` +
      `${wrong.length} wrong, ${resolved} settled by a person, ${Math.round((Date.now() - began) / 1000)} s`,
  )
  for (const at of classes) expect(count(at)).toBeGreaterThan(0)
  // Every POST that makes something is in the log that is looked into for what was made twice.
  expect(made.length).toBeGreaterThanOrEqual(10)
  expect(resolved).toBeGreaterThan(0)
  expect(wrong).toEqual([])
}, 3_600_000)

const isWrite = (what: string) => !what.startsWith('GET ') && !what.includes('/login/')

test('ctrl-C in a call: once it ends and is written down, twice it is left at once; the next run finishes', async () => {
  const writes = undisturbed.points.filter(({ at, what }) => at === 'after a call' && isWrite(what))
  const quick = /^(POST \/product\?|PUT \/product\/600004|DELETE \/category|POST \/ws\/json\/shop)/
  const points = writes.filter(({ what }, index) => quick.test(what) || (isLong && index % 4 === 0))
  const wrong = await tryAll(points, starts, async ({ what }, shop) => {
    const once = await interruptAt(what, shop, 1)
    const turn = writes.findIndex((one) => one.what === what) + 1
    const sent = logOf(shop).filter(({ committed }) => committed).length
    if (sent !== turn) return [`once: ${sent} writes, not ${turn}`]
    if (once.code !== (turn === writes.length ? 0 : 3)) return [`once: exit ${once.code} ${once.stderr}`]
    const left = (await filesOf(shop)).filter((file) => !undisturbed.files.includes(file))
    const problems = left.map((file) => `once: left behind ${file}`)
    problems.push(...(await leftInDoubt(shop)).map((address) => `once: ${address} is in doubt`))
    return [...problems, ...(await converges(shop, []))]
  })
  wrong.push(
    ...(await tryAll(points, starts, async ({ what }, shop) => {
      const twice = await interruptAt(what, shop, 2)
      if (twice.code !== 130) return [`twice: exit ${twice.code} ${twice.stderr}`]
      return await converges(shop, await leftInDoubt(shop))
    })),
  )
  console.log(`ctrl-C: ${points.length} of ${writes.length} writes, once and twice each, ${wrong.length} wrong`)
  expect(points.length).toBeGreaterThan(3)
  expect(wrong).toEqual([])
}, 3_600_000)
