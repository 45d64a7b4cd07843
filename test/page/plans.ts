// Plans with everything that a page can show, with texts of the test's choosing.
import type { Json } from '../../src/model/json.ts'
import type { Change, FieldChange, Plan } from '../../src/model/plan.ts'
import { at, change, field, planOf } from '../unit/render/plans.ts'

/** A PNG of one pixel, as the configuration would have it. */
export const pixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

const asset = (path: string): Json => ({ asset: { path, sha256: 'a1', bytes: 70 } })

/** One field of each form. */
export function fieldsWith(text: string): FieldChange[] {
  return [
    field('price', { before: '100', after: '90', meaning: 'price' }),
    field('name', { before: `old ${text}`, after: text, meaning: 'text', cause: 'drift' }),
    field('description', {
      before: `first\nsecond ${text}\nthird`,
      after: `first\nsecond\nthird\n${text}`,
      meaning: 'text',
    }),
    field(`attributes[${text}]`, { before: [text, 'a'], after: ['a', `${text}2`], meaning: 'structure' }),
    field('bulk_discount', {
      before: { over: '5', [text]: '1' },
      after: { over: '6', [text]: text },
      meaning: 'other',
    }),
    field(`images[${text}.png]`, { after: text, meaning: 'image' }),
    field('images[#700]', { before: text, meaning: 'image', cause: 'both' }),
  ]
}

export function changesWith(text: string, key: string): Change[] {
  const reason = `differs in ${text}`
  const write = { images: [{ asset: { path: `images/${text}.png`, sha256: 'a1', bytes: 70 } }], name: text }
  return [
    change({
      address: at('product', key),
      action: 'update',
      risk: 'medium',
      reason,
      remoteId: text,
      diff: fieldsWith(text),
      write,
    }),
    change({
      address: at('category', `${key}-new`),
      action: 'create',
      reason,
      needs: [at('product', key)],
      diff: [field('name', { after: text, meaning: 'text' }), field('image', { after: asset(text), meaning: 'image' })],
    }),
    change({ address: at('supplier', `${key}-old`), action: 'delete', risk: 'high', reason }),
    change({ address: at('gateway', key), action: 'manual', class: 'observed', reason }),
  ]
}

/** Everything that can hold a text holds this one. */
export function planWith(text: string): Plan {
  const changes = changesWith(text, 'oak-chair')
  return planOf({
    changes,
    summary: { update: 1, create: 1, delete: 1, manual: 1, notEvaluated: 3 },
    complete: false,
    guards: [
      { name: 'delete', addresses: [at('supplier', 'oak-chair-old')], acked: false, message: `would delete ${text}` },
      { name: 'price', addresses: [at('product', 'oak-chair')], acked: true, message: text },
    ],
    diagnostics: [
      {
        severity: 'warning',
        code: 'N1002',
        summary: text,
        detail: text,
        hint: text,
        address: at('product', 'oak-chair'),
        source: { file: text, line: 1, column: 2, endLine: 1, endColumn: 3 },
      },
    ],
    operations: [
      {
        id: 'op-0001',
        connection: text,
        operation: text,
        role: 'create',
        addresses: [at('category', 'oak-chair-new')],
      },
      {
        id: 'op-0002',
        connection: 'shop',
        operation: 'PUT /product/{id}',
        role: 'update',
        addresses: [at('product', 'oak-chair')],
      },
    ],
    stateUpdates: [{ address: at('product', 'stool'), reason: text, entry: null }],
    views: [
      { connection: 'shop', kind: 'product', age: 0, reach: 'complete' },
      { connection: text, kind: text, age: 7200, reach: 'partial' },
    ],
    cost: {
      shop: { planReads: 12, applyReads: 2, writes: 3, remaining: 800 },
      [text]: { planReads: 1, applyReads: 0, writes: 0, remaining: null },
    },
    basis: { ...planOf().basis, environment: text, selection: { target: [text], exclude: [], connection: [] } },
  })
}

/** `count` changes of a shop that is busy: prices, texts, stock, new products. */
export function manyChanges(count: number): Plan {
  const changes = Array.from({ length: count }, (_, index): Change => {
    const key = `product-${String(index).padStart(5, '0')}`
    const address = at('product', key)
    const name = field('name', { before: `Stol nr. ${index}`, after: `Stol no. ${index}`, meaning: 'text' })
    const price = field('price', { before: String(1000 + index), after: String(900 + index), meaning: 'price' })
    const text = `<p>Stol ${index}.</p>\n<p>Massiv eg, olieret.</p>\n<p>Kan stables.</p>`
    const description = field('description', { before: text, after: text.replace('olieret', 'sæbet'), meaning: 'text' })
    const stock = field('stock', { before: '7', after: '9', meaning: 'stock', cause: 'drift' })
    const kinds: Partial<Change>[] = [
      { action: 'update', risk: 'medium', diff: [price, description, name] },
      { action: 'update', diff: [description] },
      { action: 'update', diff: [stock] },
      {
        action: 'create',
        diff: [
          field('name', { after: `Ny ${index}`, meaning: 'text' }),
          field('price', { after: '99', meaning: 'price' }),
        ],
      },
    ]
    return change({
      address,
      action: 'update',
      reason: 'differs',
      remoteId: String(600_000 + index),
      ...kinds[index % kinds.length],
    })
  })
  const operations = changes.map(({ address }, index) => ({
    id: `op-${String(index + 1).padStart(4, '0')}`,
    connection: 'shop',
    operation: 'PUT /product/{id}',
    role: 'update' as const,
    addresses: [address],
  }))
  return planOf({ changes, operations, summary: { update: count * 0.75, create: count * 0.25 } })
}
