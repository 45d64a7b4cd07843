/**
 * A field that the vendor keeps otherwise than it was written → what is said of it: both values, and the rule in
 * butik.yaml that makes the difference none. Pure; the rule is offered, never taken.
 */
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Equivalence } from '../model/equivalence.ts'
import { type Field, partsOfField } from '../model/field.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import { isSecret } from '../model/resource.ts'
import { asList, byIdentity, identityOf, isCleared, same } from './compare.ts'
import { rulesFor } from './equivalence.ts'
import { isKeyField } from './spec.ts'

export interface Stored {
  readonly kind: Pick<Kind, 'name' | 'naturalKey' | 'otherKeys'>
  readonly name: string
  readonly field: Field
  readonly written: Json
  readonly kept: Json
}

/** One place where the two differ; `field` is undefined where they do not even have the same parts. */
interface Place {
  readonly path: string
  readonly field: Field | undefined
  readonly written: Json
  readonly kept: Json
}

type Words = Pick<Diagnostic, 'code' | 'summary' | 'hint'>

export function storedOtherwise(stored: Stored): Words {
  const { name, field, written, kept } = stored
  const places = differences(name, field, written, kept)
  return {
    code: 'N1002',
    summary: `the vendor stores ${name} otherwise${valuesOf(stored, places)}`,
    hint: offer(stored, places) ?? 'no rule makes the two the same: write the value that the vendor keeps',
  }
}

/** What a habit of the vendor covers is written no more, but it is not what was asked for. Undefined for what is agreed. */
export function keptByHabit(stored: Stored): Words | undefined {
  const { name, field, written, kept } = stored
  const places = differences(name, field, written, kept).filter((place) => place.field?.agreed !== true)
  if (places.length === 0) return undefined
  const rules = [...new Set(places.flatMap((place) => place.field?.alike ?? []))]
  return {
    code: 'N1002',
    summary: `the vendor stores ${name} otherwise${valuesOf(stored, places)}`,
    hint: `that is its habit (${rules.join(', ')}), and no difference to a plan; write the value that it keeps to have no such note`,
  }
}

/** True where a value in it is secret: neither it nor what the vendor made of it may be shown or kept. */
export function holdsSecret(value: Json): boolean {
  if (isSecret(value)) return true
  if (Array.isArray(value)) return value.some(holdsSecret)
  return isJsonObject(value) && Object.values(value).some(holdsSecret)
}

/** Secrets cannot be compared here, and count as kept. */
const literally = { secretKey: undefined, literally: true } as const

function differences(path: string, field: Field, written: Json, kept: Json): Place[] {
  if (same(field, written, kept, literally)) return []
  const whole: Place = { path, field: undefined, written, kept }
  if (field.shape === 'scalar') return [{ ...whole, field }]
  if (field.shape === 'object' && isJsonObject(written)) return inParts(path, field, written, kept)
  if (field.shape !== 'list' || field.of.shape !== 'object') return [whole]
  const { of } = field
  const [wanted, found] = [asList(written), asList(kept)]
  if (field.identity === undefined) {
    if (wanted.length !== found.length) return [whole]
    return wanted.flatMap((element, index) => differences(path, of, element, found[index] ?? null))
  }
  const others = byIdentity(field, found)
  const listed = wanted.filter((element) => !isCleared(field, element))
  const pairs = listed.map((element) => [element, others.get(identityOf(field, element))] as const)
  const isWhole = listed.length < wanted.length || (field.unlisted === 'removed' && found.length > listed.length)
  if (isWhole || pairs.some(([, other]) => other === undefined)) return [whole]
  const inside = pairs.flatMap(([element, other]) => differences(path, of, element, other ?? null))
  return inside.length > 0 ? inside : [whole]
}

function inParts(path: string, field: Field, written: Json, kept: Json): Place[] {
  const parts = partsOfField(field)
  const other = isJsonObject(kept) ? kept : {}
  return Object.entries(isJsonObject(written) ? written : {}).flatMap(([name, value]) => {
    const part = parts[name]
    return part === undefined ? [] : differences(`${path}.${name}`, part, value, other[name] ?? null)
  })
}

function valuesOf({ name, field, written }: Stored, places: readonly Place[]): string {
  const [first] = places
  if (first === undefined || field.sensitive === true || first.field?.sensitive === true || holdsSecret(written))
    return ''
  const [before, after] = excerpts(first.written, first.kept)
  const part = first.path === name ? '' : `${first.path.slice(name.length + 1)} `
  const more = places.length === 1 ? '' : `, and ${places.length - 1} more`
  return `: ${part}${before} was written, ${after} is kept${more}`
}

/** The lines for butik.yaml; undefined where they would not cover every difference. */
function offer({ kind, name }: Stored, places: readonly Place[]): string | undefined {
  const lines: string[] = []
  for (const [path, same] of grouped(places)) {
    const pairs = same.map(({ written, kept }) => [written, kept] as const)
    const [field] = same.map((place) => place.field)
    const known = field?.alike ?? []
    const more =
      field === undefined ? undefined : rulesFor(candidates(field, isKeyField(kind, name), pairs), pairs, known)
    if (more === undefined) return undefined
    const rules = [...new Set([...known, ...more])]
    lines.push(`${kind.name}.${path}: ${rules.length === 1 ? rules.join('') : `[${rules.join(', ')}]`}`)
  }
  if (lines.length === 0) return undefined
  return `where both say the same, write in butik.yaml: equivalences: { ${lines.join(', ')} }`
}

function grouped(places: readonly Place[]): Map<string, Place[]> {
  const groups = new Map<string, Place[]>()
  for (const place of places) groups.set(place.path, [...(groups.get(place.path) ?? []), place])
  return groups
}

const ofTexts = ['trim', 'lines', 'spaces', 'unicode', 'case'] as const
const ofAmounts = ['round-3', 'round-2', 'round-1', 'round-0'] as const

/** Rules that can be meant, the narrowest first. By a key things are found, and finding knows `trim` only. */
function candidates(field: Field, isKey: boolean, pairs: readonly (readonly [Json, Json])[]): Equivalence[] {
  if (isKey) return ['trim']
  if (field.shape !== 'scalar' || field.type === 'flag') return []
  if (field.type === 'money' || field.type === 'integer') return [...ofAmounts]
  const texts = pairs.flat().map(String)
  const isAddress = field.meaning === 'identity' && texts.every((text) => /^[a-z0-9/_-]*$/.test(text))
  return [
    ...ofTexts,
    ...(isAddress ? (['slug'] as const) : []),
    ...(texts.some((text) => /[<&]/.test(text)) ? (['html', 'html-no-scripts'] as const) : []),
    ...(field.type === 'any' ? ofAmounts : []),
  ]
}

const longest = 60

/** Long values from shortly before the place where they part. */
function excerpts(a: Json, b: Json): [string, string] {
  const [left, right] = [textOf(a), textOf(b)]
  if (left.length <= longest && right.length <= longest) return [left, right]
  let parting = 0
  while (parting < left.length && left[parting] === right[parting]) parting += 1
  const start = parting < longest / 2 ? 0 : parting - longest / 3
  const cut = (text: string) =>
    `${start === 0 ? '' : '…'}${text.slice(start, start + longest)}${text.length > start + longest ? '…' : ''}`
  return [cut(left), cut(right)]
}

function textOf(value: Json): string {
  return typeof value === 'string' && !/^-?\d+(\.\d+)?$/.test(value) ? JSON.stringify(value) : plainText(value)
}

function plainText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
