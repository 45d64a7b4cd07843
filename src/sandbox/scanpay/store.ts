/** The shops of both environments, each with its databases and its feed. Rows are put whole; every put moves the feed. */
import { isList, isRecord, type JsonRecord } from '../json.ts'
import { environmentNames, shopIds } from './keys.ts'
import { checkPingUrl } from './ping-url.ts'
import type { FailureRow, FeedEntry, LinkRow, OutcomeRow, PingRow, SubscriberRow, TransactionRow } from './records.ts'

export interface ShopSnapshot {
  readonly links: readonly LinkRow[]
  readonly transactions: readonly TransactionRow[]
  readonly subscribers: readonly SubscriberRow[]
  readonly feed: readonly FeedEntry[]
  readonly outcomes: readonly OutcomeRow[]
  readonly failures: readonly FailureRow[]
}

export interface StoreSnapshot {
  readonly lagMs: number
  readonly pings: readonly PingRow[]
  readonly environments: Readonly<Record<string, Readonly<Record<string, ShopSnapshot>>>>
}

const parts = ['links', 'transactions', 'subscribers', 'feed', 'outcomes', 'failures'] as const

export class Shop {
  readonly shopid: number
  readonly #store: Store
  #links = new Map<string, LinkRow>()
  #transactions = new Map<number, TransactionRow>()
  #subscribers = new Map<number, SubscriberRow>()
  #feed: FeedEntry[] = []
  #outcomes = new Map<string, OutcomeRow>()
  #failures: readonly FailureRow[] = []

  constructor(shopid: number, store: Store) {
    this.shopid = shopid
    this.#store = store
  }

  link(id: string): LinkRow | undefined {
    return this.#links.get(id)
  }

  get linkCount(): number {
    return this.#links.size
  }

  putLink(row: LinkRow): void {
    this.#links.set(row.id, row)
    this.#store.touch()
  }

  transaction(id: number): TransactionRow | undefined {
    return this.#transactions.get(id)
  }

  /** Without gaps from 1, as the feed promises. */
  get nextTransaction(): number {
    return this.#transactions.size + 1
  }

  putTransaction(row: TransactionRow, now: number): void {
    this.#transactions.set(row.id, row)
    this.#changed({ db: 'trn', id: row.id }, now)
  }

  subscriber(id: number): SubscriberRow | undefined {
    return this.#subscribers.get(id)
  }

  get nextSubscriber(): number {
    return this.#subscribers.size + 1
  }

  putSubscriber(row: SubscriberRow, now: number): void {
    this.#subscribers.set(row.id, row)
    this.#changed({ db: 'sub', id: row.id }, now)
  }

  putError(type: string, id: number, error: string, now: number): void {
    this.#changed({ db: 'error', id, type, error }, now)
  }

  /**
   * Numbered without gaps from 1: the entry at an index has the next number. One that is still hidden hides all that
   * come after it, whatever lag they met.
   */
  visibleFeed(now: number): readonly FeedEntry[] {
    const hidden = this.#feed.findIndex((entry) => entry.visibleAt > now)
    return hidden === -1 ? this.#feed : this.#feed.slice(0, hidden)
  }

  #changed(entry: Pick<FeedEntry, 'db' | 'id' | 'type' | 'error'>, now: number): void {
    const lag = this.#store.lagMs
    const visibleAt = lag === 0 ? 0 : now + lag
    this.#feed.push({ seq: this.#feed.length + 1, ...entry, visibleAt })
    this.#store.touch()
  }

  outcome(key: string): OutcomeRow | undefined {
    return this.#outcomes.get(key)
  }

  putOutcome(row: OutcomeRow): void {
    this.#outcomes.set(row.key, row)
    this.#store.touch()
  }

  get failures(): readonly FailureRow[] {
    return this.#failures
  }

  putFailures(rows: readonly FailureRow[]): void {
    this.#failures = rows
    this.#store.touch()
  }

  snapshot(): ShopSnapshot {
    return {
      links: [...this.#links.values()],
      transactions: [...this.#transactions.values()],
      subscribers: [...this.#subscribers.values()],
      feed: [...this.#feed],
      outcomes: [...this.#outcomes.values()],
      failures: [...this.#failures],
    }
  }

  restore(saved: ShopSnapshot): void {
    this.#links = new Map(saved.links.map((row) => [row.id, row]))
    this.#transactions = new Map(saved.transactions.map((row) => [row.id, row]))
    this.#subscribers = new Map(saved.subscribers.map((row) => [row.id, row]))
    this.#feed = [...saved.feed]
    this.#outcomes = new Map(saved.outcomes.map((row) => [row.key, row]))
    this.#failures = [...saved.failures]
  }
}

export class Store {
  readonly #shops: ReadonlyMap<number, Shop>
  #pings: readonly PingRow[] = []
  #lagMs = 0
  #revision = 0

  constructor() {
    const ids = environmentNames.flatMap((name) => shopIds[name])
    this.#shops = new Map(ids.map((id) => [id, new Shop(id, this)]))
  }

  /** Moves with every change. */
  get revision(): number {
    return this.#revision
  }

  touch(): void {
    this.#revision += 1
  }

  shop(id: number): Shop | undefined {
    return this.#shops.get(id)
  }

  get shops(): readonly Shop[] {
    return [...this.#shops.values()]
  }

  get pings(): readonly PingRow[] {
    return this.#pings
  }

  putPings(rows: readonly PingRow[]): void {
    this.#pings = rows
    this.touch()
  }

  /** How long changes made from now on stay out of the feed. */
  get lagMs(): number {
    return this.#lagMs
  }

  putLag(ms: number): void {
    this.#lagMs = ms
    this.touch()
  }

  snapshot(): StoreSnapshot {
    const environments = environmentNames.map((name) => [
      name,
      Object.fromEntries(shopIds[name].map((id) => [id, this.#shops.get(id)?.snapshot()])),
    ])
    return { lagMs: this.#lagMs, pings: [...this.#pings], environments: Object.fromEntries(environments) }
  }

  restore(snapshot: unknown): void {
    const saved = parseSnapshot(snapshot)
    for (const name of environmentNames) {
      for (const id of shopIds[name]) {
        const shop = saved.environments[name]?.[id]
        if (shop !== undefined) this.#shops.get(id)?.restore(shop)
      }
    }
    this.#pings = saved.pings
    this.#lagMs = saved.lagMs
    this.touch()
  }
}

function requireShop(name: string, id: number, shop: unknown): void {
  for (const part of parts) {
    const rows = isRecord(shop) ? shop[part] : undefined
    if (!isList(rows) || !rows.every(isRecord)) throw new Error(`the ${part} of shop ${id} (${name}) are missing`)
  }
}

function requirePing(row: unknown): void {
  const { alias, url }: JsonRecord = isRecord(row) ? row : {}
  if (typeof alias !== 'string' || typeof url !== 'string') throw new Error('a ping url is damaged')
  // A file from elsewhere must not make the sandbox call anybody.
  checkPingUrl(url)
}

/** Looks at everything before anything is taken over. */
function parseSnapshot(snapshot: unknown): StoreSnapshot {
  const { lagMs, pings, environments }: JsonRecord = isRecord(snapshot) ? snapshot : {}
  if (typeof lagMs !== 'number' || !isList(pings) || !isRecord(environments))
    throw new Error('it holds no store of this vendor')
  for (const row of pings) requirePing(row)
  for (const name of environmentNames) {
    const shops = environments[name]
    for (const id of shopIds[name]) requireShop(name, id, isRecord(shops) ? shops[id] : undefined)
  }
  return structuredClone(snapshot) as StoreSnapshot
}
