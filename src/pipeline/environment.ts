/**
 * butik.yaml as it is written × the name of an environment → butik.yaml as it is for that environment: what the environment
 * says laid over the rest, and the variables put in. Pure. Every value keeps the place where it is written.
 */
import type { Diagnostic } from '../model/diagnostic.ts'
import { ReconcilerError } from '../model/errors.ts'
import type { LaidOver } from '../model/project.ts'
import { didYouMean } from '../model/suggest.ts'
import type { YamlMap, YamlNode, YamlPair, YamlScalar } from '../model/yaml.ts'
import { child, textOf } from './config.ts'
import { laidMap } from './laid.ts'
import { mayHoldVariables, type PutIn, putIn, type Variables } from './variables.ts'

export interface InEnvironment {
  readonly root: YamlNode
  /** Absent where butik.yaml says nothing of environments and variables. */
  readonly laid?: Omit<LaidOver, 'origins' | 'unclear'>
  readonly variables: Variables
  /** Settings, and overrides where there are any. */
  readonly put: readonly Omit<PutIn, 'node'>[]
}

/** How deep an environment is laid over each section: 1 is key by key, 2 is setting by setting. The rest is whole. */
const depths: { readonly [section: string]: number } = {
  connections: 2,
  quota: 2,
  guards: 1,
  state: 0,
  moved: 1,
  imports: 1,
  mute: 0,
}

/** What is read before there are variables, and what holds them. */
const withoutVariables: ReadonlySet<string> = new Set(['version', 'requires'])

/** The names under `environments`, in the order of the file. */
export function environmentNames(root: YamlNode | undefined): string[] {
  const node = child(root, 'environments')
  return node?.type === 'map' ? [...node.pairs.keys()] : []
}

/** Throws E1401 where butik.yaml has environments and none of them is named. Without any, every name is right. */
export function checkEnvironment(names: readonly string[], name: string | undefined): void {
  if (names.length === 0 || (name !== undefined && names.includes(name))) return
  const list = `the environments of butik.yaml are ${names.join(', ')}`
  if (name === undefined)
    throw new ReconcilerError('E1401', 'it is not said which environment is meant', {
      hint: `give -e NAME; ${list}`,
    })
  throw new ReconcilerError('E1401', `there is no environment "${name}"`, { hint: didYouMean(name, names) ?? list })
}

/** `text` is that of butik.yaml. */
export function inEnvironment(root: YamlNode, text: string, name: string | undefined): InEnvironment {
  const names = environmentNames(root)
  const own = name === undefined ? undefined : child(child(root, 'environments'), name)
  const variables = readVariables(root, names.length > 0 ? name : undefined)
  const says = child(root, 'environments') !== undefined || child(root, 'variables') !== undefined
  const base = says && root.type === 'map' ? without(root, ['environments', 'variables']) : root
  const over = own?.type === 'map' ? own : undefined
  if (!says && !mayHoldVariables(text)) return { root, variables, put: [] }
  const leftOut = leftOutBy(over, base)
  const whole = over === undefined || base.type !== 'map' ? base : laidSections(base, over, leftOut)
  const overrides = child(over, 'overrides')
  const put = putSections(whole, variables)
  const putOverrides = overrides === undefined ? undefined : putIn(overrides, variables)
  const environment = names.length > 0 && name !== undefined ? { environment: name } : {}
  const laid: Omit<LaidOver, 'origins' | 'unclear'> = {
    ...environment,
    environments: names,
    written: root,
    leftOut,
    ...(putOverrides?.node.type === 'map' ? { overrides: putOverrides.node } : {}),
  }
  return {
    root: put.node,
    laid,
    variables,
    put: putOverrides === undefined ? [put] : [put, putOverrides],
  }
}

function putSections(root: YamlNode, variables: Variables): PutIn {
  if (root.type !== 'map') return putIn(root, variables)
  const apart = [...root.pairs].filter(([name]) => withoutVariables.has(name))
  const put = putIn(without(root, [...withoutVariables]), variables)
  if (put.node.type !== 'map') return put
  return { ...put, node: laidMap(root, new Map([...apart, ...put.node.pairs])) }
}

