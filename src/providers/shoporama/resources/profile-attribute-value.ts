/** Values of a valuelist attribute: written nested in it, read by one call an attribute. */
import type { Kind } from '../../../model/provider.ts'
import { valueIdKeys } from '../attributes.ts'
import { type Columns, decimal, fieldsOf, reference, text } from '../columns.ts'
import { profileAttributeValue as operations } from '../contract.ts'
import { type Shape, wholeList } from '../reading.ts'
import type { ShoporamaSession } from '../session.ts'
import { creating, deleting, updating } from '../writing.ts'

export const valueColumns: Columns = {
  attribute: reference('attribute_id', { kind: 'profile_attribute', meaning: 'structure', createOnly: true }),
  val: text('val', { meaning: 'text' }),
  weight: decimal('weight', 'integer', { meaning: 'structure' }),
  tag: text('tag', { meaning: 'text' }),
}

const shape: Shape = { kind: 'profile_attribute_value', columns: valueColumns, idKeys: [...valueIdKeys, 'id'] }

export const profileAttributeValue: Kind<ShoporamaSession> = {
  name: 'profile_attribute_value',
  class: 'managed',
  fields: fieldsOf(valueColumns),
  naturalKey: ['attribute', 'val'],
  remoteIds: 'integer',
  usual: { weight: '0' },
  label: (spec) => `val ${String(spec['val'])}`,
  // Only ever declared by its profile.
  declare: () => ({}),
  reading: {
    by: 'list-per-parent',
    parent: { field: 'attribute', kind: 'profile_attribute' },
    // Only a valuelist has values; where the type was not told, look.
    wants: (attribute) => (attribute['type'] ?? 'valuelist') === 'valuelist',
    list: (session, id, signal) =>
      wholeList(session, shape, operations.list, {
        query: { attribute_id: id },
        parent: { field: 'attribute', id },
        signal,
      }),
  },
  writing: {
    create: creating(shape, operations.create, { argument: 'attribute_id', inBody: true }),
    update: updating(shape, operations.update),
    delete: deleting(operations.delete),
  },
}
