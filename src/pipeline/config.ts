/**
 * The nodes of butik.yaml → settings. Takes what is well-formed and the defaults for the rest: saying what is wrong
 * is the business of validate.ts, which holds the file against its schema.
 */
import satisfies from 'semver/functions/satisfies.js'
import validRange from 'semver/ranges/valid.js'
import { type Config, type ConnectionConfig, defaultLimits, type Limits } from '../model/config.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { type Equivalence, isEquivalence } from '../model/equivalence.ts'
import { type Owner, ownerNames } from '../model/field.ts'
import type { YamlMap, YamlNode } from '../model/yaml.ts'
import { readGuards } from './config-guards.ts'
import { readNotify } from './config-notify.ts'
import { readQuota } from './config-quota.ts'
import { readStateConfig } from './config-state.ts'
import { readImports, readMoved, readMute } from './config-told.ts'

export const defaultResources: readonly string[] = ['**/*.{yaml,yml}']

export function readConfig(root: YamlNode | undefined): Config {
  const requires = textOf(child(root, 'requires'))
  const notify = readNotify(child(root, 'notify'))
  return {
    version: 1,
    ...(requires === undefined ? {} : { requires }),
    connections: readConnections(child(root, 'connections')),
    resources: readResources(child(root, 'resources')),
    state: readStateConfig(child(root, 'state')),
    ownership: readOwnership(child(root, 'ownership')),
    equivalences: readEquivalences(child(root, 'equivalences')),
    limits: readLimits(child(root, 'limits')),
    guards: readGuards(child(root, 'guards')),
    quota: readQuota(child(root, 'quota')),
    ...(notify === undefined ? {} : { notify }),
    moved: readMoved(child(root, 'moved')),
    imports: readImports(child(root, 'imports')),
    mute: readMute(child(root, 'mute')),
  }
}

/** `requires` against this butik. Releases before the next one count as that one: 0.2.0-rc.1 satisfies >=0.1. */
export function checkRequires(root: YamlNode | undefined, version: string): Diagnostic | undefined {
  const node = child(root, 'requires')
  const range = textOf(node)
  if (node === undefined || range === undefined) return undefined
  const shared = { severity: 'error', code: 'E1013', source: node.at } as const
  if (validRange(range) === null) {
    return {
      ...shared,
      summary: `requires: "${range}" is not a range of versions`,
      hint: 'write ">=0.1", "^0.1" or "~0.1.2"',
    }
  }
  if (satisfies(version, range, { includePrerelease: true })) return undefined
  return {
    ...shared,
    summary: `this configuration requires butik ${range}, and this is butik ${version}`,
    hint: `install a butik that fits, or change "requires"`,
  }
}

export function child(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return node?.type === 'map' ? node.pairs.get(key)?.value : undefined
}

/** The source text of a scalar that is neither tagged nor null. */
export function textOf(node: YamlNode | undefined): string | undefined {
  if (node?.type !== 'scalar' || node.tag !== undefined || node.value === null) return undefined
  return node.text
}

function readConnections(node: YamlNode | undefined): ReadonlyMap<string, ConnectionConfig> {
  const connections = new Map<string, ConnectionConfig>()
  if (node?.type !== 'map') return connections
  for (const [name, { key, value }] of node.pairs) {
    const vendor = textOf(child(value, 'vendor'))
    if (value.type !== 'map' || vendor === undefined) continue
    connections.set(name, { name, vendor, settings: without(value, 'vendor'), at: key.at })
  }
  return connections
}

function without(map: YamlMap, key: string): YamlMap {
  return { ...map, at: map.at, pairs: new Map([...map.pairs].filter(([name]) => name !== key)) }
}

function readResources(node: YamlNode | undefined): readonly string[] {
  if (node?.type !== 'list') return defaultResources
  return node.items.map(textOf).filter((glob) => glob !== undefined)
}

/** A kind that is nothing but one value goes by its own name: `stock: ours` is about the field stock of the kind stock. */
function readOwnership(node: YamlNode | undefined): ReadonlyMap<string, Owner> {
  const owners = new Map<string, Owner>()
  for (const [kind, value] of pairsOf(node)) {
    if (value.type === 'scalar') setOwner(owners, `${kind}.${kind}`, value)
    for (const [field, owner] of pairsOf(value)) setOwner(owners, `${kind}.${field}`, owner)
  }
  return owners
}

function setOwner(owners: Map<string, Owner>, path: string, node: YamlNode): void {
  const owner = ownerNames.find((name) => name === textOf(node))
  if (owner !== undefined) owners.set(path, owner)
}

function readEquivalences(node: YamlNode | undefined): ReadonlyMap<string, readonly Equivalence[]> {
  return new Map(
    pairsOf(node).map(([path, value]) => {
      const names = (value.type === 'list' ? value.items : [value]).map((one) => textOf(one) ?? '')
      return [path, names.filter(isEquivalence)]
    }),
  )
}

function pairsOf(node: YamlNode | undefined): [string, YamlNode][] {
  return node?.type === 'map' ? [...node.pairs].map(([name, { value }]) => [name, value]) : []
}

function readLimits(node: YamlNode | undefined): Limits {
  const bulk = child(node, 'bulk')
  return {
    file: countOf(child(node, 'file')) ?? defaultLimits.file,
    bulk: {
      products: countOf(child(bulk, 'products')) ?? defaultLimits.bulk.products,
      postings: countOf(child(bulk, 'postings')) ?? defaultLimits.bulk.postings,
      bytes: countOf(child(bulk, 'bytes')) ?? defaultLimits.bulk.bytes,
    },
    sweepDays: countOf(child(node, 'sweep_days')) ?? defaultLimits.sweepDays,
  }
}

function countOf(node: YamlNode | undefined): number | undefined {
  if (node?.type !== 'scalar' || typeof node.value !== 'number') return undefined
  return Number.isSafeInteger(node.value) && node.value > 0 ? node.value : undefined
}
