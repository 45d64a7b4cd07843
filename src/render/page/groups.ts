/** The changes on the page, group by group: which are shown, and which are open. */
import { type Chunked, chunked } from './chunked.ts'
import type { ReportData, Row } from './data.ts'
import { element, part } from './element.ts'
import { type Carriers, fillRow, rowOf } from './row.ts'

/** So few are read one after the other; more are first looked over. */
const openedAtOnce = 12
const rowHeight = 56

export interface Groups {
  /** Only these, in their order. */
  show(wanted: (row: Row) => boolean): void
  /** Those that are shown, also where they are not made yet. */
  openAll(open: boolean): void
  /** Makes what is shown and not made yet, with all that is in it. */
  fill(): void
}

interface Group {
  readonly section: HTMLElement
  readonly count: HTMLElement
  readonly rows: readonly Row[]
  readonly list: Chunked<Row>
}

export function makeGroups(data: ReportData): Groups {
  const { groups: named, rows, pictures } = data
  const filling = { pictures, carriers: carriersIn(data.operations) }
  const made = new Map<Row, HTMLElement>()
  const rowAt = new WeakMap<Element, Row>()
  const opened = new Set<Row>(rows.length <= openedAtOnce ? rows : [])
  let shown: readonly Row[] = rows

  const make = (row: Row): HTMLElement => {
    const known = made.get(row)
    if (known !== undefined) return known
    const at = rowOf(row)
    made.set(row, at)
    const details = at.querySelector('details')
    if (details !== null) {
      rowAt.set(details, row)
      if (opened.has(row)) open(details, row)
    }
    return at
  }
  const open = (details: HTMLDetailsElement, row: Row): void => {
    fillRow(details, row, filling)
    details.open = true
  }
  // The event of a details does not bubble.
  const toggled = ({ target }: Event): void => {
    const row = target instanceof HTMLDetailsElement ? rowAt.get(target) : undefined
    if (row === undefined || !(target instanceof HTMLDetailsElement)) return
    if (!target.open) opened.delete(row)
    else {
      opened.add(row)
      open(target, row)
    }
  }
  document.addEventListener('toggle', toggled, true)
  const groups = named.map(({ name, title }) => groupOf(name, title, rows, make))

  return {
    show(wanted) {
      shown = rows.filter(wanted)
      const wantedRows = new Set(shown)
      for (const { section, count, rows: all, list } of groups) {
        const some = all.filter((row) => wantedRows.has(row))
        section.hidden = some.length === 0
        count.textContent =
          some.length === all.length ? numeral(all.length) : `${numeral(some.length)} of ${numeral(all.length)}`
        list.show(some)
      }
      part('found').textContent = foundOf(shown.length, rows.length)
    },
    openAll(wanted) {
      for (const row of shown) {
        if (wanted) opened.add(row)
        else opened.delete(row)
        const details = made.get(row)?.querySelector('details')
        if (details === undefined || details === null) continue
        if (wanted) open(details, row)
        else details.open = false
      }
    },
    fill() {
      for (const { list } of groups) list.fill()
      // The event by which a row is filled comes too late for the printer.
      for (const row of shown) {
        const details = made.get(row)?.querySelector('details')
        if (details !== undefined && details !== null) fillRow(details, row, filling)
      }
    },
  }
}

/** Known once somebody opens a row. */
function carriersIn(operations: ReportData['operations']): Carriers {
  let known: Map<string, string[]> | undefined
  return (address) => {
    if (known === undefined) {
      known = new Map()
      for (const { id, addresses } of operations)
        for (const carried of addresses) known.set(carried, [...(known.get(carried) ?? []), id])
    }
    return known.get(address) ?? []
  }
}

function groupOf(name: string, title: string, all: readonly Row[], make: (row: Row) => HTMLElement): Group {
  const id = `group-${name}`
  const count = element('span', { class: 'many' })
  const heading = element('h3', { id }, `${title} `, count)
  const rows = element('div', { class: 'rows', role: 'list', 'aria-labelledby': id })
  const section = element('section', { class: 'group', 'aria-labelledby': id }, heading, rows)
  part('groups').append(section)
  return { section, count, rows: all.filter(({ group }) => group === name), list: chunked(rows, make, rowHeight) }
}

function foundOf(some: number, all: number): string {
  const words = all === 1 ? 'change' : 'changes'
  return some === all ? `All ${numeral(all)} ${words}` : `${numeral(some)} of ${numeral(all)} ${words}`
}

export function numeral(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}
