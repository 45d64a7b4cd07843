/** The page of a report in the browser. Asks nothing of any network, and makes no markup out of text. */
import { type Chunked, chunked } from './chunked.ts'
import type { OperationRow, ReportData } from './data.ts'
import { bdi, element, part } from './element.ts'
import { listenToFilters } from './filters.ts'
import { type Groups, makeGroups } from './groups.ts'

const data: ReportData = JSON.parse(part('data').textContent ?? '')

function startChanges(): Groups {
  const groups = makeGroups(data)
  listenToFilters(data.rows, groups.show)
  part('open-all').addEventListener('click', () => groups.openAll(true))
  part('close-all').addEventListener('click', () => groups.openAll(false))
  return groups
}

const operationHeight = 52

/** Made when somebody looks. */
function startOperations(): { fill(): void } {
  const list: Chunked<OperationRow> = chunked(part('operation-list'), operationOf, operationHeight)
  let made = false
  const make = (): void => {
    if (!made) list.show(data.operations)
    made = true
  }
  part('operations-fold').addEventListener('toggle', make)
  return {
    fill() {
      make()
      list.fill()
    },
  }
}

function operationOf({ id, connection, operation, role, addresses }: OperationRow): HTMLElement {
  return element(
    'div',
    { role: 'listitem', class: 'operation' },
    bdi(id, 'id'),
    ' ',
    bdi(operation, 'call'),
    ' ',
    element('span', { class: 'quiet' }, bdi(connection, 'path'), ` · ${role}`),
    element('ul', { class: 'carries' }, ...addresses.map((address) => element('li', {}, bdi(address, 'path')))),
  )
}

/** On paper nothing can be opened. What was closed is closed again afterwards. */
function listenToPrinter(parts: readonly { fill(): void }[]): void {
  let opened: HTMLDetailsElement[] = []
  const before = (): void => {
    for (const { fill } of parts) fill()
    const closed = [...document.querySelectorAll('details')].filter((details) => !details.open)
    opened = [...opened, ...closed]
    for (const details of closed) details.open = true
  }
  const after = (): void => {
    for (const details of opened) details.open = false
    opened = []
  }
  addEventListener('beforeprint', before)
  addEventListener('afterprint', after)
  // Also where a print is only looked at, which has no events.
  matchMedia('print').addEventListener('change', ({ matches }) => (matches ? before() : after()))
}

const changes = data.rows.length === 0 ? [] : [startChanges()]
const operations = data.operations.length === 0 ? [] : [startOperations()]
listenToPrinter([...changes, ...operations])
performance.mark('ready')
