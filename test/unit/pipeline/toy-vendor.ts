// A vendor small enough to know by heart, with one kind for every way of reading and writing, and short words for what
// the stages take: resources, entries, views. Nothing here talks to anyone.
import { type AddressId, addressId, partsOf } from '../../../src/model/address.ts'
import type { Equivalence } from '../../../src/model/equivalence.ts'
import type { Fields, Owner } from '../../../src/model/field.ts'
import { defaultGuards, type GuardSettings } from '../../../src/model/guard-settings.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import type { Basis, StateUpdate } from '../../../src/model/plan.ts'
import type { DeclareContext, Kind, Provider, Repeat } from '../../../src/model/provider.ts'
import {
  type DesiredState,
  defaultPolicy,
  type Observed,
  type ObservedState,
  type Policy,
  type Reach,
  type Resource,
  type Spec,
  type View,
  viewKey,
} from '../../../src/model/resource.ts'
import type { StateEntry } from '../../../src/model/state.ts'
import type { YamlMap } from '../../../src/model/yaml.ts'
import { bind } from '../../../src/pipeline/bind.ts'
import { diff } from '../../../src/pipeline/diff.ts'
import { governed } from '../../../src/pipeline/govern.ts'
import { withoutTheirs } from '../../../src/pipeline/ownership.ts'
import { plan } from '../../../src/pipeline/plan.ts'
import { edgesOf } from '../../../src/pipeline/spec.ts'
import type { Connected } from '../../../src/pipeline/world.ts'

export const at = { file: 'shop.yaml', line: 3, column: 5, endLine: 3, endColumn: 9 }
export const secretKey = 'lineage-1'

const text = { shape: 'scalar', type: 'text' } as const
const money = { shape: 'scalar', type: 'money', meaning: 'price' } as const
const toProduct = { shape: 'reference', kind: 'product' } as const

export const productFields = {
  sku: { ...text, meaning: 'identity' },
  name: { ...text, meaning: 'text' },
  price: money,
  sale_price: money,
  weight: { shape: 'scalar', type: 'integer' },
  is_online: { shape: 'scalar', type: 'flag', meaning: 'visibility' },
  extra: { shape: 'scalar', type: 'any' },
  code: { ...text, sensitive: true },
  hidden_note: { ...text, writeOnly: true },
  supplier: { shape: 'reference', kind: 'supplier', meaning: 'structure' },
  brand: { shape: 'reference' },
  categories: { shape: 'list', order: 'set', unlisted: 'removed', of: { shape: 'reference', kind: 'category' } },
  bundle: { shape: 'list', order: 'ordered', unlisted: 'removed', of: toProduct, deferrable: true },
  related: { shape: 'list', order: 'set', unlisted: 'removed', of: { ...toProduct, deferrable: true } },
  bulk: { shape: 'object', meaning: 'price', fields: { over: { shape: 'scalar', type: 'integer' }, discount: money } },
  html: { shape: 'list', order: 'ordered', unlisted: 'removed', of: { shape: 'object', fields: { html: text } } },
  attributes: {
    shape: 'list',
    order: 'set',
    identity: ['attribute'],
    unlisted: 'kept',
    meaning: 'structure',
    of: {
      shape: 'object',
      fields: {
        attribute: { shape: 'reference', kind: 'attribute' },
        value: { shape: 'scalar', type: 'any' },
      },
    },
  },
  settings: {
    shape: 'list',
    order: 'set',
    identity: ['attribute', 'value'],
    unlisted: 'removed',
    meaning: 'structure',
    of: {
      shape: 'object',
      fields: {
        attribute: { shape: 'reference', kind: 'attribute' },
        value: { shape: 'reference', kind: 'value' },
        sku: text,
        price: money,
      },
    },
  },
  images: { shape: 'images', meaning: 'image' },
  manual: { shape: 'asset' },
} satisfies Fields

const noPages = async function* () {}
const nothingWritten = () => Promise.reject(new Error('a pure stage wrote'))

