// The fault matrix of a vendor that shows nothing (Distribution Innovation): logins, creates and updates, each struck by
// everything. A create that may have been made is in doubt by name, is never made again by itself, and blocks only itself;
// a person says what happened, and then everything is there, once.
import { afterAll, expect, test } from 'vitest'
import { exitOfOutcomes } from '../../src/cli/exit-codes.ts'
import { resolveDoubt } from '../../src/pipeline/by-hand.ts'
import type { VendorSandbox } from '../../src/sandbox/side.ts'
import { type Applied, type Engine, engine } from '../support/engine.ts'
import { dnsError, tlsError } from '../support/network-errors.ts'
import { calm, type Strike, strike, type Where } from '../support/strike.ts'

const vendor = 'distribution-innovation'
const butikYaml = `version: 1
connections:
  delivery:
    vendor: ${vendor}
    url: !env DI_URL
    username: !env DI_USERNAME
    password: !env DI_PASSWORD
    timeout: 1
`
const shopOf = (key: string, city: string) =>
  `  ${key}:\n    ownerPartyKey: sandbox-nordic-group\n    email: ${key}@nordic-group.example\n    legalName: Lager ${key}\n    organizationNumber: 987 654 321\n    vatLiable: true\n    addressCollector: true\n    transportSolutionIds: [1, 2]\n    address: { street: Lagergata, streetNumber: 12, entrance: B, zipCode: "0484", city: ${city}, countryCode: "NO" }\n`
const before = `shops:\n${shopOf('oslo', 'Oslo')}${shopOf('bergen', 'Bergen')}`
const after = `shops:\n${shopOf('oslo', 'Drammen')}${shopOf('bergen', 'Voss')}${shopOf('moss', 'Moss')}${shopOf('narvik', 'Narvik')}`
const wanted = ['bergen Voss', 'moss Moss', 'narvik Narvik', 'oslo Drammen']

const calls: Readonly<Record<string, Where>> = {
  login: { method: 'POST', path: '/login/' },
  'first create': { method: 'POST', path: '^/ws/json/shop' },
  'second create': { method: 'POST', path: '^/ws/json/shop', nth: 2 },
  'first update': { method: 'PATCH', path: '^/ws/json/shop' },
  'second update': { method: 'PATCH', path: '^/ws/json/shop', nth: 2 },
}

const strikes: Readonly<Record<string, Strike>> = {
  'lost answer': { kind: 'lost_answer' },
  reset: { kind: 'reset' },
  hang: { kind: 'hang', ms: 1100 },
  'hang, done': { kind: 'hang', ms: 1100, committed: true },
  'slow drip': { kind: 'slow', ms: 3000 },
  truncated: { kind: 'truncated' },
  html: { kind: 'html' },
  'html, done': { kind: 'html', committed: true },
  empty: { kind: 'empty' },
  '429': { kind: 'status', status: 429 },
  '429 with Retry-After': { kind: 'status', status: 429, retryAfter: 1 },
  '500': { kind: 'status', status: 500 },
  '500, done': { kind: 'status', status: 500, committed: true },
  '503': { kind: 'status', status: 503, retryAfter: 1 },
  '400': { kind: 'status', status: 400 },
  '401': { kind: 'unauthorized' },
  '403 for one shop': { kind: 'status', status: 403, reason: 'no.access.shop.id' },
  DNS: { kind: 'network', error: dnsError },
  TLS: { kind: 'network', error: tlsError },
}

const long = process.env['BUTIK_TEST_LONG'] === '1'
const waits: ReadonlySet<string> = new Set(['hang', 'slow'])
const figure = { cells: 0, wrong: 0 }
const lock = { id: 'l', operation: 'test', holder: 'test', since: new Date(0).toISOString() }

interface Row {
  readonly id: number
  readonly shop: { readonly email: string; readonly address: { readonly city: string } }
}

const rowsOf = (room: VendorSandbox) => room.act({ act: 'list_shops' }) as readonly Row[]
const shape = (room: VendorSandbox) =>
  rowsOf(room)
    .map(({ shop: { email, address } }) => `${email.split('@')[0]} ${address.city}`)
    .sort()

/** Each outcome has a reason, and what stops one stops no other that could be reached. */
function misreported({ outcomes }: Applied, what: Strike, where: Where): string[] {
  const silent = outcomes.filter(({ outcome, message }) => outcome !== 'succeeded' && message === undefined)
  const updates = outcomes.filter(
    ({ action, outcome, message }) =>
      action === 'update' && outcome === 'in-doubt' && /state resolve/.test(message ?? ''),
  )
  const isOfOneShop = 'reason' in what && where !== calls['login']
  const skipped = isOfOneShop ? outcomes.filter(({ outcome }) => outcome === 'skipped') : []
  return [
    ...silent.map(({ address, outcome }) => `${address} is ${outcome} and does not say why`),
    ...updates.map(({ address }) => `${address} asks for state resolve, and is written again by the next plan`),
    ...skipped.map(({ address }) => `${address} is skipped because another shop was refused`),
  ]
}

