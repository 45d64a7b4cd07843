/** All that Distribution Innovation knows: shops, rights, and which tokens still hold. Every change is one whole step. */
import { isList, isRecord } from '../json.ts'
import { otherOwnerPartyKey, ownerPartyKey, shopApiRole } from './accounts.ts'
import type { Rights, ShopRow } from './records.ts'

export interface StoreSnapshot {
  readonly nextShopId: number
  readonly shops: readonly ShopRow[]
  /** By alias of the account. */
  readonly rights: Readonly<Record<string, Rights>>
  /** Tokens are signed for a generation; those of an earlier one have all expired at once. */
  readonly tokenGeneration: number
}

const beginning: StoreSnapshot = {
  nextShopId: 12001,
  shops: [],
  rights: {
    username: { roles: [shopApiRole], ownerPartyKeys: [ownerPartyKey], shopIds: [] },
    readOnlyUsername: { roles: [], ownerPartyKeys: [ownerPartyKey], shopIds: [] },
    otherUsername: { roles: [shopApiRole], ownerPartyKeys: [otherOwnerPartyKey], shopIds: [] },
  },
  tokenGeneration: 1,
}

export class Store {
  #state: StoreSnapshot = beginning
  #revision = 0

  get state(): StoreSnapshot {
    return this.#state
  }

  /** Moves with every change. */
  get revision(): number {
    return this.#revision
  }

  change(part: Partial<StoreSnapshot>): void {
    this.#state = { ...this.#state, ...part }
    this.#revision += 1
  }

  /** Of anything but the number of a shop there is none. */
  find(id: unknown): ShopRow | undefined {
    return this.#state.shops.find((row) => row.id === id)
  }

  /** Takes the place of the shop with this id. */
  put(row: ShopRow): void {
    this.change({ shops: this.#state.shops.map((other) => (other.id === row.id ? row : other)) })
  }

  rightsOf(alias: string): Rights {
    const { rights } = this.#state
    const found = Object.hasOwn(rights, alias) ? rights[alias] : undefined
    return found ?? { roles: [], ownerPartyKeys: [], shopIds: [] }
  }

  snapshot(): StoreSnapshot {
    return structuredClone(this.#state)
  }

  restore(snapshot: unknown): void {
    this.#state = structuredClone(parseSnapshot(snapshot))
    this.#revision += 1
  }
}

function isShopRow(row: unknown): boolean {
  return (
    isRecord(row) &&
    typeof row['id'] === 'number' &&
    typeof row['ownerPartyKey'] === 'string' &&
    isList(row['transportSolutionIds']) &&
    (row['customerSystem'] === null || isRecord(row['customerSystem'])) &&
    isRecord(row['shop']) &&
    isRecord(row['shop']['address']) &&
    isList(row['shop']['externalCustomerIds'])
  )
}

function isRights(rights: unknown): boolean {
  return isRecord(rights) && isList(rights['roles']) && isList(rights['ownerPartyKeys']) && isList(rights['shopIds'])
}

function parseSnapshot(snapshot: unknown): StoreSnapshot {
  if (!isRecord(snapshot) || !isList(snapshot['shops']) || !isRecord(snapshot['rights'])) {
    throw new Error('it holds no store of this vendor')
  }
  if (typeof snapshot['nextShopId'] !== 'number') throw new Error('its nextShopId is missing')
  if (typeof snapshot['tokenGeneration'] !== 'number') throw new Error('its tokenGeneration is missing')
  if (!snapshot['shops'].every(isShopRow)) throw new Error('a row of its shops is damaged')
  if (!Object.values(snapshot['rights']).every(isRights)) throw new Error('its rights are damaged')
  return snapshot as unknown as StoreSnapshot
}
