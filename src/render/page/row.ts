/** One change: a line that says what it is, and on demand all of it. */
import type { FieldRow, ReportData, Row } from './data.ts'
import { bdi, element } from './element.ts'
import { causeOf, fieldTable, markOf, pairOf, spoken } from './fields.ts'

const signs: { readonly [action in Row['action']]: string } = {
  create: '+',
  update: '~',
  replace: '±',
  delete: '−',
  adopt: '→',
  forget: '·',
  manual: '!',
}

const outcomes: { readonly [outcome in NonNullable<Row['outcome']>]: string } = {
  succeeded: 'succeeded',
  failed: 'failed',
  skipped: 'skipped',
  'in-doubt': 'in doubt',
}

const leads = 2
const longestLead = 36

export function rowOf(row: Row): HTMLElement {
  const { action, key, name = '', connection, kind } = row
  const title = element(
    'span',
    { class: 'title' },
    bdi(key, 'key'),
    ' ',
    bdi(name, 'name'),
    element('span', { class: 'kind' }, spoken(', '), `${connection}/${kind}`),
  )
  const summary = element(
    'summary',
    {},
    element(
      'span',
      { class: 'action', 'data-action': action },
      element('span', { class: 'sign', 'aria-hidden': 'true' }, signs[action]),
      element('span', {}, action === 'manual' ? 'by hand' : action),
    ),
    title,
    element('span', { class: 'lead' }, ...leadOf(row)),
    element('span', { class: 'badges' }, ...badgesOf(row)),
  )
  return element('div', { class: 'row', role: 'listitem' }, element('details', {}, summary))
}

/** Ids of the operations that carry an address. */
export type Carriers = (address: string) => readonly string[]

export interface Filling {
  readonly pictures: ReportData['pictures']
  readonly carriers: Carriers
}

/** Fills it the first time. */
export function fillRow(details: HTMLDetailsElement, row: Row, { pictures, carriers }: Filling): void {
  if (details.childElementCount > 1) return
  details.append(
    element(
      'div',
      { class: 'body' },
      element('p', { class: 'reason' }, row.reason),
      ...(row.message === undefined ? [] : [element('p', { class: 'message' }, row.message)]),
      ...(row.fields.length === 0 ? [] : [fieldTable(row.fields, pictures)]),
      element('dl', { class: 'facts' }, ...factsOf(row, carriers)),
    ),
  )
}

function leadOf({ fields, action }: Row): Node[] {
  const top = fields[0]?.meaning
  // What is made, or goes altogether, has no old and new: its price is what a reader looks for.
  const wanted = fields.filter(({ meaning, view }) => meaning === top || (view.is === 'fresh' && meaning === 'price'))
  const told = (action === 'create' ? wanted.filter(({ meaning }) => meaning === 'price') : wanted).slice(0, leads)
  const more = fields.length - told.length
  return [
    ...told.map(leadField),
    ...(more === 0
      ? []
      : [
          element(
            'span',
            { class: 'quiet' },
            `${told.length === 0 ? '' : '+ '}${more} ${more === 1 ? 'field' : 'fields'}`,
          ),
        ]),
  ]
}

function leadField({ path, mark, view }: FieldRow): HTMLElement {
  const values = element('span', { class: 'field' }, bdi(path, 'path'))
  if (view.is === 'pair' && view.before.length + view.after.length <= longestLead)
    values.append(' ', pairOf(view.before, view.after))
  else if (view.is === 'fresh' && view.text.length <= longestLead) values.append(' ', bdi(view.text, 'value'))
  else if (view.is === 'text') values.append(' ', element('span', { class: 'quiet' }, view.said))
  else if (view.is === 'list')
    values.append(' ', element('span', { class: 'quiet' }, listed(view.added.length, view.removed.length)))
  if (mark !== undefined) values.append(' ', markOf(mark))
  return values
}

function listed(added: number, removed: number): string {
  return [...(added === 0 ? [] : [`+${added}`]), ...(removed === 0 ? [] : [`−${removed}`])].join(' ')
}

function badgesOf({ risk, guards = [], outcome, fields, class: kept }: Row): Node[] {
  const badge = (tone: string, words: string): HTMLElement =>
    element('span', { class: 'badge', 'data-tone': tone }, words)
  const causes = new Set(fields.map(({ cause }) => cause))
  const drift = causes.has('both') ? causeOf('both') : causes.has('drift') ? causeOf('drift') : undefined
  return [
    ...(outcome === undefined ? [] : [badge(outcome === 'succeeded' ? 'go' : 'stop', outcomes[outcome])]),
    ...guards.map((name) => badge('stop', `guard ${name}`)),
    ...(risk === 'low' ? [] : [badge(risk === 'high' ? 'stop' : 'wait', `${risk} risk`)]),
    ...(drift === undefined ? [] : [drift]),
    ...(kept === 'write-only' ? [badge('note', 'drift cannot be seen')] : []),
  ]
}

function factsOf({ connection, kind, key, remoteId = '', needs = [] }: Row, carriers: Carriers): HTMLElement[] {
  const address = `${connection}/${kind}/${key}`
  const fact = (name: string, value: string): HTMLElement[] =>
    value === '' ? [] : [element('div', {}, element('dt', {}, name), element('dd', {}, element('code', {}, value)))]
  return [
    ...fact('Address', address),
    ...fact('Id at the vendor', remoteId),
    ...fact('Operations', carriers(address).join(', ')),
    ...fact('After', needs.join(', ')),
  ]
}