async function struck(what: Strike, call: Where, times: number): Promise<{ problems: string[]; exit: number }> {
  let fetchNow: typeof fetch | undefined
  const shop = await engine(
    { 'butik.yaml': butikYaml, 'shops.yaml': before },
    { vendors: ['shoporama', vendor], fetch: (input, init) => (fetchNow ?? fetch)(input, init) },
  )
  await using _ = shop
  const room = shop.sandbox.vendor(vendor)
  const ack = ['unseen-create']
  await shop.apply(await shop.plan({ ack }))
  shop.write({ 'shops.yaml': after })
  for (const { id } of rowsOf(room)) room.act({ act: 'grant', username: room.ready['username'], shopId: id })
  const plan = await shop.plan()
  fetchNow = strike(shop.sandbox, what, { ...call, times }, vendor)
  const applied = await shop.apply(plan)
  calm(shop.sandbox)
  fetchNow = undefined
  const exit = exitOfOutcomes(applied.outcomes)
  const problems = misreported(applied, what, call)
  if (exit === 0 && shape(room).join() !== wanted.join()) problems.push('said to be done, and is not')
  return { problems: [...problems, ...(await afterwards(shop, room, applied))], exit }
}

/** One run more: everything but what is in doubt; then a person says what happened, and everything is there. */
async function afterwards(shop: Engine, room: VendorSandbox, { outcomes }: Applied): Promise<string[]> {
  const doubtful = outcomes
    .filter(({ action, outcome }) => action === 'create' && outcome === 'in-doubt')
    .map(({ address }) => address)
  const atOnce = shape(room)
  const again = await shop.apply(await shop.plan())
  const problems = again.outcomes
    .filter(({ outcome }) => outcome !== 'succeeded')
    .map(({ address, outcome, message }) => `rerun: ${address} ${outcome}: ${message}`)
  const isDoubtful = (line: string) => doubtful.some((address) => line.startsWith(`${address.split('/').at(-1)} `))
  if (shape(room).filter(isDoubtful).join() !== atOnce.filter(isDoubtful).join())
    problems.push('what was in doubt was made by itself')
  const undoubted = wanted.filter((line) => !isDoubtful(line))
  if (undoubted.some((line) => !shape(room).includes(line))) problems.push(`rerun: ${shape(room).join(', ')}`)
  for (const address of doubtful) {
    const made = rowsOf(room).find(({ shop: { email } }) => email.startsWith(`${address.split('/').at(-1)}@`))
    await resolveDoubt(
      await shop.world(),
      lock,
      address,
      made === undefined ? { absent: true } : { id: String(made.id) },
    )
  }
  for (const { id } of rowsOf(room)) room.act({ act: 'grant', username: room.ready['username'], shopId: id })
  await shop.apply(await shop.plan({ ack: ['unseen-create'] }))
  const rest = await shop.plan()
  if (shape(room).join() !== wanted.join()) problems.push(`at the end: ${shape(room).join(', ')}`)
  if (rest.changes.length > 0) problems.push(`not empty: ${JSON.stringify(rest.changes).slice(0, 300)}`)
  return problems
}

/** One, which is tried again where it may be, and enough to outlast every retry. */
function timesOf({ kind }: Strike, about: string): readonly number[] {
  if (long) return [1, 50]
  if (waits.has(kind) || about.startsWith('second')) return [1]
  return about === 'login' ? [50] : [1, 50]
}

test.each(Object.entries(strikes))('%s', async (name, what) => {
  const wrong: string[] = []
  const exits: string[] = []
  for (const [about, call] of Object.entries(calls)) {
    for (const times of timesOf(what, about)) {
      const { problems, exit } = await struck(what, call, times)
      exits.push(`${about} ×${times}: ${exit}`)
      if (problems.length > 0) wrong.push(`${about} ×${times} (exit ${exit}):\n  ${problems.join('\n  ')}`)
    }
  }
  figure.cells += exits.length
  figure.wrong += wrong.length
  console.log(`${name}: ${exits.length} runs, ${wrong.length} wrong; ${exits.join(', ')}`)
  expect(wrong).toEqual([])
})
afterAll(() => console.log(`fault matrix, ${vendor}: ${figure.cells} cells, ${figure.wrong} wrong`))