/** `connections: { delivery: false }`: an environment does without. */
function leftOutBy(over: YamlNode | undefined, base: YamlNode): ReadonlyMap<string, string> {
  const names = pairsOf(child(over, 'connections')).flatMap(([name, { value }]) => (isFalse(value) ? [name] : []))
  return new Map(names.map((name) => [name, textOf(child(child(child(base, 'connections'), name), 'vendor')) ?? '']))
}

function laidSections(base: YamlMap, over: YamlMap, leftOut: ReadonlyMap<string, string>): YamlMap {
  const pairs = new Map(base.pairs)
  for (const [section, depth] of Object.entries(depths)) {
    const pair = over.pairs.get(section)
    if (pair !== undefined) pairs.set(section, laidPair(pairs.get(section), pair, depth))
  }
  // Of what is not there nothing can be said either.
  for (const section of ['connections', 'quota']) {
    const pair = pairs.get(section)
    if (pair?.value.type === 'map' && leftOut.size > 0)
      pairs.set(section, { key: pair.key, value: without(pair.value, [...leftOut.keys()]) })
  }
  return laidMap(base, pairs)
}

function laidPair(base: YamlPair | undefined, over: YamlPair, depth: number): YamlPair {
  if (base?.value.type !== 'map' || depth === 0) return over
  // An empty section says nothing.
  if (over.value.type !== 'map') return isNull(over.value) ? base : over
  const pairs = new Map(base.value.pairs)
  for (const [name, pair] of over.value.pairs) pairs.set(name, laidPair(pairs.get(name), pair, depth - 1))
  return { key: base.key, value: laidMap(base.value, pairs) }
}

function readVariables(root: YamlNode, environment: string | undefined): Variables {
  const environments = child(root, 'environments')
  const own = environment === undefined ? undefined : child(child(environments, environment), 'variables')
  const pairs = new Map([...pairsOf(child(root, 'variables')), ...pairsOf(own)])
  const values = new Map<string, YamlScalar>()
  for (const [name, { value }] of pairs) if (value.type === 'scalar' && isUsable(value)) values.set(name, value)
  const elsewhere = new Map<string, string[]>()
  for (const [other, { value }] of pairsOf(environments)) {
    for (const [name] of pairsOf(child(value, 'variables'))) {
      if (!pairs.has(name)) elsewhere.set(name, [...(elsewhere.get(name) ?? []), other])
    }
  }
  return { values, declared: new Set(pairs.keys()), elsewhere }
}

function isUsable({ tag, text }: YamlScalar): boolean {
  return tag !== '!file' && !text.includes('${')
}

/** What its schema cannot say of the variables that are declared. */
export function variableProblems(written: YamlNode): Diagnostic[] {
  const places = [written, ...pairsOf(child(written, 'environments')).map(([, { value }]) => value)]
  return places.flatMap((place) =>
    pairsOf(child(place, 'variables')).flatMap(([name, { value }]): Diagnostic[] => {
      if (value.type !== 'scalar' || isUsable(value)) return []
      const problem = { severity: 'error', code: 'E1402', source: value.at } as const
      if (value.tag === '!file') {
        const hint = 'write !file where the text is used; its path may hold a variable'
        return [{ ...problem, summary: `the variable "${name}" cannot be !file`, hint }]
      }
      const hint = 'write the value out, or put both where they are used'
      return [{ ...problem, summary: `the variable "${name}" cannot hold another`, hint }]
    }),
  )
}

function pairsOf(node: YamlNode | undefined): [string, YamlPair][] {
  return node?.type === 'map' ? [...node.pairs] : []
}

function without(map: YamlMap, keys: readonly string[]): YamlMap {
  return laidMap(map, new Map([...map.pairs].filter(([name]) => !keys.includes(name))))
}

function isFalse(node: YamlNode): boolean {
  return node.type === 'scalar' && node.value === false && node.tag === undefined
}

function isNull(node: YamlNode): boolean {
  return node.type === 'scalar' && node.value === null && node.tag === undefined
}
