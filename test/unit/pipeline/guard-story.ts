// Objects of a plan as short words, and what the guards on values say of them. The kinds are Shoporama's.
import { defaultGuards, type GuardSettings } from '../../../src/model/guard-settings.ts'
import type { Change } from '../../../src/model/plan.ts'
import type { Kind } from '../../../src/model/provider.ts'
import type { Observed, ObservedState, Reach, Spec } from '../../../src/model/resource.ts'
import type { Bound } from '../../../src/pipeline/bind.ts'
import { guardValues } from '../../../src/pipeline/guard-values.ts'
import { shoporama } from '../../../src/providers/shoporama/index.ts'
import { connectedTo, to } from './toy-vendor.ts'

/** One object of a plan: what it was, what is written, and as what. */
export interface Thing {
  readonly was?: Spec
  readonly write?: Spec
  readonly action?: Change['action']
  readonly id?: string
}

export interface World {
  readonly settings?: Partial<GuardSettings>
  readonly destroy?: boolean
  /** Objects that the files do not hold, by kind. */
  readonly foreign?: { readonly [kind: string]: readonly Spec[] }
  readonly reach?: { readonly [kind: string]: Reach }
  readonly declared?: readonly string[]
}

const kinds = shoporama.kinds as readonly Kind[]

/** What the guards say of these: `place` is kind/key. */
export function guarded(things: { readonly [place: string]: Thing }, world: World = {}) {
  const changes: Change[] = []
  const bound = new Map<ReturnType<typeof to>, Bound>()
  const objects = new Map<string, Observed[]>(kinds.map(({ name }) => [name, []]))
  for (const [index, [place, { was, write, action, id = String(index + 1) }]] of Object.entries(things).entries()) {
    const address = to(place)
    const kind = place.slice(0, place.indexOf('/'))
    const seen = was === undefined ? undefined : { kind, remoteId: id, spec: was }
    if (seen !== undefined) {
      bound.set(address, { remoteId: id, observed: seen, by: 'state' })
      objects.get(kind)?.push(seen)
    }
    if (write === undefined && action === undefined) continue
    const done = action ?? (was === undefined ? 'create' : 'update')
    const diff = Object.keys(write ?? {}).map((path) => {
      const meaning = kinds.find(({ name }) => name === kind)?.fields[path]?.meaning ?? 'other'
      return { path, cause: 'config' as const, sensitive: false, meaning }
    })
    changes.push({
      address,
      action: done,
      class: 'managed',
      reason: '',
      risk: 'low',
      needs: [],
      diff,
      ...(was === undefined ? {} : { remoteId: id }),
      ...(write === undefined ? {} : { write }),
    })
  }
  for (const [kind, specs] of Object.entries(world.foreign ?? {})) {
    for (const [index, spec] of specs.entries()) objects.get(kind)?.push({ kind, remoteId: `9${index}`, spec })
  }
  const observed: ObservedState = {
    views: new Map(
      [...objects].map(([kind, seen]) => [
        `shop/${kind}`,
        { connection: 'shop', kind, reach: world.reach?.[kind] ?? 'complete', age: 0, objects: seen },
      ]),
    ),
    calls: new Map(),
  }
  const { tripped, notes } = guardValues({
    connected: [connectedTo(kinds)],
    changes,
    observed,
    binding: {
      bound,
      addressOf: (_connection, kind, id) =>
        [...bound].find(([address, one]) => address.startsWith(`shop/${kind}/`) && one.remoteId === id)?.[0],
    },
    entries: new Map(),
    settings: { ...defaultGuards, ...world.settings },
    kindAt: (address) => kinds.find(({ name }) => address.startsWith(`shop/${name}/`)),
    isDeclared: (address) => (world.declared ?? []).some((place) => to(place) === address),
    destroy: world.destroy ?? false,
  })
  return [
    ...tripped.map(({ name, message }) => `${name}: ${message.slice(message.indexOf(': ') + 1).trim()}`),
    ...notes.map(({ code, hint }) => `${code} ${hint}`),
  ]
}

export const many = (count: number, kind: string, thing: (n: number) => Thing) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`${kind}/k${n + 1}`, thing(n + 1)]))

export const names = (said: readonly string[]) => said.map((line) => line.slice(0, line.indexOf(':')))
