/** The changes of a plan by what they mean to the owner of the shop: what cannot be undone first, then money, texts last. */
import { partsOf } from '../model/address.ts'
import type { Meaning } from '../model/field.ts'
import { byCodeUnit } from '../model/json.ts'
import type { Change, FieldChange, Plan } from '../model/plan.ts'
import { isSecret } from '../model/resource.ts'
import {
  actionWord,
  alarmsOf,
  fieldLine,
  fieldPoint,
  fieldText,
  type Stopped,
  stoppedBy,
  titleOf,
} from './markdown-change.ts'
import { folded, type Part } from './markdown-fit.ts'
import { cell, code, fenced, indented, prose } from './markdown-text.ts'
import { hidden, shown } from './text-value.ts'

/** Fields of what is there already. What is new is told whole, and so is what a person has to do. */
interface Moved {
  readonly change: Change
  readonly field: FieldChange
}

/** Those that must be seen before anything else is. */
export function weightyParts(plan: Plan): Part[] {
  const stopped = stoppedBy(plan.guards)
  const moved = movedIn(plan, stopped)
  const of = (meaning: Meaning): readonly Moved[] => moved.get(meaning) ?? []
  const gone = changesOf(plan, stopped, 'delete', 'replace')
  return [
    {
      row: ['delete', 'deletes'],
      open: `### Deleted in the shop (${gone.length})\n`,
      rows: gone.map((change) => () => gonePoint(change, stopped)),
    },
    amounts('Prices', ['price', 'prices'], steepestFirst(of('price'), stopped), stopped),
    points('Ids and keys', ['id or key', 'ids and keys'], of('identity'), stopped),
    amounts('Stock', ['stock level', 'stock levels'], of('stock'), stopped),
    points('Visibility', ['change of visibility', 'changes of visibility'], of('visibility'), stopped),
    newOnes(plan, stopped),
    byHand(plan, stopped),
  ]
}

export function otherParts(plan: Plan): Part[] {
  const stopped = stoppedBy(plan.guards)
  const moved = movedIn(plan, stopped)
  const of = (meaning: Meaning): readonly Moved[] => moved.get(meaning) ?? []
  const texts = of('text')
  return [
    points('Structure', ['change of structure', 'changes of structure'], of('structure'), stopped),
    points('Images', ['change of images', 'changes of images'], of('image'), stopped),
    points('Other', ['other change', 'other changes'], of('other'), stopped),
    {
      row: ['text', 'texts'],
      ...folded(`Texts (${texts.length})`),
      rows: texts.map((one) => () => textBlock(one, stopped)),
      between: '\n\n',
    },
  ]
}

/** Of a change that is new, whole: for who wants to see every field. */
export function newFields(plan: Plan): Part {
  const created = changesOf(plan, stoppedBy(plan.guards), 'create').filter(({ diff }) => diff.length > 0)
  return {
    row: ['list of fields of what is new', 'lists of fields of what is new'],
    ...folded(`All fields of what is new (${created.length})`),
    rows: created.map((change) => () => {
      const lines = change.diff.flatMap((field) => {
        const { path, value, below } = fieldText(change, field)
        return [`+ ${path}: ${value}`.trimEnd(), ...below]
      })
      return `${titleOf(change)}\n\n${fenced(lines, 'diff')}`
    }),
    between: '\n\n',
  }
}

const quietActions: ReadonlySet<Change['action']> = new Set(['create', 'delete', 'manual'])

function movedIn(plan: Plan, stopped: Stopped): ReadonlyMap<Meaning, readonly Moved[]> {
  const found = new Map<Meaning, Moved[]>()
  for (const change of riskiestFirst(plan.changes, stopped)) {
    if (quietActions.has(change.action)) continue
    for (const field of change.diff) {
      const members = found.get(field.meaning)
      if (members === undefined) found.set(field.meaning, [{ change, field }])
      else members.push({ change, field })
    }
  }
  return found
}

function changesOf(plan: Plan, stopped: Stopped, ...actions: readonly Change['action'][]): Change[] {
  return riskiestFirst(
    plan.changes.filter(({ action }) => actions.includes(action)),
    stopped,
  )
}

const risks: { readonly [risk in Change['risk']]: number } = { high: 0, medium: 1, low: 2 }

function riskiestFirst(changes: readonly Change[], stopped: Stopped): Change[] {
  return changes.toSorted((a, b) => weight(a, stopped) - weight(b, stopped) || byCodeUnit(a.address, b.address))
}

function weight(change: Change, stopped: Stopped): number {
  return (stopped.has(change.address) ? 0 : 3) + risks[change.risk]
}

