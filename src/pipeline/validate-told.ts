/**
 * `moved:`, `imports:` and `mute:` of butik.yaml against what is declared: addresses that there are not, moves that lead
 * nowhere, ids that cannot be. Pure; what the state and the shop say of them is for the plan (told-state.ts).
 */
import { type AddressId, addressGlob, isAddressId, partsOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { fieldOf } from '../model/field.ts'
import type { Project } from '../model/project.ts'
import type { Provider } from '../model/provider.ts'
import type { Resource } from '../model/resource.ts'
import { didYouMean } from '../model/suggest.ts'
import type { YamlNode } from '../model/yaml.ts'
import { child, textOf } from './config.ts'
import { isDay, linesOf, type ToldLine } from './config-told.ts'
import { idRefusal } from './remote-ids.ts'
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
import { moveProblems } from './validate-moves.ts'

export function toldProblems(
  project: Project,
  providers: ReadonlyMap<string, Provider>,
  resources: ReadonlyMap<AddressId, Resource>,
): Diagnostic[] {
  const { root } = project.configDocument
  const [moved, imports, mute] = ['moved', 'imports', 'mute'].map((name) => child(root, name))
  if (moved === undefined && imports === undefined && mute === undefined) return []
  const kindsOf = (connection: string) =>
    providers.get(project.config.connections.get(connection)?.vendor ?? '')?.kinds ?? []
  const kind = (connection: string, name: string) => kindsOf(connection).find((one) => one.name === name)
  const of: ToldOf = { project, resources, kind, kindsOf }
  return [...moveProblems(linesOf(moved), of), ...importProblems(linesOf(imports), of), ...muteProblems(mute, of)]
}

function importProblems(lines: readonly ToldLine[], of: ToldOf): Diagnostic[] {
  const taken = new Map<string, ToldLine>()
  return lines.flatMap(({ key, value, text }) => {
    if (isLeftOut(key.text, of)) return []
    const unknown = addressProblem(key.text, of)
    if (unknown !== undefined || !isAddressId(key.text)) return unknown === undefined ? [] : [errorAt(key.at, unknown)]
    const address = key.text
    const missing = undeclared(address, of, 'declare it first, then import it')
    if (missing !== undefined) return [errorAt(key.at, missing)]
    const refused = kindRefusal(address, of)
    if (refused !== undefined) return [errorAt(key.at, { code: 'E1524', ...refused })]
    const { connection, kind: name } = partsOf(address)
    const kind = of.kind(connection, name)
    const misfit = kind === undefined ? undefined : idRefusal(text, kind)
    if (misfit !== undefined) return [errorAt(value.at, { code: 'E1524', ...misfit })]
    const other = taken.get(`${connection}/${name}/${text}`)
    taken.set(`${connection}/${name}/${text}`, { key, value, text })
    if (other === undefined) return []
    const summary = `the id ${text} is imported twice, by ${other.key.text} too`
    const detail = `the other line is at ${placeOf(other.key.at)}`
    return [errorAt(value.at, { code: 'E1524', summary, detail, hint: 'an object answers to one address' })]
  })
}

function muteProblems(node: YamlNode | undefined, of: ToldOf): Diagnostic[] {
  if (node?.type !== 'list') return []
  return node.items.flatMap((item) => {
    const [address, field, until] = ['address', 'field', 'until'].map((name) => child(item, name))
    return [...dayProblems(until), ...reachProblems(address, field, of)]
  })
}

function dayProblems(node: YamlNode | undefined): Diagnostic[] {
  const text = textOf(node)
  if (node === undefined || text === undefined || isDay(text)) return []
  const summary = `"${text}" is not a day that there is`
  return [errorAt(node.at, { code: 'E1527', summary, hint: 'write a day such as 2026-12-31' })]
}

function reachProblems(node: YamlNode | undefined, fieldNode: YamlNode | undefined, of: ToldOf): Diagnostic[] {
  const text = textOf(node)
  if (node === undefined || text === undefined || isLeftOut(text, of)) return []
  const matched = matchedBy(text, of)
  if (matched.length === 0) {
    const plain = { code: 'E1201', summary: `${text} matches nothing that is declared`, hint: addressHint } as const
    if (/[*?]/.test(text)) return [errorAt(node.at, plain)]
    const words = addressProblem(text, of) ?? (isAddressId(text) ? undeclared(text, of, addressHint) : undefined)
    return [errorAt(node.at, words ?? plain)]
  }
  const field = textOf(fieldNode)
  if (fieldNode === undefined || field === undefined) return []
  const kinds = new Map(
    matched.flatMap((address) => {
      const { connection, kind: name } = partsOf(address)
      const found = of.kind(connection, name)
      return found === undefined ? [] : [[name, found] as const]
    }),
  )
  if (kinds.size === 0 || [...kinds.values()].some((kind) => fieldOf(kind, field) !== undefined)) return []
  const names = [...kinds.values()].flatMap(({ fields }) => Object.keys(fields))
  const whole = /^([^.[]+)[.[]/.exec(field)?.[1]
  if (whole !== undefined && names.includes(whole))
    return [
      errorAt(fieldNode.at, {
        code: 'E1527',
        summary: `a part of a field cannot be muted: ${field}`,
        hint: `a field is written whole; mute "${whole}"`,
      }),
    ]
  const hint = didYouMean(field, names) ?? `the fields are ${[...new Set(names)].slice(0, 15).join(', ')}`
  return [
    errorAt(fieldNode.at, {
      code: 'E1101',
      summary: `a ${[...kinds.keys()].join(' or ')} has no field "${field}"`,
      hint,
    }),
  ]
}

function matchedBy(text: string, { resources }: ToldOf): AddressId[] {
  if (!/[*?]/.test(text)) return isAddressId(text) && resources.has(text) ? [text] : []
  return [...resources.keys()].filter(addressGlob(text))
}