const single = (path: string): Kind['writing'] => ({
  create: { operation: `POST /${path}`, run: nothingWritten },
  update: { operation: `PUT /${path}/{id}`, run: nothingWritten },
  delete: { operation: `DELETE /${path}/{id}`, run: nothingWritten },
})

const bulk = { repeat: (): Repeat => 'safe', size: () => 3, bytes: () => 2_000, run: nothingWritten }

function kind(name: string, of: Pick<Kind, 'fields' | 'naturalKey'> & Partial<Kind>): Kind {
  return {
    name,
    class: 'managed',
    label: (spec) => `${of.naturalKey.at(-1)} ${String(spec[of.naturalKey.at(-1) ?? ''])}`,
    declare: (node, context) => plainly(node, context, []),
    reading: { by: 'list', list: noPages },
    writing: single(name),
    ...of,
  }
}

function plainly(node: YamlMap, context: DeclareContext, nested: readonly string[]): Spec {
  const parts = [...node.pairs].flatMap(([name, pair]) => {
    const value = name === 'butik' || nested.includes(name) ? undefined : context.value(name, pair.value)
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(parts)
}

export const supplier: Kind = kind('supplier', {
  section: 'suppliers',
  fields: { name: text, mail: text },
  naturalKey: ['name'],
})

export const profile: Kind = kind('profile', {
  section: 'profiles',
  fields: { name: text },
  naturalKey: ['name'],
  declare: (node, context) => {
    const attributes = node.pairs.get('attributes')?.value
    if (attributes?.type === 'map') {
      for (const [name, pair] of attributes.pairs) {
        const parent = context.reference('profile', context.key, pair.value)
        if (parent === undefined || pair.value.type !== 'map') continue
        const label = pair.value.pairs.get('name')
        const own = label === undefined ? {} : { name: context.valueOf(text, label.value) ?? null }
        context.child('attribute', `${context.key}.${name}`, pair.value, { profile: parent, ...own })
      }
    }
    return plainly(node, context, ['attributes'])
  },
})

export const attribute: Kind = kind('attribute', {
  fields: {
    type: { ...text, createOnly: true },
    profile: { shape: 'reference', kind: 'profile', createOnly: true },
    name: text,
  },
  naturalKey: ['profile', 'name'],
  reading: {
    by: 'list-per-parent',
    parent: { field: 'profile', kind: 'profile' },
    wants: () => true,
    list: noPages,
  },
})

export const value: Kind = kind('value', {
  fields: { attribute: { shape: 'reference', kind: 'attribute', createOnly: true }, val: text },
  naturalKey: ['attribute', 'val'],
  reading: {
    by: 'list-per-parent',
    parent: { field: 'attribute', kind: 'attribute' },
    wants: (spec) => spec['type'] === 'valuelist',
    list: noPages,
  },
})

export const category: Kind = kind('category', {
  section: 'categories',
  fields: { name: text, parent: { shape: 'reference', kind: 'category' } },
  naturalKey: ['parent', 'name'],
})

export const product: Kind = kind('product', {
  section: 'products',
  fields: productFields,
  naturalKey: ['sku'],
  // The vendor's default sku is the id: that alone proves nothing.
  adoptable: (desired, seen) => seen.spec['sku'] !== seen.remoteId || desired['name'] === seen.spec['name'],
  offline: { is_online: false },
  declare: (node, context) => {
    const stock = node.pairs.get('stock')?.value
    const spec = plainly(node, context, ['stock'])
    const parent = context.reference('product', context.key, node)
    if (stock !== undefined && parent !== undefined) {
      const level = context.valueOf({ shape: 'scalar', type: 'integer' }, stock)
      const own = level === undefined ? {} : { stock: level }
      context.child('stock', context.key, stock, { product: parent, sku: spec['sku'] ?? null, ...own })
    }
    const needs = node.pairs.get('profile_of')?.value
    if (needs?.type === 'scalar' && context.lookUp('profile', needs.text) === undefined) {
      context.report({ code: 'E1207', summary: `no profile ${needs.text}` }, needs)
    }
    return spec
  },
  check: (spec, context) => {
    if (spec['sale_price'] !== undefined && spec['price'] === undefined) {
      context.report({ code: 'E1207', summary: 'sale_price without price', severity: 'warning' })
    }
  },
  reading: {
    by: 'paged-list',
    pageSize: () => 100,
    list: noPages,
    lookUp: noPages,
    hidden: { list: noPages, ruledOut: () => false },
    newest: noPages,
  },
  writing: { ...single('product'), createMany: { ...bulk, operation: 'POST /products' } },
})

export const stock: Kind = kind('stock', {
  fields: {
    product: { shape: 'reference', kind: 'product', createOnly: true },
    sku: { ...text, meaning: 'identity' },
    stock: { shape: 'scalar', type: 'integer', meaning: 'stock' },
  },
  naturalKey: ['sku'],
  within: {
    field: 'product',
    holds: (host, spec) => host['sku'] === spec['sku'],
    keeps: (host) => host['sku'] !== null,
  },
  reading: { by: 'paged-list', pageSize: () => 100, list: noPages, lookUp: noPages },
  writing: {
    createMany: { ...bulk, operation: 'POST /stock' },
    updateMany: { ...bulk, operation: 'POST /stock' },
  },
})

export const toyKinds: readonly Kind[] = [supplier, profile, attribute, value, category, product, stock]

/** Nothing to call and nothing to ask: what the pipeline's stages do not look at. */
export const noVerbs: Pick<Provider, 'api' | 'doctor' | 'probes'> = {
  api: {
    operations: [],
    check: () => [],
    show: uncalled,
    send: uncalled,
    unpaged: () => undefined,
    next: () => undefined,
  },
  doctor: { ask: async () => ({}) },
  probes: [],
}

function uncalled(): never {
  throw new Error('the toy vendor has no operation')
}

export function toyProvider(kinds: readonly Kind[] = toyKinds): Provider {
  return { vendor: 'toy', settings: {}, kinds, connect: () => ({}), url: () => 'https://toy.example', ...noVerbs }
}

export function connectedTo(kinds: readonly Kind[] = toyKinds, name = 'shop'): Connected {
  return {
    config: { name, vendor: 'toy', settings: { type: 'map', pairs: new Map(), at }, at },
    provider: toyProvider(kinds),
    session: {},
    url: 'https://toy.example',
    calls: () => 0,
    account: 'shop',
  }
}

/** `to('product/oak')` → `shop/product/oak`. */
export function to(place: string): AddressId {
  const [kindName = '', key = ''] = place.split('/')
  return addressId('shop', kindName, key)
}

export const ref = (place: string): { ref: AddressId } => ({ ref: to(place) })

export type Things<Thing> = { readonly [place: string]: Thing }

/** `{ 'product/oak': { sku: 'A' } }`: specs by place, with the policies that are not the default. */
export function desiredOf(
  specs: Things<Spec>,
  policies: Things<Partial<Policy>> = {},
  kinds: readonly Kind[] = toyKinds,
): DesiredState {
  const resources = Object.entries(specs).map(([place, written]): [AddressId, Resource] => {
    const address = to(place)
    const { connection, kind: kindName, key } = partsOf(address)
    const of = kinds.find((one) => one.name === kindName) ?? { fields: {} }
    const spec = withoutTheirs(of, written)
    const edges = edgesOf(spec, of.fields)
    const dependsOn = [...new Set([...edges.hard, ...edges.soft])].sort()
    const policy = { ...defaultPolicy, ...policies[place] }
    return [address, { address, connection, kind: kindName, key, spec, dependsOn, policy, source: at }]
  })
  return { resources: new Map(resources.sort(([a], [b]) => (a < b ? -1 : 1))), digest: 'files', diagnostics: [] }
}

export interface Owned {
  readonly id: string
  readonly applied?: Spec
  readonly stored?: Spec
  readonly policy?: Partial<Policy>
  readonly needs?: readonly string[]
}

export function entryOf({ id, applied = {}, stored = {}, policy = {}, needs = [] }: Owned): StateEntry {
  return { remoteId: id, applied, stored, policy: { ...defaultPolicy, ...policy }, needs: needs.map(to) }
}

export function entriesOf(owned: Things<Owned>): Map<AddressId, StateEntry> {
  return new Map(Object.entries(owned).map(([place, one]) => [to(place), entryOf(one)]))
}

export function seen(kindName: string, remoteId: string, spec: JsonObject, host?: string): Observed {
  return { kind: kindName, remoteId, spec, ...(host === undefined ? {} : { host }) }
}

export function viewOf(kindName: string, objects: readonly Observed[], reach: Reach = 'complete'): View {
  const base = { connection: 'shop', kind: kindName, reach, age: 0, objects }
  if (reach === 'complete') return base
  const problem = { severity: 'error', code: 'E2006', summary: `${kindName} came short` } as const
  return { ...base, problem }
}

export function observedOf(...views: readonly View[]): ObservedState {
  return { views: new Map(views.map((view) => [viewKey(view.connection, view.kind), view])), calls: new Map() }
}

/** Every kind is read whole and holds these, but for the views that are given. */
export function shopWith(objects: readonly Observed[], ...instead: readonly View[]): ObservedState {
  const kinds = toyKinds.map((one) => one.name)
  const whole = kinds.map((name) =>
    viewOf(
      name,
      objects.filter((object) => object.kind === name),
    ),
  )
  return observedOf(...whole, ...instead)
}

export const basis: Basis = {
  config: 'files',
  lineage: secretKey,
  serial: 1,
  journal: 'none',
  environment: 'default',
  identities: {},
  butik: '0.1.0',
  madeAt: '2026-01-01T00:00:00.000Z',
  selection: { target: [], exclude: [], connection: [] },
  destroy: false,
}

export interface Story {
  readonly files?: Things<Spec>
  readonly policies?: Things<Partial<Policy>>
  readonly state?: Things<Owned>
  readonly shop?: readonly Observed[]
  readonly views?: readonly View[]
  /** By `kind.field`. */
  readonly ownership?: Readonly<Record<string, Owner>>
  readonly equivalences?: Readonly<Record<string, readonly Equivalence[]>>
}

/** Binds and compares: what the stages up to `diff` say of a story. */
export function compared(story: Story) {
  const wishes = {
    ownership: new Map(Object.entries(story.ownership ?? {})),
    equivalences: new Map(Object.entries(story.equivalences ?? {})),
  }
  const kinds = governed([toyProvider()], wishes).get('toy')?.kinds ?? []
  const connected = [connectedTo(kinds)]
  const desired = desiredOf(story.files ?? {}, story.policies, kinds)
  const entries = entriesOf(story.state ?? {})
  const observed = shopWith(story.shop ?? [], ...(story.views ?? []))
  const binding = bind({ connected, desired, entries, observed })
  const diffs = diff({
    connected,
    desired,
    entries,
    binding,
    observed,
    doubts: [],
    secretKey,
  })
  return { connected, desired, entries, observed, binding, diffs }
}

export interface PlanWishes {
  readonly selected?: (address: AddressId) => boolean
  /** The run was asked for less than everything. */
  readonly narrowed?: boolean
  readonly destroy?: boolean
  readonly allowDelete?: boolean
  readonly ack?: readonly string[]
  readonly guards?: Partial<GuardSettings>
  readonly identities?: { readonly [name: string]: string }
  readonly madeAt?: string
  /** What settling an interrupted run found. */
  readonly settled?: readonly StateUpdate[]
}

export function planned(story: Story, wishes: PlanWishes = {}) {
  const { selected = () => true, destroy = false, allowDelete = false, ack = [], identities = {} } = wishes
  return plan({
    ...compared(story),
    scope: { selected, views: new Set(), whole: new Set(), narrowed: wishes.narrowed ?? false, kept: new Map() },
    doubts: [],
    settled: wishes.settled ?? [],
    identities,
    basis: { ...basis, destroy, madeAt: wishes.madeAt ?? basis.madeAt },
    diagnostics: [],
    guards: { ...defaultGuards, ...wishes.guards },
    allowDelete,
    ack,
  })
}
