// What must hold of two stores with runs of butik in between: each breach is one line. Nothing here knows the pipeline.
import { createHash } from 'node:crypto'
import type { RequestLogEntry } from '../../../src/sandbox/request-log.ts'
import type { Stores } from './rooms.ts'
import { type Row, Rows } from './rows.ts'
import { contentOf, type Section, type Sections } from './shop-files.ts'
import { type Kind, partsOf, type Thing, thingsIn } from './things.ts'

export interface Evidence {
  /** What was declared when the runs began, and what is declared now. */
  readonly before: Sections
  readonly after: Sections
  /** The stores before and after the runs. What somebody else did is in `start` already. */
  readonly start: Stores
  readonly end: Stores
  readonly stockIsOurs: boolean
  /** The runs are not at their end: levels may be on their way, and what is renamed may have its old name still. */
  readonly midway?: boolean
}

const json = (value: unknown): string => JSON.stringify(value) ?? 'nothing'

/** Nothing unmanaged has changed: neither an object nor a field of one. */
export function unmanaged({ before, after, start, end, midway }: Evidence): string[] {
  const [was, is] = [new Rows(start), new Rows(end)]
  const [known, wants] = [thingsIn(before), thingsIn(after)]
  return was.all.flatMap((row) => {
    const now = is.at(row.kind, row.id)
    const label = `${row.kind} ${row.id} (${row.name})`
    if (now === undefined) return [`${label} vanished without a trace`]
    if (now.removed !== row.removed) return mayGo(row, known, wants) ? [] : [`${label} was deleted`]
    const had = midway === true ? known.filter((thing) => isNamed(thing, row)).map(({ address }) => address) : []
    const mine = wants.filter((thing) => isNamed(thing, now) || had.includes(thing.address))
    const allowed = new Set(mine.flatMap((thing) => [...partsOf(thing)]))
    // Gone from the files, to be set offline: that field and no other.
    const left = known.find((thing) => isNamed(thing, row) && isGone(thing, wants))
    if (left?.policy.on_remove === 'offline') allowed.add('is_online')
    return Object.keys({ ...row.parts, ...now.parts })
      .filter((part) => !allowed.has(part) && json(row.parts[part]) !== json(now.parts[part]))
      .map((part) => `${label}: ${part} was ${json(row.parts[part])} and is ${json(now.parts[part])}`)
  })
}

const isNamed = (thing: Thing, row: Row): boolean => thing.kind === row.kind && thing.name === row.name

/** Neither its key nor its name is declared any more: no rename and no move. */
function isGone({ kind, address, name }: Thing, wants: readonly Thing[]): boolean {
  return !wants.some((other) => other.address === address || (other.kind === kind && other.name === name))
}

/** The vendor deletes what lies below a profile with it ("delete_cascades"): those are gone from the files too. */
function mayGo(row: Row, had: readonly Thing[], wants: readonly Thing[]): boolean {
  const own = had.filter((thing) => isNamed(thing, row))
  const above = had.filter(
    ({ kind, name }) => (kind === 'profiles' || kind === 'attributes') && row.name.startsWith(`${name}/`),
  )
  // A key that is gone is deleted though another key has its name now: that one is renamed (ids count).
  const isFree = (thing: Thing) =>
    !wants.some(({ address }) => address === thing.address) || !wants.some((other) => isNamed(other, row))
  return [...own, ...above].some(
    (thing) => thing.policy.on_remove === 'delete' && thing.policy.protect !== true && isFree(thing),
  )
}

/**
 * Nothing is there twice that was not before; but midway what is to be deleted may be there beside what has its name now,
 * and what is renamed beside the new one of its old name that it points at.
 */
