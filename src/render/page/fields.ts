/** The fields of a change, opened: old and new, the lines of a text, pictures. */
import type { FieldRow, FieldView, Line, Picture, ReportData } from './data.ts'
import { bdi, element } from './element.ts'

export function fieldTable(fields: readonly FieldRow[], pictures: ReportData['pictures']): HTMLElement {
  const rows = fields.map((field) =>
    element(
      'tr',
      { 'data-meaning': field.meaning },
      element('th', { scope: 'row' }, bdi(field.path, 'path')),
      element('td', {}, ...contentOf(field, pictures)),
    ),
  )
  return element('table', { class: 'fields' }, element('tbody', {}, ...rows))
}

function contentOf({ mark, cause, view }: FieldRow, pictures: ReportData['pictures']): Node[] {
  const beside: Node[] = []
  if (mark !== undefined) beside.push(markOf(mark))
  const why = causeOf(cause)
  if (why !== undefined) beside.push(why)
  const shown = viewOf(view, pictures)
  // Short values have their marks behind them, long ones before: they would be looked for below.
  return view.is === 'pair' || view.is === 'fresh' ? [...shown, ...beside] : [...beside, ...shown]
}

export function markOf(mark: string): HTMLElement {
  return element('span', { class: 'mark', 'data-way': mark.startsWith('−') ? 'down' : 'up' }, mark)
}

export function causeOf(cause: FieldRow['cause']): HTMLElement | undefined {
  if (cause === undefined) return undefined
  const words = cause === 'drift' ? 'the shop moved' : 'the files and the shop moved'
  return element('span', { class: 'badge', 'data-tone': 'drift' }, words)
}

/** `old → new`, for the ear too. */
export function pairOf(before: string, after: string): HTMLElement {
  return element(
    'span',
    { class: 'pair' },
    element('del', {}, bdi(before, 'value')),
    element('span', { class: 'arrow' }, element('span', { 'aria-hidden': 'true' }, ' → '), spoken(' becomes ')),
    element('ins', {}, bdi(after, 'value')),
  )
}

/** For the ear only. */
export function spoken(words: string): HTMLElement {
  return element('span', { class: 'spoken' }, words)
}

function viewOf(view: FieldView, pictures: ReportData['pictures']): Node[] {
  switch (view.is) {
    case 'pair':
      return [pairOf(view.before, view.after)]
    case 'fresh':
      return [bdi(view.text, 'value')]
    case 'text':
      return [element('span', { class: 'quiet' }, view.said), linesOf(view.lines)]
    case 'list':
      return [
        ...(view.said === '' ? [] : [element('span', { class: 'quiet' }, view.said)]),
        element(
          'ul',
          { class: 'elements' },
          ...view.added.map((text) => elementOf('+', text)),
          ...view.removed.map((text) => elementOf('−', text)),
        ),
      ]
    case 'parts':
      return [
        element(
          'ul',
          { class: 'parts-of-value' },
          ...view.parts.map(({ name, before, after }) =>
            element('li', {}, bdi(name, 'path'), ' ', pairOf(before, after)),
          ),
        ),
      ]
    case 'picture':
      return [
        element(
          'div',
          { class: 'pictures' },
          ...(view.before === undefined ? [] : [pictureOf('before', view.before, pictures)]),
          ...(view.after === undefined ? [] : [pictureOf('after', view.after, pictures)]),
        ),
      ]
  }
}

function elementOf(sign: '+' | '−', text: string): HTMLElement {
  const inner = [
    element('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
    spoken(sign === '+' ? 'added: ' : 'removed: '),
    bdi(text, 'value'),
  ]
  return element('li', {}, element(sign === '+' ? 'ins' : 'del', {}, ...inner))
}

function linesOf(lines: readonly Line[]): HTMLElement {
  return element('div', { class: 'diff', role: 'group', 'aria-label': 'lines that differ' }, ...lines.map(lineOf))
}

function lineOf({ mark, runs }: Line): HTMLElement {
  const sign = mark === '-' ? '−' : mark
  const words = { '+': 'added: ', '-': 'removed: ', ' ': '', '…': '' }[mark]
  const text = runs.map((run) => (typeof run === 'string' ? run : element('mark', {}, run[0])))
  return element(
    'div',
    { class: 'line', 'data-mark': mark },
    element('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
    ...(words === '' ? [] : [spoken(words)]),
    element('bdi', { class: 'text' }, ...text),
  )
}

function pictureOf(
  when: 'before' | 'after',
  { name, description, content }: Picture,
  pictures: ReportData['pictures'],
): HTMLElement {
  const source = Object.hasOwn(pictures, content) ? pictures[content] : undefined
  const frame =
    source === undefined
      ? element('div', { class: 'frame' }, content === '' ? 'only the vendor has it' : 'not in this page')
      : element('img', { src: source, alt: description === '' ? name : description, width: '112', height: '112' })
  return element(
    'figure',
    { 'data-when': when },
    frame,
    element(
      'figcaption',
      {},
      element('span', { class: 'when' }, when),
      bdi(name, 'path'),
      ...(description === '' ? [] : [bdi(description, 'description')]),
    ),
  )
}
