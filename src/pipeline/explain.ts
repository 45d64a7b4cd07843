/**
 * A kind, a field or a resource × the schema of its vendor → what `butik explain` says of it. Pure but for the schema that it
 * asks for; needs no project and no connection.
 */
import type { Explained, ExplainedField, ExplainedKind, FieldLine } from '../model/explained.ts'
import { type Field, fieldAt } from '../model/field.ts'
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
export function explained({ provider, kind, path, owned }: Subject, schema: JsonObject): Explained | undefined {
  const found = kindsIn(schema).find((one) => one.kind === kind.name)
  if (found === undefined) throw new Error(`schemas/vendors/${provider.vendor}.json says nothing of ${kind.name}`)
  const about = { vendor: provider.vendor, kind: kind.name, class: kind.class, page: found.page, manual: found.manual }
  if (path.length === 0) return { ...about, ...kindWords(kind, found) }
  const node = found.node === undefined ? elsewhereNode(found, path) : nodeAt(found.node, path)
  return node === undefined ? undefined : { ...about, ...fieldWords({ kind, path, owned }, node) }
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
  { kind, path, owned }: Pick<Subject, 'kind' | 'path'> & { owned: Subject['owned'] | undefined },
  { node, required }: InSchema,
): Omit<ExplainedField, 'vendor' | 'kind' | 'class' | 'page' | 'manual'> {
  const field = fieldAt(kind, path)
  // A part is written with the whole, and by whom the whole is.
  const above = path.map((_, index) => path.slice(0, index + 1))
  const owning = above.map((part) => fieldAt(kind, part)).findLast((one) => one !== undefined)
  const agreed = above.some((part) => owned?.has([kind.name, ...part].join('.')) === true)
  const said = saidOf(node)
  const [unit, as, sure, note] = ['unit', 'as', 'sure', 'note'].map((name) => said[name])
  const isVendors = sure !== undefined
  return {
    type: 'field',
    field: path.join('.'),
    meaning: meaningOf(node),
    valueType: typeWords(field, node),
    required,
    clears: takesNull(node),
    ...(typeof unit === 'string' ? { unit } : {}),
    ...(isVendors ? { vendorField: typeof as === 'string' ? as : (path.at(-1) ?? '') } : {}),
    ...(owning === undefined || !isVendors ? {} : ownerWords(kind, owning, agreed)),
    writing: owning === undefined || !isVendors ? [] : writingWords(kind, owning),
    ...(isSurety(sure) ? { sure } : {}),
    ...(typeof note === 'string' ? { note } : {}),
    parts: partsOf(node).map((part) => lineOf(kind, path, part)),
    examples: examplesOf(node),
  }
}

function ownerWords({ class: is }: Kind, { owner = 'ours' }: Field, agreed: boolean): Pick<ExplainedField, 'owner'> {
  return is === 'observed' ? {} : { owner: { is: owner, agreed } }
}

function lineOf(kind: Kind, path: readonly string[], { name, node, required }: Part): FieldLine {
  return {
    name,
    valueType: typeWords(fieldAt(kind, [...path, name]), node),
    meaning: meaningOf(node),
    required,
  }
}
