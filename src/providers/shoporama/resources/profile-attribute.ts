/** Attributes of a profile: written nested in it, read by one call a profile. */
import type { Kind } from '../../../model/provider.ts'
import { type Column, type Columns, decimal, fieldsOf, flag, reference, text } from '../columns.ts'
import { profileAttribute as operations } from '../contract.ts'
import { textOf, valueAt } from '../normalise.ts'
import { type Shape, wholeList } from '../reading.ts'
import type { ShoporamaSession } from '../session.ts'
import { creating, deleting, updating } from '../writing.ts'

/** Taken as `type` (seed); answered as `type` or `data_type` (assumed, from the themes' getter): either is read. */
const type: Column = {
  ...text('type', { meaning: 'structure', createOnly: true }),
  read: (row) => textOf(valueAt(row, ['type', 'data_type'])),
}

export const attributeColumns: Columns = {
  profile: reference('profile_id', { kind: 'profile', meaning: 'structure', createOnly: true }),
  type,
  name: text('name', { meaning: 'text' }),
  is_variant: flag('is_variant', { meaning: 'structure' }),
  has_price: flag('has_price', { meaning: 'structure' }),
  weight: decimal('weight', 'integer', { meaning: 'structure' }),
}

const shape: Shape = {
  kind: 'profile_attribute',
  columns: attributeColumns,
  idKeys: ['attribute_id', 'profile_attribute_id', 'id'],
}

export const profileAttribute: Kind<ShoporamaSession> = {
  name: 'profile_attribute',
  class: 'managed',
  fields: fieldsOf(attributeColumns),
  naturalKey: ['profile', 'name'],
  remoteIds: 'integer',
  usual: { is_variant: false, has_price: false, weight: '0' },
  neededToCreate: () => [{ name: 'type', hint: 'the vendor asks for it when an attribute is made (seed)' }],
  label: (spec) => `name ${String(spec['name'])}`,
  // Only ever declared by its profile.
  declare: () => ({}),
  reading: {
    by: 'list-per-parent',
    parent: { field: 'profile', kind: 'profile' },
    wants: () => true,
    list: (session, id, signal) =>
      wholeList(session, shape, operations.list, {
        query: { profile_id: id },
        parent: { field: 'profile', id },
        signal,
      }),
  },
  writing: {
    create: creating(shape, operations.create, { argument: 'profile_id', inBody: false }),
    update: updating(shape, operations.update),
    delete: deleting(operations.delete),
  },
}
