/**
 * What is declared already × what moved in the shop → edits in place: values that moved, what is new inside a resource, and
 * what is there no more, commented out. What cannot stand at its place as plain YAML is told and left. Pure.
 */
import { posix } from 'node:path'
import { type AddressId, addressGlob, addressId } from '../model/address.ts'
import type { Kind } from '../model/provider.ts'
import type { Resource, Spec } from '../model/resource.ts'
import type { Edit, Written } from '../model/written.ts'
import type { Document, YamlNode } from '../model/yaml.ts'
import { authorResource, type Catalogue, catalogueOf, type Keyed } from './author.ts'
import { defaulted } from './defaults.ts'
import { isSheetFile } from './laid-sheets.ts'
import { whyMuted } from './mutes.ts'
import { ofKind } from './of-kind.ts'
import type { MovedFields } from './pull-blame.ts'
import type { NewObject } from './pull-objects.ts'
import type { PullPictures } from './pull-pictures.ts'
import { picturesOfDeclared, type TakenOf } from './pull-pictures-declared.ts'
import type { ShopSeen } from './pull-read.ts'
import { salePlaces } from './sale-place.ts'
import { takenSpec } from './taken-spec.ts'
import { nodeAt } from './validate-problems.ts'
import { holdsVariable } from './variables.ts'
import type { Connected, World } from './world.ts'
import { editsBetween, writtenAt } from './written-edits.ts'
import { meant } from './written-form.ts'
import { parseYaml } from './yaml-parse.ts'

export interface Kept {
  readonly address: AddressId
  readonly path?: string
  readonly why: string
}

export interface DeclaredEdits {
  readonly edits: ReadonlyMap<string, readonly Edit[]>
  /** New content of files that `!file` names, by path relative to the folder of butik.yaml. */
  readonly texts: ReadonlyMap<string, string>
  readonly kept: readonly Kept[]
  /** Declared, and gone from the shop. */
  readonly gone: readonly AddressId[]
  /** Fields that are written as the shop has them now. */
  readonly moved: MovedFields
}

export interface EditInput {
  readonly world: World
  readonly seen: ShopSeen
  readonly connected: Connected
  readonly objects: readonly NewObject[]
  /** False: what is gone from the shop stays in the files, because something else there refers to it. */
  readonly retires: boolean
  isWanted(address: AddressId): boolean
  /** Why a field that moved stays as it is written. */
  whyStays?(address: AddressId, field: string): string | undefined
  /** Files of pictures, where ids become some. */
  readonly pictures?: PullPictures | undefined
  /** The command, as it is named above what is commented out; `pull` unless given. */
  readonly by?: 'accept'
}

const stillNeeded = 'it is gone from the shop, and the files refer to it'

export function declaredEdits(input: EditInput): DeclaredEdits {
  return new Editing(input).made()
}

class Editing {
  readonly #input: EditInput
  readonly #connection: string
  readonly #edits = new Map<string, Edit[]>()
  readonly #texts = new Map<string, string>()
  readonly #kept: Kept[] = []
  readonly #gone: AddressId[] = []
  /** As their files have them, before variables and overrides. */
  readonly #roots = new Map<string, YamlNode | undefined>()
  /** The documents with the defaults laid over their resources, once they are asked for. */
  #defaulted: readonly Document[] | undefined
  /** What the shop has no more, as it is written above what is commented out. */
  readonly #why: string

  constructor(input: EditInput) {
    this.#input = input
    this.#connection = input.connected.config.name
    const day = input.world.ports.clock.now().toISOString().slice(0, 10)
    this.#why = `gone from the shop, seen ${day} by butik ${input.by ?? 'pull'}`
  }