/** Within one risk, what changes by most. */
function steepestFirst(moved: readonly Moved[], stopped: Stopped): readonly Moved[] {
  const steep = new Map(moved.map((one) => [one, steepness(one)]))
  return moved.toSorted(
    (a, b) => weight(a.change, stopped) - weight(b.change, stopped) || (steep.get(b) ?? 0) - (steep.get(a) ?? 0),
  )
}

function steepness({ change, field }: Moved): number {
  const [mark = ''] = fieldText(change, field).marks
  const [, percent = '0'] = /^[−+]([\d.]+) %$/.exec(mark) ?? []
  return Number(percent)
}

function amounts(title: string, row: Part['row'], moved: readonly Moved[], stopped: Stopped): Part {
  const head = '| what | field | before | after | |\n|---|---|--:|--:|---|'
  return {
    row,
    open: `### ${title} (${moved.length})\n\n${head}`,
    rows: moved.map((one) => () => amountRow(one, stopped)),
  }
}

function amountRow({ change, field }: Moved, stopped: Stopped): string {
  const place = { connection: partsOf(change.address).connection, meaning: field.meaning }
  const value = (of: FieldChange['before'], absent: string): string =>
    field.sensitive || isSecret(of) ? hidden : of === undefined ? absent : cell(shown(of, place))
  const marks = fieldText(change, field).marks.map((mark) => prose(mark))
  const behind = `${marks.join(' · ')}${actionWord(change)}${alarmsOf(change, stopped)}`.replace(/^ · /, '')
  const cells = [
    inTable(titleOf(change)),
    cell(field.path),
    value(field.before, '(none)'),
    value(field.after, '(removed)'),
    inTable(behind),
  ]
  return `| ${cells.join(' | ')} |`
}

function inTable(markdown: string): string {
  return markdown.replaceAll('|', '¦')
}

function points(title: string, row: Part['row'], moved: readonly Moved[], stopped: Stopped): Part {
  return {
    row,
    open: `### ${title} (${moved.length})\n`,
    rows: moved.map(
      ({ change, field }) =>
        () =>
          fieldPoint(change, field, stopped),
    ),
  }
}

function gonePoint(change: Change, stopped: Stopped): string {
  const prices = change.diff
    .filter(({ meaning }) => meaning === 'price')
    .map((field) => ` · ${code(`${field.path} ${before(change, field)}`)}`)
  return `- **${change.action}** ${titleOf(change)}${reasonOf(change)}${prices.join('')}${alarmsOf(change, stopped)}`
}

function before({ address }: Change, { before: value, sensitive, meaning }: FieldChange): string {
  return sensitive || isSecret(value) ? hidden : shown(value, { connection: partsOf(address).connection, meaning })
}

function reasonOf({ reason }: Change): string {
  return reason === '' ? '' : ` · ${prose(reason)}`
}

const telling: ReadonlySet<Meaning> = new Set(['price', 'stock', 'visibility'])
const tellingShown = 6

function newOnes(plan: Plan, stopped: Stopped): Part {
  const created = changesOf(plan, stopped, 'create')
  return {
    row: ['new resource', 'new resources'],
    open: `### New in the shop (${created.length})\n`,
    rows: created.map((change) => () => {
      const fields = change.diff.filter(({ meaning }) => telling.has(meaning))
      const said = fields.slice(0, tellingShown).map((field) => {
        const { path, value } = fieldText(change, field)
        return ` · ${code(`${path} ${value}`)}`
      })
      const more = fields.length > tellingShown ? [' · …'] : []
      return `- ${titleOf(change)}${[...said, ...more].join('')}${alarmsOf(change, stopped)}`
    }),
  }
}

function byHand(plan: Plan, stopped: Stopped): Part {
  const manual = changesOf(plan, stopped, 'manual')
  return {
    row: ['change to do by hand', 'changes to do by hand'],
    open: `### To do by hand (${manual.length})\n`,
    rows: manual.map((change) => () => {
      const lines = change.diff.flatMap((field) => {
        const { path, value, below } = fieldText(change, field)
        return [...(below.length > 0 && value === '' ? [`· ${path}`] : [`· ${path}: ${value}`]), ...below]
      })
      const point = `- ${titleOf(change)}${reasonOf(change)}${alarmsOf(change, stopped)}`
      return lines.length === 0 ? point : `${point}\n\n${indented(fenced(lines, 'diff'))}\n`
    }),
  }
}

function textBlock({ change, field }: Moved, stopped: Stopped): string {
  const { below } = fieldText(change, field)
  const line = fieldLine(change, field, stopped)
  return below.length === 0 ? line : `${line}\n\n${fenced(below, 'diff')}`
}
