/** A script of things that go wrong between a vendor and its caller: which request, and what happens to it. */
import { isList, isRecord } from './json.ts'

export const faultKinds: readonly string[] = [
  'lost_answer',
  'reset',
  'status',
  'truncated',
  'html',
  'empty',
  'hang',
  'slow',
  'shrink',
  'grow',
  'short',
  'unauthorized',
]

/** `committed` says whether the vendor did the work before the fault struck. */
export type Fault =
  | { readonly kind: 'lost_answer' | 'reset' | 'truncated' | 'unauthorized' }
  | {
      readonly kind: 'status'
      readonly status: number
      /** Seconds, or an HTTP date. */
      readonly retryAfter?: number | string
      /** What the vendor says of it, on one line: it is then told in the vendor's own form of an error. */
      readonly reason?: string
      /** In place of the body, and of its type, that the fault has otherwise. */
      readonly body?: string
      readonly contentType?: string
      readonly committed?: boolean
    }
  | { readonly kind: 'html'; readonly status?: number; readonly committed?: boolean }
  | { readonly kind: 'empty'; readonly status?: number; readonly committed?: boolean }
  | { readonly kind: 'hang'; readonly ms: number; readonly committed?: boolean }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'shrink' | 'grow' | 'short'; readonly rows?: number }

export interface FaultRule {
  readonly match?: {
    readonly vendor?: string
    readonly method?: string
    /** A regular expression, tried on the path below the API's base, alone and with its query. */
    readonly path?: string
    /** The first matching request to strike, counted from 1 since the script was given; 1 if absent. */
    readonly nth?: number
    /** How many matching requests in a row; 1 if absent. */
    readonly times?: number
  }
  readonly fault: Fault
}

export interface FaultTarget {
  readonly vendor: string
  readonly method: string
  readonly path: string
  readonly pathAndQuery: string
}

export class Faults {
  #rules: { readonly rule: FaultRule; readonly path: RegExp | undefined; seen: number }[] = []

  script(rules: readonly FaultRule[]): void {
    this.#rules = rules.map((rule) => ({
      rule,
      path: rule.match?.path === undefined ? undefined : new RegExp(rule.match.path),
      seen: 0,
    }))
  }

  clear(): void {
    this.#rules = []
  }

  /** Every rule with the number of requests that matched it so far. */
  state(): readonly { readonly rule: FaultRule; readonly seen: number }[] {
    return this.#rules.map(({ rule, seen }) => ({ rule, seen }))
  }

  /** The fault that strikes this request. Every rule counts it; the first rule whose turn it is wins. */
  strike(target: FaultTarget): Fault | undefined {
    let found: Fault | undefined
    for (const entry of this.#rules) {
      const { vendor, method, nth = 1, times = 1 } = entry.rule.match ?? {}
      if (vendor !== undefined && vendor !== target.vendor) continue
      if (method !== undefined && method.toUpperCase() !== target.method) continue
      if (entry.path !== undefined && !entry.path.test(target.path) && !entry.path.test(target.pathAndQuery)) continue
      entry.seen += 1
      if (entry.seen >= nth && entry.seen < nth + times) found ??= entry.rule.fault
    }
    return found
  }
}

const shapes: Readonly<Record<string, 'text' | 'number' | 'flag' | 'number or text'>> = {
  vendor: 'text',
  method: 'text',
  path: 'text',
  nth: 'number',
  times: 'number',
  status: 'number',
  retryAfter: 'number or text',
  body: 'text',
  reason: 'text',
  contentType: 'text',
  committed: 'flag',
  ms: 'number',
  rows: 'number',
}

function checkKeys(value: Readonly<Record<string, unknown>>, allowed: readonly string[], where: string): void {
  for (const [key, part] of Object.entries(value)) {
    if (!allowed.includes(key)) throw new Error(`${where} has no "${key}"; it takes ${allowed.join(', ')}`)
    const shape = shapes[key]
    const type = typeof part === 'boolean' ? 'flag' : typeof part === 'string' ? 'text' : typeof part
    if (shape !== undefined && !shape.split(' or ').includes(type)) throw new Error(`${where}.${key} is a ${shape}`)
  }
}

function parseRule(value: unknown, index: number): FaultRule {
  const where = `fault rule ${index + 1}`
  if (!isRecord(value) || !isRecord(value['fault'])) throw new Error(`${where} is {match?, fault: {kind, …}}`)
  checkKeys(value, ['match', 'fault'], where)
  const match = value['match'] ?? {}
  if (!isRecord(match)) throw new Error(`${where}.match is an object`)
  checkKeys(match, ['vendor', 'method', 'path', 'nth', 'times'], `${where}.match`)
  const { kind, ...settings } = value['fault']
  if (typeof kind !== 'string' || !faultKinds.includes(kind)) {
    throw new Error(`${where}: no fault is called ${JSON.stringify(kind)}; there are ${faultKinds.join(', ')}`)
  }
  checkKeys(
    settings,
    ['status', 'retryAfter', 'reason', 'body', 'contentType', 'committed', 'ms', 'rows'],
    `${where}.fault`,
  )
  if (kind === 'status' && settings['status'] === undefined) throw new Error(`${where}: a status fault needs a status`)
  for (const name of ['reason', 'contentType']) {
    // They become header lines, which a line end would break.
    if (/[^\P{Cc}\t]/u.test(String(settings[name] ?? ''))) throw new Error(`${where}.fault.${name} is one line`)
  }
  if ((kind === 'hang' || kind === 'slow') && settings['ms'] === undefined)
    throw new Error(`${where}: ${kind} needs ms`)
  return { match, fault: { kind, ...settings } } as FaultRule
}

/** Rules as they come over HTTP: an array, or `{rules: […]}`. */
export function parseFaultRules(value: unknown): FaultRule[] {
  const rules = isRecord(value) ? value['rules'] : value
  if (!isList(rules)) throw new Error('faults are an array of {match?, fault} rules')
  return rules.map(parseRule)
}
