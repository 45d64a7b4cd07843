/** Categories: a tree, read whole in one call, found by parent and name. */
import type { Kind } from '../../../model/provider.ts'
import { authored, type Columns, declared, fieldsOf, flag, reference, text } from '../columns.ts'
import { category as operations } from '../contract.ts'
import { images } from '../images.ts'
import { type Shape, wholeList } from '../reading.ts'
import type { ShoporamaSession } from '../session.ts'
import { creating, deleting, updating } from '../writing.ts'

const columns: Columns = {
  name: text('name', { meaning: 'text' }),
  in_menu: flag('in_menu', { meaning: 'visibility', role: 'in-menu' }),
  parent: reference('parent_id', { kind: 'category', meaning: 'structure' }, 0),
  sort_order: text('sort_order', { meaning: 'structure' }),
  no_index: flag('no_index', { meaning: 'visibility' }),
  tag: text('tag', { meaning: 'text' }),
  empty_redir: text('empty_redir', { meaning: 'structure' }),
  description_a: text('description_a', { meaning: 'text' }),
  description_b: text('description_b', { meaning: 'text' }),
  meta_title: text('meta_title', { meaning: 'text' }),
  meta_description: text('meta_description', { meaning: 'text' }),
  canonical: reference('canonical_id', { kind: 'category', meaning: 'structure', deferrable: true }),
  meta: text('meta', { meaning: 'text' }),
  images,
  rewrite_url: text('rewrite_url', { meaning: 'identity', role: 'url' }),
}

const shape: Shape = { kind: 'category', columns, idKeys: ['category_id', 'id'] }

export const category: Kind<ShoporamaSession> = {
  name: 'category',
  section: 'categories',
  class: 'managed',
  fields: fieldsOf(columns),
  naturalKey: ['parent', 'name'],
  remoteIds: 'integer',
  group: 'parent',
  usual: { sort_order: 'normal', no_index: false },
  unread: [
    'is_hidden',
    'is_online',
    'is_front',
    'no_internal_search',
    'weight',
    'search',
    'json_data',
    'extension_data',
  ],
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
