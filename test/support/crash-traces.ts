// What a run leaves in both vendors and on disk, told without ids, so that two runs can be compared; and what a killed
// one left in doubt.
import { readdir, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { StoreSnapshot as DiSnapshot } from '../../src/sandbox/distribution-innovation/store.ts'
import type { RequestLogEntry } from '../../src/sandbox/request-log.ts'
import type { VendorSandbox } from '../../src/sandbox/side.ts'
import type { Project } from './butik.ts'
import { surplus } from './owner.ts'
import { namesIn, shapeOf } from './shop-shape.ts'

export interface Traces {
  /** Every object of both vendors, removed ones too, with all of its fields. */
  readonly objects: readonly string[]
  /** How many ids each vendor gave out: what was made and deleted again shows here. */
  readonly idsGiven: readonly string[]
  /** The state: every entry whole, doubts, identities. */
  readonly state: readonly string[]
}

export const diOf = (shop: Project): VendorSandbox<DiSnapshot> =>
  shop.sandbox.vendor('distribution-innovation') as VendorSandbox<DiSnapshot>

const home = (shop: Project) => join(shop.folder, '.butik', 'default')

/** What lies beside the state: a lock, a claim, a draft, a journal that stayed behind shows here. */
export async function filesOf(shop: Project): Promise<readonly string[]> {
  return (await readdir(home(shop))).sort()
}

/** As if the killed run were of yesterday: what is young may be somebody's. */
export async function ageLeftovers(shop: Project): Promise<void> {
  for (const file of await filesOf(shop)) if (file.startsWith('lock.json.')) await utimes(join(home(shop), file), 0, 0)
}

export async function tracesOf(shop: Project): Promise<Traces> {
  const store = shop.sandbox.shoporama.snapshot()
  const { shops, nextShopId } = diOf(shop).snapshot()
  const names = new Map([
    ...namesIn(store),
    ...shops.map(({ id, shop: { email } }) => [`${id}`, `shop ${email}`] as const),
  ])
  const collections = Object.entries(store.collections)
  return {
    objects: [...shapeOf(store), ...shops.map(shopLine).sort()],
    idsGiven: [...collections.map(([name, { nextId }]) => `${name} up to ${nextId}`), `shops up to ${nextShopId}`],
    state: stateLines(await shop.read('.butik/default/state.json'), names, shop.sandbox.port),
  }
}

/** Without its ids: the vendor makes a short name of them, and what a person settled first was made last. */
function shopLine({ id: _id, customerSystem, ...row }: DiSnapshot['shops'][number]): string {
  const { shortName: _shortName, ...system } = customerSystem ?? {}
  return `shops ${JSON.stringify({ ...row, customerSystem: system })}`
}

function stateLines(text: string, names: ReadonlyMap<string, string>, port: number): string[] {
  const { entries, doubts, identities } = JSON.parse(text) as Record<
    'entries' | 'doubts' | 'identities',
    object | undefined
  >
  const named = (member: string, value: unknown): unknown =>
    ['id', 'image_id', 'remoteId'].includes(member) && typeof value === 'string' ? (names.get(value) ?? value) : value
  const line = (what: string, value: unknown) => `${what} ${JSON.stringify(value, named)}`
  return [
    ...Object.entries(entries ?? {}).map(([address, entry]) => line(address, entry)),
    line('doubts', doubts ?? []),
    line('identities', identities).replaceAll(`:${port}/`, ':PORT/'),
  ]
}

/** How these traces differ from those. */
export function differing(these: Traces, those: Traces): string[] {
  return (['objects', 'idsGiven', 'state'] as const).flatMap((what) => [
    ...surplus(these[what], those[what]).map((line) => `${what} has ${line}`),
    ...surplus(those[what], these[what]).map((line) => `${what} lacks ${line}`),
  ])
}

/** Natural keys of what POSTs made, as often as they made it. Stock is set by a POST and made by none. */
export function madeBy(shop: Project, log: readonly RequestLogEntry[]): string[] {
  const made = log.filter(({ method, committed, path }) => method === 'POST' && committed && !path.startsWith('/stock'))
  return made.flatMap((entry) => {
    const body = shop.sandbox.shoporama.body(entry) as Row | readonly Row[]
    return (Array.isArray(body) ? (body as readonly Row[]) : [body as Row]).map((row) => `${entry.path} ${keyOf(row)}`)
  })
}

interface Row {
  readonly [name: string]: unknown
}

function keyOf(row: Row): string {
  const shop = row['shop'] as Row | undefined
  return String(row['own_id'] ?? row['val'] ?? row['name'] ?? shop?.['email'])
}

/** Creates that the journal announces and has no outcome of, where the vendor shows nothing: only a person can tell. */
export async function leftInDoubt(shop: Project): Promise<string[]> {
  const text = await shop.read('.butik/default/journal.ndjson').catch(() => '')
  const open = new Set<string>()
  // What comes after the last end of a line was never finished, and nothing was sent for it.
  for (const line of text.split('\n').slice(0, -1)) {
    const { phase, intents = [], outcome } = JSON.parse(line) as JournalLine
    if (phase === 'intent') for (const { address, role } of intents) if (role === 'create') open.add(address)
    if (phase === 'outcome' && outcome !== undefined) open.delete(outcome.address)
  }
  return [...open].filter((address) => address.startsWith('delivery/'))
}

interface JournalLine {
  readonly phase: string
  readonly intents?: readonly { readonly address: string; readonly role: string }[]
  readonly outcome?: { readonly address: string }
}
