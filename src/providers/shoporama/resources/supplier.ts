/** Suppliers: read whole in one call, found by name. */
import type { Kind } from '../../../model/provider.ts'
import { authored, type Columns, declared, fieldsOf, text } from '../columns.ts'
import { supplier as operations } from '../contract.ts'
import { type Shape, wholeList } from '../reading.ts'
import type { ShoporamaSession } from '../session.ts'
import { creating, deleting, updating } from '../writing.ts'

const columns: Columns = {
  name: text('name', { meaning: 'text' }),
  dropshipping_mail: text('dropshipping_mail', { meaning: 'text' }),
}

const shape: Shape = { kind: 'supplier', columns, idKeys: ['supplier_id', 'id'] }

export const supplier: Kind<ShoporamaSession> = {
  name: 'supplier',
  section: 'suppliers',
  class: 'managed',
  fields: fieldsOf(columns),
  naturalKey: ['name'],
  remoteIds: 'integer',
  unread: ['link_to'],
  label: (spec) => `name ${String(spec['name'])}`,
  declare: (node, context) => declared(columns, node, (name, part) => context.value(name, part)),
  author: (spec, context) => authored(columns, spec, context),
  reading: { by: 'list', list: (session, signal) => wholeList(session, shape, operations.list, { signal }) },
  writing: {
    create: creating(shape, operations.create),
    update: updating(shape, operations.update),
    delete: deleting(operations.delete),
  },
}
