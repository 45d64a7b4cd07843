/**
 * A generated schema × what is known of its fields → the schema that is published: each field with its unit, the vendor's
 * name and how sure it is under `x-butik`, and all of that as Markdown for the hover of an editor. Not loaded when butik runs.
 */
import type { FieldFacts, KindFacts, SaidOfField, SaidOfKind, Surety, VendorFacts } from '../model/field-facts.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'

/** Where in the schema one is. */
interface Place {
  /** As KindFacts has it. */
  readonly at: string
  readonly kind?: { readonly name: string; readonly facts: KindFacts }
  /** Below the kind. */
  readonly path: readonly string[]
  readonly facts: FieldFacts
  readonly is: 'kind' | 'field' | 'part'
}

/** The schema of a resource file. Throws where there are facts of a field that the schema has not. */
export function withVendorFacts(schema: JsonObject, vendor: VendorFacts): JsonObject {
  const used = new Set<string>()
  const told = annotated(schema, { at: '', path: [], facts: {}, is: 'part' }, { vendor, used })
  const kinds = Object.entries(vendor.kinds)
  const names = kinds.flatMap(([kind, { at, fields }]) =>
    at === undefined ? [] : [kind, ...Object.keys(fields).map((path) => `${kind}.${path}`)],
  )
  const unused = names.filter((name) => !used.has(name))
  if (unused.length > 0) throw new Error(`${vendor.page}: facts of what the schema has not: ${unused.join(', ')}`)
  // At the root, as SaidOfKind with `written` and `fields`: what has no mapping has no place of its own.
  const elsewhere = kinds.flatMap(([kind, facts]) =>
    facts.at === undefined
      ? [[kind, { ...ofKind(kind, facts, vendor), written: facts.written ?? '', fields: fieldsOf(facts) }] as const]
      : [],
  )
  return elsewhere.length === 0 ? told : { ...told, 'x-butik': { elsewhere: Object.fromEntries(elsewhere) } }
}

interface Tools {
  readonly vendor: VendorFacts
  /** What has been told. */
  readonly used: Set<string>
}

function annotated(node: JsonObject, place: Place, tools: Tools): JsonObject {
  const inside = (child: Json, next: Place): Json => (isJsonObject(child) ? annotated(child, next, tools) : child)
  const parts = Object.entries(node).map(([key, value]): [string, Json] => {
    if (key === 'properties' && isJsonObject(value)) {
      const fields = Object.entries(value).map(([name, child]) => [name, inside(child, fieldOf(place, name, tools))])
      return [key, Object.fromEntries(fields)]
    }
    if (key === 'additionalProperties' || key === 'items') return [key, inside(value, partOf(place, tools))]
    if (key === 'anyOf' && Array.isArray(value))
      return [key, value.map((branch: Json) => inside(branch, { ...place, is: 'part' }))]
    return [key, value]
  })
  return { ...Object.fromEntries(parts), ...said(node, place, tools) }
}

/** What is added to one node. */
function said(node: JsonObject, place: Place, { vendor, used }: Tools): JsonObject {
  const { kind, facts, path } = place
  const { description } = node
  if (kind === undefined || place.is === 'part') return {}
  used.add([kind.name, ...path].join('.'))
  const about = ofKind(kind.name, kind.facts, vendor)
  const { own, ...known } = facts
  const markdown = (more: SaidOfField): JsonObject =>
    typeof description === 'string' ? { markdownDescription: markdownOf(description, more, node, about) } : {}
  if (place.is === 'kind') return { 'x-butik': { ...about }, ...markdown({}) }
  return own === true ? markdown({}) : { 'x-butik': { ...known }, ...markdown(known) }
}

function fieldOf(place: Place, name: string, tools: Tools): Place {
  const at = place.at === '' ? name : `${place.at}/${name}`
  const found = kindAt(at, tools)
  if (found !== undefined) return found
  if (place.kind === undefined) return { ...place, at }
  const path = [...place.path, name]
  // A part of a field is as sure as the field, unless it says otherwise.
  const { own, sure } = name === 'butik' ? { own: true as const, sure: undefined } : place.facts
  const above = own === true ? { own } : sure === undefined ? {} : { sure }
  return { ...place, at, path, facts: { ...above, ...place.kind.facts.fields[path.join('.')] }, is: 'field' }
}

function partOf(place: Place, tools: Tools): Place {
  const at = `${place.at}/*`
  const found = kindAt(at, tools)
  if (found !== undefined) return found
  const others = place.is === 'kind' ? place.kind?.facts.others : undefined
  return others === undefined ? { ...place, at, is: 'part' } : { ...place, at, path: ['*'], facts: others, is: 'field' }
}

function kindAt(at: string, { vendor }: Tools): Place | undefined {
  const found = Object.entries(vendor.kinds).find(([, facts]) => facts.at === at)
  if (found === undefined) return undefined
  const [name, facts] = found
  return { at, kind: { name, facts }, path: [], facts: { sure: facts.sure }, is: 'kind' }
}

function ofKind(kind: string, { chapter }: KindFacts, { page, manual }: VendorFacts): SaidOfKind {
  return { kind, page: `${page}#${chapter}`, manual }
}

/** Of a kind that the schema has no mapping of. */
function fieldsOf({ fields, sure }: KindFacts): JsonObject {
  return Object.fromEntries(Object.entries(fields).map(([name, { own: _, ...facts }]) => [name, { sure, ...facts }]))
}

const sureWords: { readonly [sure in Surety]: string } = {
  seed: "on the vendor's page",
  seen: 'seen in public client code or stored answers',
  assumed: 'assumed, a live account may differ',
}

/** For the hover of an editor. */
function markdownOf(description: string, facts: SaidOfField, { examples }: JsonObject, about: SaidOfKind): string {
  const { unit, as, sure, note } = facts
  const shown = Array.isArray(examples) ? examples.map((one: Json) => `\`${JSON.stringify(one)}\``) : []
  const lines = [
    unit === undefined ? [] : `Unit: ${unit}.`,
    as === undefined ? [] : `The vendor calls it \`${as}\`.`,
    shown.length === 0 ? [] : `Example: ${shown.join(', ')}`,
    sure === undefined ? [] : `How sure: ${sureWords[sure]}${note === undefined ? '' : `; ${note}`}.`,
    `[The vendor's page](${about.manual}) · ${about.page}`,
  ]
  return [description, ...lines.flat()].join('\n\n')
}
