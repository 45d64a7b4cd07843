/**
 * What a plan that takes a run back leaves in the files: as long as they say what is undone, the next plan does it again.
 * So each place is named, with what to write there. Pure; it edits nothing.
 */
import { type AddressId, partsOf } from '../model/address.ts'
import type { Diagnostic, SourceRange } from '../model/diagnostic.ts'
import { type Field, fieldOf } from '../model/field.ts'
import { isJsonObject, type Json, sameJson } from '../model/json.ts'
import type { Change, FieldChange } from '../model/plan.ts'
import type { Project } from '../model/project.ts'
import type { Kind } from '../model/provider.ts'
import type { DesiredState, Resource } from '../model/resource.ts'
import type { YamlNode } from '../model/yaml.ts'
import type { Binding } from './bind.ts'
import { same } from './compare.ts'
import { isBelow, localise } from './spec.ts'
import type { Undo } from './undo.ts'

export interface EditInput {
  readonly project: Project
  readonly declared: DesiredState
  readonly undo: Undo
  readonly binding: Binding
  readonly kind: (address: AddressId) => Kind | undefined
  readonly secretKey: string
}

export function editsFor(changes: readonly Change[], input: EditInput): Diagnostic[] {
  return changes.flatMap((change): Diagnostic[] => {
    const declared = input.declared.resources.get(change.address)
    const kind = input.kind(change.address)
    if (kind === undefined) return []
    const isUpdate = change.action === 'update' || change.action === 'replace' || change.action === 'adopt'
    if (change.action === 'delete') return declared === undefined ? [] : takeOut(change, declared, changes, kind)
    if (declared === undefined) return change.action === 'forget' ? [] : declareAgain(change, changes, kind)
    return isUpdate ? fieldEdits(change, declared, kind, input) : []
  })
}

/** Nested ones go with the block that they stand in. */
function isNested(address: AddressId, kind: Kind, others: readonly Change[], action: Change['action']): boolean {
  const { key } = partsOf(address)
  const hosts = others.filter((other) => other.action === action && other.address !== address)
  return hosts.some((host) => isBelow(key, host.address, kind))
}

function takeOut({ address }: Change, { source }: Resource, changes: readonly Change[], kind: Kind): Diagnostic[] {
  if (isNested(address, kind, changes, 'delete')) return []
  const { key } = partsOf(address)
  return [edit(address, source, `${key} is still declared`, `take ${lastOf(key)} out, with all below it`)]
}

/** Where it stood is not known; its block is in the history of the files. */
function declareAgain({ address, entry, action }: Change, changes: readonly Change[], kind: Kind): Diagnostic[] {
  if (kind.within !== undefined || isNested(address, kind, changes, action)) return []
  const { key } = partsOf(address)
  const fields = Object.entries(entry?.applied ?? {}).flatMap(([name, value]) => {
    const field = fieldOf(kind, name)
    return field?.shape === 'scalar' && !isJsonObject(value) ? [`${name}: ${yamlOf(value, field)}`] : []
  })
  const others = Object.keys(entry?.applied ?? {}).length - fields.length
  const more = others === 0 ? '' : `, and what else it had (${others} ${others === 1 ? 'key' : 'keys'})`
  const section = kind.section === undefined ? '' : ` below ${kind.section}:`
  const block = `${lastOf(key)}: { ${fields.join(', ')} }`
  return [edit(address, undefined, `${key} is not declared any more`, `declare it again${section}  ${block}${more}`)]
}

