/** What is about to be declared → the files that declare it: new ones, and edits of those that are there. Pure. */
import { join, posix } from 'node:path'
import type { AddressId } from '../model/address.ts'
import { ReconcilerError } from '../model/errors.ts'
import { byCodeUnit } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import type { Edit, Written, WrittenMap } from '../model/written.ts'
import type { Document } from '../model/yaml.ts'
import { authorResource, type Catalogue, type Left } from './author.ts'
import type { TextParts } from './edited-files.ts'
import { refuseUnread } from './load.ts'
import type { DeclaredEdits } from './pull-edits.ts'
import type { NewObject, NewObjects } from './pull-objects.ts'
import type { PullPictures } from './pull-pictures.ts'
import { Placer, type Split } from './pull-place.ts'
import { withTextFiles } from './pull-texts.ts'
import type { Sheet } from './sheets.ts'
import type { Connected, World } from './world.ts'
import { textual } from './written-form.ts'

/** What author/ does for it: text in, text out. */
export interface YamlParts extends TextParts {
  /** A whole document. */
  write(map: WrittenMap): string
  /** The first line of a file, for editors. `schema`: `vendors/shoporama`. */
  head(file: string, schema: string): string
}

export interface Draft {
  /** New files, by path relative to the folder of butik.yaml. */
  readonly created: ReadonlyMap<string, string>
  readonly edits: ReadonlyMap<string, readonly Edit[]>
  /** Files that `!file` names, and what they are to hold. */
  readonly texts: ReadonlyMap<string, string>
  readonly left: readonly (Left & { readonly address: AddressId })[]
}

export interface DraftInput {
  readonly world: World
  readonly parts: YamlParts
  readonly into: string
  readonly split: Split
  readonly sheets: readonly Sheet[]
  readonly pictures: PullPictures | undefined
  /** Paths at which a text of somebody's stands: a new one gets another name. */
  readonly takenTexts: ReadonlySet<string>
}

interface NewFile {
  readonly connection: string
  readonly vendor: string
  readonly sections: Map<string, Map<string, Written>>
}

export class Drafting {
  readonly #input: DraftInput
  readonly #files = new Map<string, NewFile>()
  readonly #texts = new Map<string, string>()
  readonly #changed = new Map<string, string>()
  readonly #edits = new Map<string, Edit[]>()
  readonly #left: (Left & { readonly address: AddressId })[] = []
  readonly #documents: ReadonlyMap<string, Document>

  constructor(input: DraftInput) {
    this.#input = input
    this.#documents = new Map(input.world.project.documents.map((document) => [document.file, document]))
  }

  /** Sections in the order of the kinds, resources by their keys. */
  add(connected: Connected, found: NewObjects): void {
    const { world, into, split } = this.#input
    const { project, providers } = world
    const { connection, catalogue, objects } = found
    const placer = new Placer({ project, providers, connection, catalogue, into, split })
    for (const kind of connected.provider.kinds) {
      const { section } = kind
      if (section === undefined) continue
      const mine = objects.filter((object) => object.kind === kind.name).sort((a, b) => byCodeUnit(a.key, b.key))
      for (const object of mine) {
        const place = placer.placeOf(kind, object.key, object.spec)
        const written = this.#written(object, kind, place.file, catalogue)
        if (written !== undefined) this.#put(connected, section, object, { ...place, written })
      }
    }
  }

