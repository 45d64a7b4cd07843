/** Profiles, with the attributes and values that are written nested in them. */
import type { Json } from '../../../model/json.ts'
import type { DeclareContext, Kind } from '../../../model/provider.ts'
import type { YamlMap, YamlNode } from '../../../model/yaml.ts'
import { authorProfile } from '../author-profile.ts'
import { type Columns, declared, fieldsOf, text } from '../columns.ts'
import { profile as operations } from '../contract.ts'
import { keyOf, mapAt } from '../profile-of.ts'
import { type Shape, wholeList } from '../reading.ts'
import type { ShoporamaSession } from '../session.ts'
import { creating, deleting, updating } from '../writing.ts'
import { attributeColumns } from './profile-attribute.ts'
import { valueColumns } from './profile-attribute-value.ts'

const columns: Columns = { name: text('name', { meaning: 'structure' }) }

const shape: Shape = { kind: 'profile', columns, idKeys: ['profile_id', 'id'] }

export const profile: Kind<ShoporamaSession> = {
  name: 'profile',
  section: 'profiles',
  class: 'managed',
  fields: fieldsOf(columns),
  naturalKey: ['name'],
  remoteIds: 'integer',
  label: (spec) => `name ${String(spec['name'])}`,
  declare: (node, context) => {
    for (const [name, pair] of mapAt(node, 'attributes')?.pairs ?? []) {
      if (pair.value.type === 'map') declareAttribute(name, pair.value, context)
    }
    return declared(columns, node, (name, part) => context.value(name, part))
  },
  author: (spec, context) =>
    authorProfile({ profile: columns, attribute: attributeColumns, value: valueColumns }, spec, context),
  reading: { by: 'list', list: (session, signal) => wholeList(session, shape, operations.list, { signal }) },
  writing: {
    create: creating(shape, operations.create),
    update: updating(shape, operations.update),
    delete: deleting(operations.delete),
  },
}

function declareAttribute(name: string, node: YamlMap, context: DeclareContext): void {
  const key = `${context.key}.${name}`
  const parent = context.reference('profile', context.key, node)
  if (parent === undefined) return
  context.child('profile_attribute', key, node, { profile: parent, ...childSpec(attributeColumns, node, context) })
  const values = mapAt(node, 'values')
  if (values === undefined) return
  const type = node.pairs.get('type')?.value
  if (type !== undefined && keyOf(type) !== 'valuelist') {
    const summary = `attribute ${key} has values, but its type is ${keyOf(type) ?? 'not a text'}`
    context.report({ code: 'E1207', summary, hint: 'set `type: valuelist`, or take the values away' }, values)
    return
  }
  for (const [value, pair] of values.pairs) declareValue(key, value, pair.value, context)
}

/** `black: Sort` stands for `black: { val: Sort }`. */
function declareValue(attribute: string, name: string, node: YamlNode, context: DeclareContext): void {
  const parent = context.reference('profile_attribute', attribute, node)
  const own = node.type === 'map' ? childSpec(valueColumns, node, context) : shorthand(node, context)
  if (parent === undefined || own === undefined) return
  context.child('profile_attribute_value', `${attribute}.${name}`, node, { attribute: parent, ...own })
}

function shorthand(node: YamlNode, context: DeclareContext): { val: Json } | undefined {
  const val = valueColumns['val'] && context.valueOf(valueColumns['val'].field, node)
  return val === undefined || val === null ? undefined : { val }
}

function childSpec(of: Columns, node: YamlMap, context: DeclareContext): { readonly [name: string]: Json } {
  return declared(of, node, (name, part) => {
    const column = of[name]
    return column === undefined ? undefined : context.valueOf(column.field, part)
  })
}
