/** `moved:` of butik.yaml against what is declared. Chains are meant: an environment may be behind another by a move. Pure. */
import { type AddressId, isAddressId, partsOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { ToldLine } from './config-told.ts'
import {
  addressHint,
  addressProblem,
  errorAt,
  isLeftOut,
  kindRefusal,
  placeOf,
  type ToldOf,
  undeclared,
} from './told-words.ts'

interface Line extends ToldLine {
  readonly from: AddressId
  readonly to: AddressId
}

export function moveProblems(lines: readonly ToldLine[], of: ToldOf): Diagnostic[] {
  const found: Diagnostic[] = []
  const good: Line[] = []
  for (const line of lines) {
    const { key, value, text } = line
    if (isLeftOut(text, of) || isLeftOut(key.text, of)) continue
    const problem = formProblem(line, of)
    if (problem !== undefined) found.push(problem)
    else if (isAddressId(key.text) && isAddressId(text)) good.push({ key, value, text, from: key.text, to: text })
  }
  const byFrom = new Map(good.map((line) => [line.from, line]))
  const circles = circlesOf(byFrom)
  const byTo = new Map<AddressId, Line>()
  for (const line of good) {
    if (circles.has(line.from)) continue
    const problem = leadProblem(line, { byFrom, byTo, of })
    if (problem !== undefined) found.push(problem)
  }
  return [...circleProblems(circles, byFrom), ...found]
}

/** Of the two addresses alone. */
function formProblem({ key, value, text }: ToldLine, of: ToldOf): Diagnostic | undefined {
  const newOne = addressProblem(text, of)
  if (newOne !== undefined) return errorAt(value.at, newOne)
  if (!isAddressId(key.text))
    return errorAt(key.at, { code: 'E1520', summary: `"${key.text}" is not an address`, hint: addressHint })
  if (!isAddressId(text)) return undefined
  const [old, now] = [partsOf(key.text), partsOf(text)]
  // A connection that was called otherwise, and is gone from butik.yaml, is what a move may be for.
  const isKnown = of.project.config.connections.has(old.connection)
  if (old.kind !== now.kind || (isKnown && old.connection !== now.connection)) {
    const hint = old.kind === now.kind ? 'an object stays in its shop' : 'an object keeps its kind'
    return errorAt(value.at, { code: 'E1520', summary: `${key.text} cannot become ${text}`, hint })
  }
  const refused = kindRefusal(text, of)
  return refused === undefined ? undefined : errorAt(key.at, { code: 'E1520', ...refused })
}

interface Leads {
  readonly byFrom: ReadonlyMap<AddressId, Line>
  readonly byTo: Map<AddressId, Line>
  readonly of: ToldOf
}

function leadProblem(line: Line, { byFrom, byTo, of }: Leads): Diagnostic | undefined {
  const { key, value, from, to } = line
  const stays = of.resources.get(from)
  if (stays !== undefined)
    return errorAt(key.at, {
      code: 'E1522',
      summary: `${from} is still declared, and is said to have moved to ${to}`,
      detail: `it is declared at ${placeOf(stays.source)}`,
      hint: 'take the resource under the old key out of the files, or this line',
    })
  const other = byTo.get(to)
  byTo.set(to, line)
  if (other !== undefined)
    return errorAt(value.at, {
      code: 'E1521',
      summary: `${from} and ${other.from} cannot both become ${to}`,
      detail: `the other line is at ${placeOf(other.key.at)}`,
      hint: 'an address has one object; one of the two is another resource',
    })
  if (byFrom.has(to)) return undefined
  const missing = undeclared(to, of, 'declare it, or take this line out: what was moved is no more')
  return missing === undefined ? undefined : errorAt(value.at, missing)
}

/** Addresses whose moves come back to them: by each, the circle from there on. */
function circlesOf(byFrom: ReadonlyMap<AddressId, Line>): Map<AddressId, readonly AddressId[]> {
  const circles = new Map<AddressId, readonly AddressId[]>()
  const seen = new Set<AddressId>()
  for (const start of byFrom.keys()) {
    const path: AddressId[] = []
    for (let at: AddressId | undefined = start; at !== undefined && !seen.has(at); at = byFrom.get(at)?.to) {
      seen.add(at)
      path.push(at)
    }
    const end = byFrom.get(path.at(-1) ?? start)?.to
    const begin = end === undefined ? -1 : path.indexOf(end)
    const circle = begin < 0 ? [] : path.slice(begin)
    for (const at of circle) circles.set(at, circle)
  }
  return circles
}

function circleProblems(
  circles: ReadonlyMap<AddressId, readonly AddressId[]>,
  byFrom: ReadonlyMap<AddressId, Line>,
): Diagnostic[] {
  return [...new Set(circles.values())].flatMap((circle) => {
    const [first] = circle
    const line = first === undefined ? undefined : byFrom.get(first)
    if (first === undefined || line === undefined) return []
    const others = circle.slice(1).flatMap((address) => byFrom.get(address)?.key ?? [])
    const places =
      others.length === 0 ? {} : { detail: `the other lines: ${others.map(({ at }) => placeOf(at)).join(', ')}` }
    return [
      errorAt(line.key.at, {
        code: 'E1521',
        summary: `these moves go round in a circle: ${[...circle, first].join(' → ')}`,
        ...places,
        hint: 'keys that are exchanged are told apart by what names their objects: take the lines out',
      }),
    ]
  })
}
