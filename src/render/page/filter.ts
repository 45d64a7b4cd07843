/** Which rows a person wants to see: what they typed and what they ticked. Pure. */
import type { FieldView, Line, MeaningName, Row } from './data.ts'

export interface FacetValue {
  readonly value: string
  readonly label: string
  readonly count: number
}

export interface Facet {
  readonly name: string
  readonly title: string
  readonly values: readonly FacetValue[]
}

/** By the name of a facet, what is ticked. A facet without a tick takes everything. */
export type Ticked = ReadonlyMap<string, ReadonlySet<string>>

interface FacetKind {
  readonly name: string
  readonly title: string
  readonly of: (row: Row) => readonly string[]
  /** In their order; what is not among them is its own label, and comes in the order of the alphabet. */
  readonly labels: { readonly [value: string]: string }
}

const meanings: { readonly [meaning in MeaningName]: string } = {
  price: 'prices',
  stock: 'stock',
  visibility: 'visibility',
  identity: 'keys',
  structure: 'structure',
  image: 'images',
  text: 'texts',
  other: 'other fields',
}

const kinds: readonly FacetKind[] = [
  {
    name: 'outcome',
    title: 'Outcome',
    of: (row) => (row.outcome === undefined ? [] : [row.outcome]),
    labels: { failed: 'failed', 'in-doubt': 'in doubt', skipped: 'skipped', succeeded: 'succeeded' },
  },
  { name: 'guard', title: 'Stopped by', of: (row) => row.guards ?? [], labels: {} },
  {
    name: 'risk',
    title: 'Risk',
    of: (row) => [row.risk],
    labels: { high: 'high', medium: 'medium', low: 'low' },
  },
  { name: 'meaning', title: 'Touches', of: (row) => row.fields.map(({ meaning }) => meaning), labels: meanings },
  {
    name: 'action',
    title: 'Action',
    of: (row) => [row.action],
    labels: {
      delete: 'delete',
      replace: 'replace',
      update: 'update',
      create: 'create',
      adopt: 'adopt',
      forget: 'forget',
      manual: 'by hand',
    },
  },
  {
    name: 'cause',
    title: 'Cause',
    of: (row) => row.fields.map(({ cause = 'config' }) => cause),
    labels: { config: 'the files moved', drift: 'the shop moved', both: 'both moved' },
  },
  { name: 'kind', title: 'Kind', of: (row) => [row.kind], labels: {} },
  { name: 'connection', title: 'Connection', of: (row) => [row.connection], labels: {} },
]

/** Those that tell rows apart: where all are alike there is nothing to choose. */
export function facetsOf(rows: readonly Row[]): Facet[] {
  return kinds.flatMap(({ name, title, of, labels }) => {
    const counts = new Map<string, number>()
    for (const row of rows) for (const value of new Set(of(row))) counts.set(value, (counts.get(value) ?? 0) + 1)
    const alike = counts.size === 0 || (counts.size === 1 && [...counts.values()][0] === rows.length)
    if (alike) return []
    const order = [
      ...Object.keys(labels).filter((value) => counts.has(value)),
      ...[...counts.keys()].filter((value) => !Object.hasOwn(labels, value)).sort(),
    ]
    return [
      {
        name,
        title,
        values: order.map((value) => ({
          value,
          label: Object.hasOwn(labels, value) ? (labels[value] ?? value) : value,
          count: counts.get(value) ?? 0,
        })),
      },
    ]
  })
}

/** One facet and another; within a facet one value or another. */
export function isTicked(row: Row, ticked: Ticked): boolean {
  return kinds.every(({ name, of }) => {
    const wanted = ticked.get(name)
    return wanted === undefined || wanted.size === 0 || of(row).some((value) => wanted.has(value))
  })
}

/** Words of which a row must hold each. */
export function wordsOf(typed: string): string[] {
  return folded(typed)
    .split(/\s+/)
    .filter((word) => word !== '')
}

/** All that can be read in a row, opened or not. */
export function textOf(row: Row): string {
  const { connection, kind, key, name = '', reason, remoteId = '', guards = [], message = '', fields } = row
  const said = fields.flatMap(({ path, mark = '', view }) => [path, mark, ...textsOf(view)])
  return folded([`${connection}/${kind}/${key}`, name, reason, remoteId, ...guards, message, ...said].join('\n'))
}

function textsOf(view: FieldView): readonly string[] {
  switch (view.is) {
    case 'pair':
      return [view.before, view.after]
    case 'fresh':
      return [view.text]
    case 'text':
      return view.lines.map(lineText)
    case 'list':
      return [...view.added, ...view.removed]
    case 'parts':
      return view.parts.flatMap(({ name, before, after }) => [name, before, after])
    case 'picture':
      return [view.before, view.after].flatMap((picture) =>
        picture === undefined ? [] : [picture.name, picture.description],
      )
  }
}

function lineText({ runs }: Line): string {
  return runs.map((run) => (typeof run === 'string' ? run : run[0])).join('')
}

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase()
}
