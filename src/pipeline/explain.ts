/** A kind or a field × the schema of its vendor → what `butik explain` says of it. Pure; needs no project and no connection. */
import type { Explained, ExplainedField, ExplainedKind, FieldLine } from '../model/explained.ts'
import { fieldAt } from '../model/field.ts'
import { isSurety } from '../model/field-facts.ts'
import type { JsonObject } from '../model/json.ts'
import type { Kind, Provider } from '../model/provider.ts'
import {
  examplesOf,
  type InSchema,
  type KindInSchema,
  kindsIn,
  meaningOf,
  nodeAt,
  objectIn,
  type Part,
  partsOf,
  saidOf,
  takesNull,
  valuesOf,
} from './explain-schema.ts'
import { typeWords, writingWords } from './explain-type.ts'

export interface Subject {
  readonly provider: Provider
  readonly kind: Kind
  /** Below the kind; empty for the kind itself. */
  readonly path: readonly string[]
  /** What `ownership` of butik.yaml speaks of: `product.description`. */
  readonly owned?: ReadonlySet<string>
}

/** Undefined where the kind has no such field. `schema`: that of the vendor's resource files. */
export function explained(subject: Subject, schema: JsonObject): Explained | undefined {
  const { provider, kind, path } = subject
  const found = kindsIn(schema).find((one) => one.kind === kind.name)
  if (found === undefined) throw new Error(`schemas/vendors/${provider.vendor}.json says nothing of ${kind.name}`)
  const about = { vendor: provider.vendor, kind: kind.name, class: kind.class, page: found.page, manual: found.manual }
  if (path.length === 0) return { ...about, ...kindWords(kind, found) }
  const node = found.node === undefined ? elsewhereNode(found, path) : nodeAt(found.node, path)
  return node === undefined ? undefined : { ...about, ...fieldWords(subject, node) }
}

/** Names that can follow this path: for a "did you mean", and for completion. */
export function namesBelow({ kind, path }: Pick<Subject, 'kind' | 'path'>, schema: JsonObject): string[] {
  const found = kindsIn(schema).find((one) => one.kind === kind.name)
  if (found?.node === undefined) return path.length === 0 ? Object.keys(found?.elsewhere?.fields ?? {}) : []
  const at = path.length === 0 ? { node: found.node } : nodeAt(found.node, path)
  return at === undefined ? [] : partsOf(at.node).map(({ name }) => name)
}

/** Of a kind without a mapping there are fields by name, and no more than what is known of them. */
function elsewhereNode({ elsewhere }: KindInSchema, path: readonly string[]): InSchema | undefined {
  const said = path.length === 1 ? elsewhere?.fields[path[0] ?? ''] : undefined
  if (said === undefined) return undefined
  return { node: { description: `Written as ${elsewhere?.written ?? ''}.`, 'x-butik': said }, required: false }
}

function kindWords(
  kind: Kind,
  found: KindInSchema,
): Omit<ExplainedKind, 'vendor' | 'kind' | 'class' | 'page' | 'manual'> {
  const { node, elsewhere } = found
  const fields = node === undefined ? fieldsElsewhere(kind, found) : partsOf(node).map((part) => lineOf(kind, [], part))
  return {
    type: 'kind',
    meaning: node === undefined ? `Written as ${elsewhere?.written ?? ''}.` : meaningOf(node),
    written: kind.section === undefined ? (elsewhere?.written ?? 'nested in another kind') : `under ${kind.section}:`,
    naturalKeys: [kind.naturalKey, ...(kind.otherKeys ?? [])],
    reading: readingWords(kind),
    can: powersOf(kind),
    fields,
    examples: node === undefined ? [] : examplesOf(node),
  }
}

function fieldsElsewhere(kind: Kind, { elsewhere }: KindInSchema): FieldLine[] {
  return Object.keys(elsewhere?.fields ?? {}).map((name) => ({
    name,
    valueType: typeWords(fieldAt(kind, [name]), {}),
    meaning: String(objectIn(elsewhere?.fields[name])['note'] ?? ''),
    required: false,
  }))
}

function readingWords({ reading }: Kind): string {
  switch (reading.by) {
    case 'list':
      return 'one list'
    case 'paged-list':
      return 'a list, page by page'
    case 'list-per-parent':
      return `one list for each ${reading.parent.kind}`
    case 'nothing':
      return 'never shown by the vendor'
  }
}

function powersOf({ writing, offline }: Kind): string[] {
  const { create, createMany, update, updateMany } = writing
  return [
    ...(create === undefined && createMany === undefined ? [] : ['create']),
    ...(update === undefined && updateMany === undefined ? [] : ['update']),
    ...(writing.delete === undefined ? [] : ['delete']),
    ...(offline === undefined ? [] : ['take offline']),
  ]
}

function fieldWords(
  subject: Subject,
  { node, required }: InSchema,
): Omit<ExplainedField, 'vendor' | 'kind' | 'class' | 'page' | 'manual'> {
  const { kind, path } = subject
  const said = saidOf(node)
  const [unit, as, sure, note] = ['unit', 'as', 'sure', 'note'].map((name) => said[name])
  return {
    type: 'field',
    field: path.join('.'),
    meaning: meaningOf(node),
    valueType: typeWords(fieldAt(kind, path), node),
    required,
    clears: takesNull(node),
    ...(typeof unit === 'string' ? { unit } : {}),
    ...(sure === undefined ? {} : { vendorField: typeof as === 'string' ? as : (path.at(-1) ?? '') }),
    ...(sure === undefined ? { writing: ["butik's own: never sent"] } : whoWrites(subject, node)),
    ...(isSurety(sure) ? { sure } : {}),
    ...(typeof note === 'string' ? { note } : {}),
    parts: partsOf(node).map((part) => lineOf(kind, path, part)),
    examples: examplesOf(node),
  }
}

/** A part is written with the whole, and by whom the whole is; what is a resource of its own by whom that is. */
function whoWrites(
  { provider, kind, path, owned }: Subject,
  node: JsonObject,
): Pick<ExplainedField, 'owner' | 'writing'> {
  const nested = saidOf(valuesOf(node) ?? {})['kind']
  if (typeof nested === 'string') return { writing: [`each is a resource of its own: butik explain ${nested}`] }
  const { of } = saidOf(node)
  const [name = kind.name, ...own] = typeof of === 'string' ? of.split('.') : [kind.name, ...path]
  const owner = provider.kinds.find((one) => one.name === name) ?? kind
  const above = own.map((_, index) => own.slice(0, index + 1))
  const field = above.map((part) => fieldAt(owner, part)).findLast((one) => one !== undefined)
  if (field === undefined) return { writing: [] }
  const agreed = above.some((part) => owned?.has([name, ...part].join('.')) === true)
  const writing = writingWords(owner, field)
  return owner.class === 'observed' ? { writing } : { owner: { is: field.owner ?? 'ours', agreed }, writing }
}

function lineOf(kind: Kind, path: readonly string[], { name, node, required }: Part): FieldLine {
  return {
    name,
    valueType: typeWords(fieldAt(kind, [...path, name]), node),
    meaning: meaningOf(node),
    required,
  }
}