function fieldEdits(change: Change, declared: Resource, kind: Kind, input: EditInput): Diagnostic[] {
  const { address } = change
  const { project, binding, undo, secretKey } = input
  const node = nodeOf(project, declared.source)
  const unmanaged = undo.unmanaged.get(address) ?? []
  return [...(undo.only.get(address) ?? [])].flatMap((name): Diagnostic[] => {
    const field = fieldOf(kind, name)
    const written = declared.spec[name]
    const back = undo.desired.resources.get(address)?.spec[name]
    if (field === undefined || written === undefined || back === undefined) return []
    const idOf = (one: AddressId) => binding.bound.get(one)?.remoteId
    if (same(field, localise(written, idOf), localise(back, idOf), { secretKey })) return []
    if (unmanaged.includes(name)) {
      const place = placeOf(node, [name]) ?? declared.source
      return [edit(address, place, `${name} was not in the files before`, `take ${name} out`)]
    }
    const own = change.diff.filter(({ path }) => path.split(/[.[]/)[0] === name)
    return own.map((part) => partEdit(address, part, field, placeOf(node, stepsOf(part.path)) ?? declared.source))
  })
}

function partEdit(
  address: AddressId,
  { path, before, after }: FieldChange,
  field: Field,
  place: SourceRange,
): Diagnostic {
  const said = before === undefined ? '' : `: ${yamlOf(before, partOf(field, path))}`
  const summary = `${path} still says what is undone${said}`
  if (field.shape === 'images')
    return edit(address, place, summary, `write images as they were (the shop keeps them by image_id)`)
  if (after === undefined) return edit(address, place, summary, `take ${path} out`)
  return edit(address, place, summary, `write ${path}: ${yamlOf(after, partOf(field, path))}`)
}

function edit(address: AddressId, source: SourceRange | undefined, summary: string, hint: string): Diagnostic {
  return { severity: 'warning', code: 'N1030', summary, hint, address, ...(source === undefined ? {} : { source }) }
}

/** The node of a resource, found by the place that it was declared at. */
function nodeOf(project: Project, at: SourceRange): YamlNode | undefined {
  const document = project.documents.find(({ file }) => file === at.file)
  const stack = document?.root === undefined ? [] : [document.root]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (sameJson({ ...node.at }, { ...at })) return node
    if (node.type === 'map') for (const { value } of node.pairs.values()) stack.push(value)
    else if (node.type === 'list') stack.push(...node.items)
  }
  return undefined
}

/** `stock_settings[colour.oak].price` → its steps. */
function stepsOf(path: string): string[] {
  return path.split(/\.(?![^[]*\])|\[|\]/).filter((step) => step !== '')
}

/** As deep as the steps lead: the value, or what holds it. */
function placeOf(root: YamlNode | undefined, steps: readonly string[]): SourceRange | undefined {
  let node = root
  for (const step of steps) {
    const next: YamlNode | undefined =
      node?.type === 'map'
        ? node.pairs.get(step)?.value
        : node?.type === 'list'
          ? elementOf(node.items, step)
          : undefined
    if (next === undefined) break
    node = next
  }
  return node?.at
}

/** The element that says all the words of its name: `colour.oak` is the one with the attribute colour and the value oak. */
function elementOf(items: readonly YamlNode[], name: string): YamlNode | undefined {
  const words = name.split('.')
  return items.find((item) => {
    if (item.type !== 'map') return false
    const texts = [...item.pairs.values()].map(({ value }) => (value.type === 'scalar' ? value.text : ''))
    return texts.includes(name) || words.every((word) => texts.includes(word))
  })
}

function lastOf(key: string): string {
  return key.slice(key.lastIndexOf('.') + 1)
}

function partOf(field: Field, path: string): Field | undefined {
  const last = stepsOf(path).at(-1) ?? ''
  const of = field.shape === 'list' ? field.of : field
  const part = of.shape === 'object' ? of.fields[last] : undefined
  return (
    part ??
    (field.shape === 'scalar' || field.shape === 'reference' ? field : field.shape === 'list' ? field.of : undefined)
  )
}

const plainText = /^[\p{L}][\p{L}\p{N} _.,/@+-]*[\p{L}\p{N}.]$|^[\p{L}]$/u
const ambiguous = /^(true|false|null|yes|no|on|off|y|n|~)$/i

/** A value as it is written in YAML, in one line; references by their keys. */
export function yamlOf(value: Json, field: Field | undefined): string {
  if (value === null) return 'null'
  if (typeof value === 'boolean' || typeof value === 'number') return String(value)
  if (typeof value === 'string') return textOf(value, field)
  if (Array.isArray(value))
    return `[${value.map((item) => yamlOf(item, field?.shape === 'list' ? field.of : field)).join(', ')}]`
  if (!isJsonObject(value)) return 'null'
  const fields = field?.shape === 'object' ? field.fields : {}
  const parts = Object.entries(value).map(([name, part]) => `${name}: ${yamlOf(part, fields[name])}`)
  return `{ ${parts.join(', ')} }`
}

function textOf(value: string, field: Field | undefined): string {
  const id = /^id:(\S+)$/.exec(value)
  const refers =
    field === undefined || field.shape === 'reference' || (field.shape === 'scalar' && field.type === 'any')
  if (refers && id !== null) return `{ id: ${id[1]} }`
  if (refers && /^[^/\s]+\/[a-z_]+\/\S+$/.test(value)) return lastOf(value.slice(value.lastIndexOf('/') + 1))
  const isNumber = /^-?\d+(\.\d+)?$/.test(value)
  const takesNumbers = field?.shape !== 'scalar' || field.type !== 'text'
  if (isNumber && takesNumbers) return value
  return plainText.test(value) && !ambiguous.test(value) ? value : JSON.stringify(value)
}