  /** As it is written into this file, with its texts and pictures beside it. Undefined where nothing of it is. */
  #written(object: NewObject, kind: Kind, file: string, catalogue: Catalogue): WrittenMap | undefined {
    const { project } = this.#input.world
    const { address, remoteId, key } = object
    const named = posix.dirname(file)
    const folder = named === '.' ? '' : named
    // A cell holds its text itself, and of a picture what its column is for.
    const isInSheet = this.#input.sheets.some((one) => one.document === file && one.section === kind.section)
    const pictures = isInSheet ? undefined : this.#input.pictures
    const spec = pictures?.inFiles(object.spec, kind, { address, remoteId, folder }) ?? object.spec
    const pathOf = (path: string) => posix.relative(folder, path)
    const authored = authorResource(spec, { kind, key, catalogue, pathOf })
    if (authored === undefined) return undefined
    this.#left.push(...authored.left.map((one) => ({ ...one, address })))
    if (isInSheet) return authored.written
    const { written, files } = withTextFiles(authored.written, {
      kind,
      key,
      folder,
      remoteId,
      limit: project.config.limits.file,
      isTaken: (path) => this.#texts.has(path) || this.#input.takenTexts.has(path),
    })
    for (const [path, text] of files) this.#texts.set(path, text)
    return written
  }

  /** Edits of what is declared already. */
  change({ edits, texts }: DeclaredEdits): void {
    for (const [file, some] of edits) for (const edit of some) this.#edit(file, edit)
    for (const [path, text] of texts) this.#changed.set(path, text)
  }

  done(): Draft {
    const created = new Map(this.#texts)
    for (const [file, one] of this.#files) created.set(file, this.#textOf(file, one))
    return { created, edits: this.#edits, texts: this.#changed, left: this.#left }
  }

  #put(
    { config }: Connected,
    section: string,
    { key }: NewObject,
    { file, after, written }: { readonly file: string; readonly after?: string; readonly written: WrittenMap },
  ): void {
    const document = this.#documents.get(file)
    if (document !== undefined) {
      const has = document.root?.type === 'map' && document.root.pairs.get(section)?.value.type === 'map'
      const path = has ? [section, key] : [section]
      const value: Written = has ? written : { type: 'map', pairs: new Map([[key, written]]) }
      if (!has) this.#addSection(file, section, value)
      else this.#edit(file, { type: 'set', path, value, ...(after === undefined ? {} : { after }) })
      return
    }
    const known = this.#files.get(file) ?? { connection: config.name, vendor: config.vendor, sections: new Map() }
    const pairs = known.sections.get(section) ?? new Map<string, Written>()
    this.#files.set(file, known)
    known.sections.set(section, pairs.set(key, written))
  }

  /** Of several new resources in a section that the file has not yet, one edit is made. */
  #addSection(file: string, section: string, value: WrittenMap): void {
    const edits = this.#edits.get(file) ?? []
    const at = edits.findIndex(({ path }) => path.length === 1 && path[0] === section)
    const there = edits[at]
    if (there?.type === 'set' && there.value.type === 'map')
      edits[at] = { ...there, value: { type: 'map', pairs: new Map([...there.value.pairs, ...value.pairs]) } }
    else this.#edit(file, { type: 'set', path: [section], value })
  }

  #edit(file: string, edit: Edit): void {
    const edits = this.#edits.get(file)
    if (edits === undefined) this.#edits.set(file, [edit])
    else edits.push(edit)
  }

  #textOf(file: string, { connection, vendor, sections }: NewFile): string {
    const { world, parts } = this.#input
    const isOnly = world.project.config.connections.size === 1
    const named: [string, Written][] = isOnly ? [] : [['connection', textual(connection)]]
    const pairs = [...sections].map(([section, resources]): [string, Written] => [
      section,
      { type: 'map', pairs: resources },
    ])
    return `${parts.head(file, `vendors/${vendor}`)}${parts.write({ type: 'map', pairs: new Map([...named, ...pairs]) })}`
  }
}

/** New texts whose place has another text already: what is gone from the shop has left it, or somebody wrote it. */
export async function takenTexts(world: World, { created }: Draft): Promise<readonly string[]> {
  const taken = await Promise.all(
    [...created].map(async ([path, text]) => [path, await isTaken(world, path, text)] as const),
  )
  return taken.flatMap(([path, is]) => (is && !isYaml(path) ? [path] : []))
}

/** Throws E1511 where one of the new files is there already, and E1503 where no run would read it. */
export async function refuseTaken(world: World, { created }: Draft): Promise<void> {
  for (const [path, text] of created) {
    if (!(await isTaken(world, path, text))) continue
    throw new ReconcilerError('E1511', `${path} is there already, with something else in it`, {
      hint: 'nothing was written; move it away, or pull into another folder: --into DIR',
    })
  }
  // The others are texts, and named by these.
  for (const path of created.keys()) if (isYaml(path)) refuseUnread(world.project.config, path)
}

async function isTaken({ files, project }: World, path: string, text: string): Promise<boolean> {
  const full = join(project.root, path)
  if ((await files.size(full)) === undefined) return false
  return new TextDecoder().decode(await files.read(full)) !== text
}

function isYaml(path: string): boolean {
  return path.endsWith('.yaml')
}