export function twice({ before, after, start, end, midway }: Evidence): string[] {
  const wants = thingsIn(after)
  const leaving = thingsIn(before).filter(({ address, policy, ...old }) => {
    const now = wants.find((thing) => thing.address === address)
    if (now === undefined) return policy.on_remove === 'delete'
    return wants.some((taker) => taker.kind === old.kind && taker.name === old.name && pointsAt(now, taker, wants))
  })
  const counted = (rows: Rows) => {
    const counts = new Map<string, number>()
    for (const row of rows.all) {
      const key = `${row.kind} ${row.place} ${row.name}`
      const isCounted = midway !== true || !leaving.some((thing) => isNamed(thing, row))
      if (!row.removed && isCounted) counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    return counts
  }
  const was = counted(new Rows(start))
  return [...counted(new Rows(end))]
    .filter(([key, count]) => count > Math.max(1, was.get(key) ?? 0))
    .map(([key, count]) => `${key} is there ${count} times`)
}

/** One points at the other, itself or through others of its kind. */
function pointsAt(from: Thing, to: Thing, wants: readonly Thing[], seen: readonly Thing[] = []): boolean {
  const keys = Object.entries(from.fields).flatMap(([name, value]) => (pointing.has(name) ? [value].flat() : []))
  const next = wants.filter((thing) => thing.kind === from.kind && keys.includes(keyOf(thing)) && !seen.includes(thing))
  return next.some((thing) => thing === to || pointsAt(thing, to, wants, [...seen, thing]))
}

const keyOf = ({ address }: Thing): string => address.slice(address.lastIndexOf('/') + 1)

/** Everything declared is there, with every field as it is declared; what was to be deleted is gone. */
export function lacking(evidence: Evidence): string[] {
  const wants = thingsIn(evidence.after)
  const [was, is] = [new Rows(evidence.start), new Rows(evidence.end)]
  const had = thingsIn(evidence.before).filter((thing) => isGone(thing, wants))
  const left = had
    .filter(({ policy, kind }) => policy.on_remove === 'delete' && policy.protect !== true && kind !== 'shops')
    // Somebody else may have one of the same name, in another place.
    .filter(({ kind, name }) => {
      const rows = was.live(kind, name)
      return rows.length > 0 && rows.every(({ id }) => is.at(kind, id)?.removed === false)
    })
    .map(({ kind, name }) => `${kind} ${name} was to be deleted`)
  return [...wants.flatMap((thing) => faultsOf(thing, evidence, is)), ...left]
}

/** What is not as this thing is declared. Where several have its name, the one that comes nearest counts. */
export function faultsOf(
  thing: Thing,
  evidence: Evidence,
  is: Rows = new Rows(evidence.end),
  counts: (field: string) => boolean = () => true,
): string[] {
  const found = is.live(thing.kind, thing.name)
  if (found.length === 0) return [`${thing.address} (${thing.name}) is not there`]
  const was = new Rows(evidence.start)
  const each = found.map((row) => {
    const judge = new Judge(evidence, is, was, row)
    return Object.entries(thing.fields).flatMap(([name, wanted]) => {
      const problem = counts(name) ? judge.problem(name, wanted) : undefined
      return problem === undefined ? [] : [`${thing.address} (${row.id}): ${name} is ${problem}, not ${json(wanted)}`]
    })
  })
  return each.reduce((least, some) => (some.length < least.length ? some : least))
}

/** Fields that hold the keys of other things. */
export const pointing: ReadonlySet<string> = new Set(
  'supplier profile main_category parent canonical categories related bundle attributes stock_settings'.split(' '),
)

const references: Readonly<Record<string, readonly [string, Kind, keyof Sections]>> = {
  supplier: ['supplier_id', 'suppliers', 'suppliers'],
  profile: ['profile_id', 'profiles', 'profiles'],
  main_category: ['main_category_id', 'categories', 'categories'],
  parent: ['parent', 'categories', 'categories'],
}

/** How a field that is declared stands in one row. */
class Judge {
  readonly #evidence: Evidence
  readonly #is: Rows
  readonly #was: Rows
  readonly #row: Row

  constructor(evidence: Evidence, is: Rows, was: Rows, row: Row) {
    this.#evidence = evidence
    this.#is = is
    this.#was = was
    this.#row = row
  }

  /** What the row has, where that is not what is wanted. */
  problem(name: string, wanted: unknown): string | undefined {
    const reads = this.#reads(name, wanted)
    return reads === undefined || json(reads[0]) === json(reads[1]) ? undefined : json(reads[0])
  }

  /** What is there and what should be, in one form; undefined for what does not lie in a row. */
  #reads(name: string, wanted: unknown): readonly [unknown, unknown] | undefined {
    const { parts, kind } = this.#row
    const reference = references[name]
    if (reference !== undefined) {
      const [part, of, section] = reference
      return [this.#is.nameOf(of, parts[part]) ?? null, this.#named(section, wanted)]
    }
    switch (name) {
      case 'butik':
      case 'values':
        return undefined
      case 'canonical':
        return [this.#is.nameOf(kind, parts['canonical_id']) ?? null, this.#named(kind as 'products', wanted)]
      case 'categories':
      case 'related':
        return [this.#names(name, name === 'related' ? 'products' : name).sort(), this.#wantedNames(name, wanted)]
      case 'bundle':
        return [this.#names(name, 'products'), (wanted as string[]).map((key) => this.#named('products', key))]
      case 'images':
        return picturesIn(parts['images'], wanted)
      case 'file':
        return [dataIn(parts['files']), [Buffer.from(contentOf('files/m.pdf')).toString('base64')]]
      case 'html_fields':
        return [parts['htmlFields'], (wanted as Section[]).map(({ html, append }) => ({ html, append }))]
      case 'bulk_discount':
        return [[parts['bulk_discount_over'], parts['bulk_discount']], numbersOf(wanted as object)]
      case 'attributes':
        return [this.#attributes(wanted as object), valuesIn(wanted as object)]
      case 'stock_settings':
        return this.#variants(wanted as readonly Readonly<Record<string, unknown>>[])
      case 'stock':
        return this.#level('own', wanted)
      case 'address':
        return addressIn(parts[name] as Section, wanted as object)
      case 'price':
      case 'sale_price':
        return [parts[name], wanted === null ? null : Number(wanted)]
      default:
        return [plain(parts[name]), plain(wanted)]
    }
  }

  #named(section: keyof Sections, key: unknown): string | null {
    const fields = this.#evidence.after[section][String(key)]
    return key === null || fields === undefined ? null : String(fields['own_id'] ?? fields['name'])
  }

  #names(part: string, kind: Kind): (string | undefined)[] {
    return (this.#row.parts[part] as readonly number[]).map((id) => this.#is.nameOf(kind, id))
  }

  #wantedNames(name: string, wanted: unknown): (string | null)[] {
    const section = name === 'related' ? 'products' : 'categories'
    return [...new Set((wanted as string[]).map((key) => this.#named(section, key)))].sort()
  }

  #attributes(wanted: object): unknown {
    const entries = this.#row.parts['attributes'] as readonly { attribute: number; value: string | number }[]
    const found = (label: string) =>
      entries.filter(({ attribute }) => this.#is.nameOf('attributes', attribute)?.endsWith(`/${label}`) === true)
    const values = found('Str').map(({ value }) => this.#is.nameOf('values', value)?.split('/').at(-1))
    return {
      ...(Object.hasOwn(wanted, 'size') ? { size: values.sort() } : {}),
      ...(Object.hasOwn(wanted, 'width') ? { width: found('Bredde')[0]?.value } : {}),
    }
  }

  #variants(wanted: readonly Readonly<Record<string, unknown>>[]): readonly [unknown, unknown] {
    const list = this.#row.parts['variants'] as readonly Readonly<Record<string, unknown>>[]
    const read = list.map((variant) => {
      const value = this.#is.nameOf('values', variant['value'])?.split('/').at(-1)
      const want = wanted.find((one) => one['value'] === value)
      const [level, wish] = this.#level(String(variant['value']), want?.['stock'])
      const price = want?.['price'] === undefined ? undefined : variant['price']
      const shown = { value, own_id: variant['own_id'], price, level }
      const should = { value, own_id: want?.['own_id'], price: numberOf(want?.['price']), level: wish }
      return [value, shown, should] as const
    })
    const sorted = [...read].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
    const isAll = json(sorted.map(([value]) => value)) === json(wanted.map(({ value }) => value).sort())
    return [sorted.map(([, shown]) => shown), isAll ? sorted.map(([, , should]) => should) : wanted]
  }

  /** A level is set when it is made; from then on it moves with the sales, unless stock is ours. */
  #level(place: string, wanted: unknown): readonly [unknown, unknown] {
    if (this.#evidence.midway === true) return [undefined, undefined]
    const level = (row: Row | undefined) => (row?.parts['levels'] as Record<string, number> | undefined)?.[place]
    const before = this.#was.at('products', this.#row.id)
    const hidden = place === 'own' && (before?.parts['variants'] as unknown[] | undefined)?.length !== 0
    const old = hidden ? undefined : level(before)
    if (wanted === undefined) return [level(this.#row), old ?? (hidden ? level(this.#row) : 0)]
    return [level(this.#row), this.#evidence.stockIsOurs || old === undefined ? wanted : old]
  }
}

function plain(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : typeof value === 'number' ? value : (value ?? null)
}

const numberOf = (value: unknown): number | undefined => (value === undefined ? undefined : Number(value))
const numbersOf = (object: object): number[] => Object.values(object).map(Number)

function valuesIn(wanted: object): unknown {
  return Object.fromEntries(
    Object.entries(wanted).map(([name, value]) => [name, Array.isArray(value) ? [...value].sort() : value]),
  )
}

/** A number where the vendor takes one for a text; members that are not written are empty. */
function addressIn(there: Readonly<Record<string, unknown>>, wanted: object): readonly [unknown, unknown] {
  const names = Object.keys(wanted)
  const texts = (object: object) => names.map((name) => String(Reflect.get(object, name)))
  return [texts(there), texts(wanted)]
}

function dataIn(files: unknown): string[] {
  return (files as readonly { data: string }[]).map(({ data }) => data)
}

/** A description counts where it is written. */
function picturesIn(there: unknown, wanted: unknown): readonly [unknown, unknown] {
  const wishes = wanted as readonly { readonly file: string; readonly description?: string }[]
  const list = [...(there as readonly { sha256: string; weight: number; id: number; description: string }[])]
  const shown = list
    .sort((a, b) => a.weight - b.weight || a.id - b.id)
    .map(({ sha256, description }, at) => [sha256, wishes[at]?.description === undefined ? undefined : description])
  return [shown, wishes.map(({ file, description }) => [digest(contentOf(file)), description])]
}

const digest = (text: string): string => createHash('sha256').update(Buffer.from(text)).digest('hex')

/** What the vendor refused though no fault struck: an id that is not there, a name that is taken, a circle. */
export function refused(log: readonly RequestLogEntry[]): string[] {
  return (
    log
      .filter(({ method, status, fault }) => method !== 'GET' && fault === null && status !== null && status >= 400)
      // The day's calls are used up.
      .filter(({ status }) => status !== 429)
      // A delete whose answer was lost is sent again: what is gone is gone.
      .filter(({ method, status }) => method !== 'DELETE' || (status !== 404 && status !== 410))
      .map(({ method, path, status }) => `${method} ${path} was refused: ${status}`)
  )
}
