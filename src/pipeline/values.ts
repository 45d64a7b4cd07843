/** One YAML node → the inside form of its field, by the field's traits. The only place where money and flags are read. */
import { canonicalDecimal } from '../model/decimal.ts'
import type { Field, ScalarField } from '../model/field.ts'
import type { Json } from '../model/json.ts'
import type { DeclareContext } from '../model/provider.ts'
import type { YamlMap, YamlNode, YamlScalar } from '../model/yaml.ts'
import { type Contents, isProblem } from './contents.ts'

export interface ValueContext {
  readonly contents: Contents
  readonly reference: NonNullable<DeclareContext['reference']>
  readonly report: DeclareContext['report']
  /** The value of an environment variable; undefined where it is missing (already reported). */
  secret(name: string, node: YamlNode): string | undefined
  digestSecret(value: string): string
}

/** Undefined where the node has no value of that shape: the problem is reported, here or by the schema. */
export function insideForm(field: Field, node: YamlNode, context: ValueContext): Json | undefined {
  if (node.type === 'scalar' && node.value === null && node.tag === undefined && node.plain) return null
  switch (field.shape) {
    case 'scalar':
      return node.type === 'scalar' ? scalarValue(field, node, context) : undefined
    case 'reference':
      return referenceValue(field.kind, node, context)
    case 'list': {
      if (node.type !== 'list') return undefined
      return node.items.flatMap((item) => insideForm(field.of, item, context) ?? [])
    }
    case 'object':
      return node.type === 'map' ? objectValue(field.fields, node, context) : undefined
    case 'images':
      return node.type === 'list'
        ? node.items.flatMap((item) => (item.type === 'map' ? (contentValue(item, context) ?? []) : []))
        : undefined
    case 'asset':
      return node.type === 'map' ? contentValue(node, context) : undefined
  }
}

function scalarValue(field: ScalarField, node: YamlScalar, context: ValueContext): Json | undefined {
  if (node.tag === '!env') {
    const secret = context.secret(node.text, node)
    if (secret === undefined) return undefined
    const value = typed(field, { ...node, at: node.at, text: secret, value: secret }, context)
    return value === undefined ? undefined : { env: node.text, digest: context.digestSecret(String(value)) }
  }
  if (node.tag === '!file') {
    const content = context.contents.of(node)
    if (!isProblem(content))
      return typed(field, { ...node, at: node.at, text: content.text ?? '', value: content.text ?? '' }, context)
    context.report(content, node)
    return undefined
  }
  return typed(field, node, context)
}

function typed(field: ScalarField, node: YamlScalar, context: ValueContext): Json | undefined {
  switch (field.type) {
    case 'text':
      return node.text === '' ? null : node.text
    case 'any':
      return node.value === true ? '1' : node.value === false ? '0' : node.text
    case 'flag':
      if (node.value === true || node.value === 'true') return true
      if (node.value === false || node.value === 'false') return false
      context.report({ code: 'E1102', summary: `"${shortly(node)}" is not true or false` }, node)
      return undefined
    case 'money':
    case 'integer':
      return numeric(field.type, node, context)
  }
}

function numeric(type: 'money' | 'integer', node: YamlScalar, context: ValueContext): Json | undefined {
  const amount = canonicalDecimal(node.text)
  if (type === 'money' && amount?.startsWith('-') === true) {
    context.report({ code: 'E1107', summary: `"${shortly(node)}" is negative`, hint: 'amounts are zero or more' }, node)
    return undefined
  }
  if (amount !== undefined && (type === 'money' || !amount.includes('.'))) return amount
  const near = node.tag === '!env' ? undefined : withPoint(node.text)
  const hint = near === undefined ? 'write digits, with a point before decimals' : `write ${near} with a point`
  const wanted = type === 'money' ? 'a plain amount' : 'a whole number'
  context.report({ code: 'E1105', summary: `"${shortly(node)}" is not ${wanted}`, hint }, node)
  return undefined
}

/** `1.299,50` and `1,299.50` → `1299.50`: the last mark is the decimal one. Undefined where there is no comma. */
function withPoint(text: string): string | undefined {
  if (!text.includes(',')) return undefined
  const last = Math.max(text.lastIndexOf(','), text.lastIndexOf('.'))
  const near = `${text.slice(0, last).replace(/[.,]/g, '')}.${text.slice(last + 1)}`
  return canonicalDecimal(near) === undefined ? undefined : near
}

function shortly(node: YamlScalar): string {
  // The value of a variable never appears, not even in a message about its type.
  if (node.tag === '!env') return 'the value of the variable'
  return node.text.length > 40 ? `${node.text.slice(0, 40)}…` : node.text
}

function referenceValue(kind: string | undefined, node: YamlNode, context: ValueContext): Json | undefined {
  if (node.type === 'map') {
    const id = node.pairs.get('id')?.value
    return id?.type === 'scalar' ? { id: canonicalDecimal(id.text) ?? id.text } : undefined
  }
  if (node.type !== 'scalar' || kind === undefined) return undefined
  return context.reference(kind, node.text, node)
}

function objectValue(fields: { readonly [name: string]: Field }, node: YamlMap, context: ValueContext): Json {
  const parts = [...node.pairs].flatMap(([name, pair]) => {
    const field = fields[name]
    const value = field === undefined ? undefined : insideForm(field, pair.value, context)
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(parts)
}

/** `{ file | url | image_id, description, is_public }`: a picture or a file to download. */
function contentValue(node: YamlMap, context: ValueContext): Json | undefined {
  const part = (name: string) => {
    const value = node.pairs.get(name)?.value
    return value?.type === 'scalar' ? value : undefined
  }
  const description = part('description')
  const isPublic = part('is_public')
  const rest = {
    ...(description === undefined ? {} : { description: description.value === null ? null : description.text }),
    ...(isPublic === undefined ? {} : { is_public: isPublic.value === true }),
  }
  const file = part('file')
  if (file !== undefined) {
    const content = context.contents.of(file)
    if (!isProblem(content))
      return { asset: { path: content.path, sha256: content.sha256, bytes: content.bytes }, ...rest }
    context.report(content, file)
    return undefined
  }
  const url = part('url')
  if (url !== undefined) return { url: url.text, ...rest }
  const image = part('image_id')
  return image === undefined ? undefined : { image_id: canonicalDecimal(image.text) ?? image.text, ...rest }
}