  made(): DeclaredEdits {
    const { seen, connected, objects } = this.#input
    const prefix = `${this.#connection}/`
    const declared = [...seen.desired.resources.values()].filter(({ address }) => address.startsWith(prefix))
    const moved = this.#taken(declared)
    const isSettled = (address: AddressId, field: string) => !this.#isOverridden(address, field)
    const inFiles = picturesOfDeclared(this.#input, declared, moved, isSettled)
    const taken = new Map([...[...moved].map(([address, { spec }]) => [address, spec] as const), ...inFiles])
    const goneNow = new Set(
      declared.filter(({ address }) => seen.binding.gone.has(address)).map(({ address }) => address),
    )
    const before = catalogueOf(declared.map((one) => this.#keyed(one, one.spec)))
    const there = declared.filter(({ address }) => !(this.#input.retires && goneNow.has(address)))
    const now = there.map((one) => this.#keyed(one, taken.get(one.address) ?? one.spec))
    const after = catalogueOf([...now, ...objects])
    const nested = new Set(
      connected.provider.kinds.filter(({ section }) => section === undefined).map(({ name }) => name),
    )
    const touched = new Set(
      [
        ...[...taken.keys()].map((address) => seen.desired.resources.get(address)),
        ...declared.filter(({ address, kind }) => goneNow.has(address) && nested.has(kind)),
        ...objects.filter(({ kind }) => nested.has(kind)),
      ].flatMap((one) => this.#hostOf(one)),
    )
    for (const kind of connected.provider.kinds) {
      if (kind.section === undefined) {
        if (!this.#input.retires && kind.within === undefined) this.#keepNested(kind, goneNow)
        continue
      }
      for (const [address, resource] of ofKind(seen.desired.resources, this.#connection, kind.name)) {
        if (!this.#input.isWanted(address)) continue
        if (goneNow.has(address)) this.#retire(kind, resource)
        else if (touched.has(address))
          this.#editIn(kind, resource, { before, after, now: taken.get(address) ?? resource.spec })
      }
    }
    return {
      edits: this.#edits,
      texts: this.#texts,
      kept: this.#kept,
      gone: this.#gone,
      moved: new Map([...moved].map(([address, { fields }]) => [address, fields])),
    }
  }

  /** What moved, by address. */
  #taken(declared: readonly Resource[]): ReadonlyMap<AddressId, TakenOf> {
    const { seen } = this.#input
    const taken = new Map<AddressId, TakenOf>()
    const idOf = (address: AddressId) => seen.binding.bound.get(address)?.remoteId
    for (const { address } of declared) {
      const one = seen.diffs.get(address)
      if (one?.bound === undefined) continue
      this.#kept.push(...(one.muted ?? []).map(({ mute }) => ({ address, path: mute.field, why: whyMuted(mute) })))
      if (one.diff.length === 0) continue
      const whyStays = (field: string) => this.#input.whyStays?.(address, field)
      const { spec, fields, kept } = takenSpec(one, seen.entries.get(address), { idOf, whyStays })
      this.#kept.push(...kept.map(({ field, why }) => ({ address, path: field, why })))
      if (fields.length > 0) taken.set(address, { spec, fields })
    }
    return taken
  }

  #keyed({ address, kind, key }: Resource, spec: Spec): Keyed {
    const remoteId = this.#input.seen.binding.bound.get(address)?.remoteId
    return { kind, key, spec, ...(remoteId === undefined ? {} : { remoteId }) }
  }

  /** The resource of a section in which it stands. */
  #hostOf(one: { readonly key: string; readonly kind: string } | undefined): AddressId[] {
    if (one === undefined) return []
    const { kinds } = this.#input.connected.provider
    const [key = ''] = one.key.split('.')
    const kind = kinds.find(({ name }) => name === one.kind)
    if (kind?.section !== undefined) return [addressId(this.#connection, kind.name, key)]
    return kinds.flatMap(({ name, section }) => (section === undefined ? [] : [addressId(this.#connection, name, key)]))
  }

  /** Gone from the shop below something that is still there, and in the files for all that. */
  #keepNested(kind: Kind, gone: ReadonlySet<AddressId>): void {
    const above = this.#sectionAbove(kind)
    for (const [address, { key }] of ofKind(this.#input.seen.desired.resources, this.#connection, kind.name)) {
      const host = addressId(this.#connection, above?.name ?? '', key.split('.')[0] ?? '')
      if (gone.has(address) && !gone.has(host) && this.#input.isWanted(host))
        this.#kept.push({ address, why: stillNeeded })
    }
  }

  #sectionAbove(kind: Kind): Kind | undefined {
    if (kind.section !== undefined || kind.reading.by !== 'list-per-parent') return kind
    const { parent } = kind.reading
    const above = this.#input.connected.provider.kinds.find(({ name }) => name === parent.kind)
    return above === undefined ? undefined : this.#sectionAbove(above)
  }

  #retire({ section = '' }: Kind, { address, key, source }: Resource): void {
    this.#gone.push(address)
    if (this.#input.retires) this.#push(source.file, { type: 'retire', path: [section, key], why: this.#why })
    else this.#kept.push({ address, why: stillNeeded })
  }

  #editIn(kind: Kind, resource: Resource, { before, after, now }: Trees): void {
    const { address, key, spec, source } = resource
    const pathOf = (path: string) => posix.relative(posix.dirname(source.file), path)
    const old = authorResource(spec, { kind, key, catalogue: before, pathOf })
    const made = authorResource(now, { kind, key, catalogue: after, pathOf })
    if (old === undefined || made === undefined) return
    this.#kept.push(
      ...made.left.filter(({ path }) => !old.left.some((one) => one.path === path)).map((one) => ({ ...one, address })),
    )
    const root = [kind.section ?? '', key]
    for (const edit of editsBetween(old.written, made.written, root, this.#why)) {
      const path = edit.path.slice(root.length)
      const laid = this.#laidBy(kind, resource, String(path[0]))
      const fit = laid ?? this.#fitted(edit, writtenAt(old.written, path), source.file)
      if (typeof fit === 'string') this.#kept.push({ address, path: path.join('.'), why: fit })
      else if (this.#isOverridden(address, String(path[0]))) {
        const why = 'the environment puts another value in its place, in butik.yaml'
        this.#kept.push({ address, path: path.join('.'), why })
      } else if (fit !== undefined) this.#push(source.file, fit)
    }
  }

  /** The edit as its document takes it; undefined where another file was written; or why there is none. */
  #fitted(edit: Edit, old: Written | undefined, file: string): Edit | undefined | string {
    // What a cell can take is told as it is written: sheet-edits.ts.
    if (isSheetFile(this.#input.world, file)) return edit
    const root = this.#rootOf(file)
    const node = root === undefined ? undefined : nodeAt(root, edit.path.map(String))
    if (node === undefined) return old === undefined ? edit : 'its value stands at another place than here'
    if (edit.type === 'rename' && node.type === 'scalar' && holdsVariable(node.text))
      return `it holds a variable: ${node.text}`
    if (edit.type !== 'set') return edit
    if (node.type === 'map' && old?.type === 'scalar') {
      // `black: { val: Sort }` is as good as `black: Sort`: the part that holds the text is edited.
      const part = [...node.pairs].find(([, { value }]) => value.type === 'scalar' && value.text === old.text)
      return part === undefined ? edit : { ...edit, path: [...edit.path, part[0]] }
    }
    if (node.type !== 'scalar') return edit
    if (node.tag === '!env') return 'it is !env: the value is kept where the variable is set'
    if (holdsVariable(node.text)) return `it holds a variable: ${node.text}`
    const { value } = edit
    if (node.tag !== '!file' || value.type !== 'scalar' || value.as !== 'text') return edit
    const path = posix.join(posix.dirname(file), node.text)
    const text = meant(value.text)
    if ((this.#texts.get(path) ?? text) !== text) return `${path} is the file of several values, which differ now`
    this.#texts.set(path, text)
    return undefined
  }

  /** Why a field is not written in its resource: what it holds comes of a sale, or of a default that counts for others too. */
  #laidBy({ sale, section = '' }: Kind, { key, spec, sales, source }: Resource, field: string): string | undefined {
    const { project, providers } = this.#input.world
    if (sale?.sets === field && sales !== undefined) {
      const places = salePlaces(project.documents, { section, key, field: sale.field })
      return `the days of ${sale.field} say what it is${places.length === 0 ? '' : `, at ${places.join(' and ')}`}`
    }
    if (spec[field] === undefined) return undefined
    const stands = ({ root }: Document) => (root === undefined ? undefined : nodeAt(root, [section, key]))
    const index = project.documents.findIndex((one) => stands(one)?.at.file === source.file)
    const document = project.documents[index]
    const own = document === undefined ? undefined : stands(document)
    if (own?.type !== 'map' || own.pairs.has(field)) return undefined
    this.#defaulted ??= defaulted(project, providers).project.documents
    const laid = this.#defaulted[index]?.root
    const at = laid === undefined ? undefined : nodeAt(laid, [section, key, field])?.at
    return at === undefined
      ? undefined
      : `it is a default, at ${at.file}:${at.line}:${at.column}: change it there, or write it in the resource`
  }

  #isOverridden(address: AddressId, field: string): boolean {
    const overrides = this.#input.world.project.laid?.overrides
    return [...(overrides?.pairs ?? [])].some(
      ([glob, { value }]) => value.type === 'map' && value.pairs.has(field) && addressGlob(glob)(address),
    )
  }

  #rootOf(file: string): YamlNode | undefined {
    if (!this.#roots.has(file)) {
      const document = this.#input.world.project.documents.find((one) => one.file === file)
      this.#roots.set(file, document === undefined ? undefined : parseYaml(file, document.text).root)
    }
    return this.#roots.get(file)
  }

  #push(file: string, edit: Edit): void {
    const edits = this.#edits.get(file)
    if (edits === undefined) this.#edits.set(file, [edit])
    else edits.push(edit)
  }
}

interface Trees {
  readonly before: Catalogue
  readonly after: Catalogue
  /** The spec with what moved. */
  readonly now: Spec
}
