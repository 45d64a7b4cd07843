// Two products, of which one has a name that nobody should trust, drawn in every form.
import { expect, test } from 'vitest'
import { addressId } from '../../../src/model/address.ts'
import type { ReferenceGraph } from '../../../src/model/reference-graph.ts'
import { renderGraph } from '../../../src/render/graph.ts'

const acme = addressId('shop', 'supplier', 'acme')
const chair = addressId('shop', 'product', 'oak-chair')
const stock = addressId('shop', 'stock', 'oak-chair.colour.oak')
const hostile = '"]\n  click n0 "javascript:alert(1)" --> <b>\u202e\\'

const graph: ReferenceGraph = {
  resources: [
    { address: chair, label: hostile },
    { address: stock, host: chair },
    { address: acme, label: 'Acme Møbler A/S' },
  ],
  references: [{ from: chair, field: 'supplier', to: acme }],
}

test('as text: what is nested stands below, what is referred to behind an arrow', () => {
  expect(renderGraph({ ...graph, resources: graph.resources.map(({ label: _, ...node }) => node) }, 'text')).toBe(
    [
      'shop',
      '  product oak-chair',
      '    supplier → supplier acme',
      '    stock oak-chair.colour.oak',
      '  supplier acme',
      '3 resources, 1 reference',
      '',
    ].join('\n'),
  )
})

test('a name moves no line and no cursor, whatever is in it', () => {
  for (const form of ['text', 'mermaid', 'dot'] as const) {
    const lines = renderGraph(graph, form).split('\n')
    expect(lines.filter((line) => line.includes('javascript'))).toHaveLength(1)
    expect(lines.join()).not.toContain('\u202e')
  }
})

test('for Mermaid: only letters, digits and plain marks of a name are in the text', () => {
  const lines = renderGraph(graph, 'mermaid').split('\n')
  expect(lines[0]).toBe('flowchart LR')
  const [, label = ''] = /^ {2}n0\["(.*)"\]$/.exec(lines[1] ?? '') ?? []
  expect(label.replace('<br/>', '')).toMatch(/^(?:[\p{L}\p{N} .,_/-]|#\d+;)+$/u)
  expect(lines.slice(2)).toEqual([
    '  n1["stock oak-chair.colour.oak"]',
    '  n2["supplier acme<br/>Acme Møbler A/S"]',
    '  n0 --- n1',
    '  n0 -->|"supplier"| n2',
    '',
  ])
})

test('for Graphviz: a name stays inside its quotes', () => {
  const lines = renderGraph(graph, 'dot').split('\n')
  const [, label = ''] = /^ {2}n0 \[label="(.*)", tooltip="shop\/product\/oak-chair"\];$/.exec(lines[3] ?? '') ?? []
  expect(label.replace(/\\./g, '')).not.toMatch(/["\\]/)
  expect(lines.slice(-4)).toEqual([
    '  n0 -> n1 [style=dotted, arrowhead=none];',
    '  n0 -> n2 [label="supplier"];',
    '}',
    '',
  ])
})
