/** All that the shop knows: one value that is replaced, never changed, so that a request can be taken back whole. */
import { isList, isRecord } from '../json.ts'
import { credentials, digestOfPassword, ids } from './accounts.ts'
import type {
  AddressFieldRow,
  CardRegistrationRow,
  CardRow,
  CategoryRow,
  CustomerGroupRow,
  CustomerRow,
  GeofenceRow,
  InvoiceRow,
  LoyaltyCodeRow,
  OneTimeTokenRow,
  OrderRow,
  ProductRow,
  SeasonCardRow,
  TokenRow,
  TransactionRow,
  VoucherCodeRow,
} from './records.ts'

interface Tables {
  readonly categories: CategoryRow
  readonly products: ProductRow
  readonly customerGroups: CustomerGroupRow
  readonly addressFields: AddressFieldRow
  readonly geofences: GeofenceRow
  readonly customers: CustomerRow
  readonly tokens: TokenRow
  readonly oneTimeTokens: OneTimeTokenRow
  readonly cards: CardRow
  readonly cardRegistrations: CardRegistrationRow
  readonly orders: OrderRow
  readonly transactions: TransactionRow
  readonly seasonCards: SeasonCardRow
  readonly invoices: InvoiceRow
  readonly loyaltyCodes: LoyaltyCodeRow
  readonly voucherCodes: VoucherCodeRow
}

type TableName = keyof Tables

export interface StoreSnapshot {
  /** The first language is the default. */
  readonly languages: readonly string[]
  readonly nextIds: Readonly<Record<TableName, number>>
  readonly rows: { readonly [Name in TableName]: readonly Tables[Name][] }
}

/** Ids of different kinds start far apart, so that one taken for another is noticed. */
const firstIds: Readonly<Record<TableName, number>> = {
  categories: 101,
  products: 201,
  customerGroups: 301,
  addressFields: 401,
  geofences: 501,
  customers: 17_721,
  tokens: 90_001,
  oneTimeTokens: 80_001,
  cards: 1001,
  cardRegistrations: 2001,
  orders: 65_478,
  transactions: 3001,
  seasonCards: 50_001,
  invoices: 40_001,
  loyaltyCodes: 6001,
  voucherCodes: 7001,
}
const tableNames = Object.keys(firstIds) as TableName[]

/** A shop without a catalog; its one customer is there so that the credentials of the sandbox always work. */
function newShop(): StoreSnapshot {
  const noRows = Object.fromEntries(tableNames.map((name) => [name, []])) as unknown as StoreSnapshot['rows']
  const customer: CustomerRow = {
    id: ids.customerId,
    kind: 'customer',
    username: credentials.customerUsername,
    passwordDigest: digestOfPassword(ids.customerId, credentials.customerPassword),
    address: { email: credentials.customerUsername },
    pushTokenDigest: null,
    resetMailed: null,
    anonymized: null,
  }
  return {
    languages: ['da', 'en'],
    nextIds: { ...firstIds, customers: ids.customerId + 1 },
    rows: { ...noRows, customers: [customer] },
  }
}

export class Store {
  #state: StoreSnapshot = newShop()
  #revision = 0

  /** Moves with every change. */
  get revision(): number {
    return this.#revision
  }

  get languages(): readonly string[] {
    return this.#state.languages
  }

  /** In the order of their ids. */
  rows<Name extends TableName>(name: Name): readonly Tables[Name][] {
    return this.#state.rows[name]
  }

  get<Name extends TableName>(name: Name, id: number): Tables[Name] | undefined {
    return this.rows(name).find((row) => row.id === id)
  }

  nextId(name: TableName): number {
    return this.#state.nextIds[name]
  }

  add<Name extends TableName>(name: Name, row: Omit<Tables[Name], 'id'>): Tables[Name] {
    return this.put(name, { ...row, id: this.nextId(name) } as Tables[Name])
  }

  /** Takes the place of the row with its id, or is new. */
  put<Name extends TableName>(name: Name, row: Tables[Name]): Tables[Name] {
    const { rows, nextIds } = this.#state
    const others = this.rows(name).filter(({ id }) => id !== row.id)
    const after = [...others, row].sort((a, b) => a.id - b.id)
    this.#change({
      rows: { ...rows, [name]: after },
      nextIds: { ...nextIds, [name]: Math.max(nextIds[name], row.id + 1) },
    })
    return row
  }

  remove(name: TableName, removed: (row: { readonly id: number; readonly customerId?: number }) => boolean): void {
    const { rows } = this.#state
    const kept = rows[name].filter((row) => !removed(row))
    if (kept.length < rows[name].length) this.#change({ rows: { ...rows, [name]: kept } })
  }

  #change(part: Partial<StoreSnapshot>): void {
    this.#state = { ...this.#state, ...part }
    this.#revision += 1
  }

  /** Does all of the work or none of it. */
  atomic<T>(work: () => T): T {
    const [state, revision] = [this.#state, this.#revision]
    try {
      return work()
    } catch (error) {
      this.#state = state
      this.#revision = revision
      throw error
    }
  }

  snapshot(): StoreSnapshot {
    return structuredClone(this.#state)
  }

  snapshotText(): string {
    return JSON.stringify(this.#state)
  }

  restore(snapshot: unknown): void {
    this.#state = structuredClone(parseSnapshot(snapshot))
    this.#revision += 1
  }
}

function parseSnapshot(snapshot: unknown): StoreSnapshot {
  if (!isRecord(snapshot) || !isRecord(snapshot['rows']) || !isRecord(snapshot['nextIds']))
    throw new Error('it holds no store of this vendor')
  const { languages, rows, nextIds } = snapshot
  if (!isList(languages) || languages.length === 0 || languages.some((code) => typeof code !== 'string'))
    throw new Error('its languages are missing')
  for (const name of tableNames) {
    const table = rows[name]
    if (!isList(table) || typeof nextIds[name] !== 'number') throw new Error(`its ${name} are missing`)
    if (table.some((row) => !isRecord(row) || typeof row['id'] !== 'number'))
      throw new Error(`a row of its ${name} is damaged`)
  }
  return snapshot as unknown as StoreSnapshot
}
