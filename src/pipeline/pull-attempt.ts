/**
 * One try to put a shop into files: what is new, where it goes, what moved; written in memory, read back, and compared with the
 * shop. What did not come out as meant is left out of the next try. Writes nothing.
 */
import { join } from 'node:path'
import type { AddressId } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { ReconcilerError } from '../model/errors.ts'
import { byCodeUnit } from '../model/json.ts'
import type { Left } from './author.ts'
import { editedFiles, type RefusedEdit } from './edited-files.ts'
import type { NextState } from './next-state.ts'
import { topLevel } from './plan-change.ts'
import { Asked } from './pull-asked.ts'
import { type Misfit, type MovedFields, toStay, toStayWhole, type Unwritable } from './pull-blame.ts'
import { type Checked, checkPulled } from './pull-check.ts'
import { type Draft, Drafting, refuseTaken, takenTexts, type YamlParts } from './pull-draft.ts'
import { type DeclaredEdits, declaredEdits } from './pull-edits.ts'
import { knownPictures, nextState } from './pull-known.ts'
import { type NewObjects, newObjects, type Wanted } from './pull-objects.ts'
import type { PictureCounts, PullPictures } from './pull-pictures.ts'
import type { Split } from './pull-place.ts'
import { isRead, type ShopSeen } from './pull-read.ts'
import type { Unfit } from './pull-twins.ts'
import type { Sheet } from './sheets.ts'
import type { Connected, World } from './world.ts'

export interface PullOptions {
  /** Names of connections; empty: all that can be read. */
  readonly connections: readonly string[]
  /** A folder below that of butik.yaml, with forward slashes; empty for that folder itself. */
  readonly into: string
  readonly split: Split
  /** Pictures become files, where they are not yet. */
  readonly images?: boolean
  /** Globs over the addresses that resources get; nested ones go with their host. */
  readonly target: readonly string[]
  readonly exclude: readonly string[]
}

export interface PulledFile {
  /** Relative to the folder of butik.yaml. */
  readonly path: string
  /** Absent where there is no such file yet. */
  readonly before?: string
  readonly after: string
}

export interface Pulled {
  /** Sorted by path. Texts that resources name come first, so that no file names one that is not there. */
  readonly files: readonly PulledFile[]
  /** Put into the files, nested ones included; sorted. */
  readonly added: readonly AddressId[]
  /** Declared, and gone from the shop: commented out, but for those that are among `left`. */
  readonly gone: readonly AddressId[]
  /** What of the shop could not be written, or was left as it is in the files, and why. */
  readonly left: readonly { readonly address: AddressId; readonly path?: string; readonly why: string }[]
  /** Edits that could not be made in place. */
  readonly refused: readonly { readonly file: string; readonly path: string; readonly why: string }[]
  readonly unfit: readonly (Unfit & { readonly connection: string })[]
  /** Nothing is written of these kinds, because they were not read whole. */
  readonly unread: readonly { readonly connection: string; readonly kind: string; readonly problem?: Diagnostic }[]
  readonly unmanaged: readonly Unmanaged[]
  /** Absent where they were not asked for. */
  readonly pictures?: PictureCounts
  readonly calls: { readonly [connection: string]: number }
  /** What the state is to be afterwards. */
  readonly next: NextState
  /** What it is to be before the files are written; absent where that is what it is. */
  readonly first?: NextState
  readonly seen: ShopSeen
}

/** What a vendor has and butik does not manage. */
export interface Unmanaged {
  readonly connection: string
  readonly vendor: string
  /** In the vendor's own names, by kind. */
  readonly fields: { readonly [kind: string]: readonly string[] }
  /** Things that can be read with `butik api` only. */
  readonly things: readonly string[]
}

export interface AttemptGiven {
  readonly world: World
  readonly parts: YamlParts
  readonly options: PullOptions
  readonly seen: ShopSeen
  readonly sheets: readonly Sheet[]
  /** Absent where ids of pictures stay ids. */
  readonly pictures: PullPictures | undefined
}

export class Attempt {
  readonly #world: World
  readonly #parts: YamlParts
  readonly #options: PullOptions
  readonly #seen: ShopSeen
  readonly #sheets: readonly Sheet[]
  readonly #pictures: PullPictures | undefined
  readonly #leftOut = new Map<AddressId, string>()
  readonly #leftFields = new Map<AddressId, Map<string, string>>()
  /** Of what is declared: fields that moved and stay as they are written, and why. */
  readonly #stays = new Map<AddressId, Map<string, string>>()
  readonly #takenTexts = new Set<string>()
  #retires = true
  readonly #asked: Asked

  constructor({ world, parts, options, seen, sheets, pictures }: AttemptGiven) {
    this.#pictures = pictures
    this.#sheets = sheets
    this.#world = world
    this.#parts = parts
    this.#options = options
    this.#seen = seen
    this.#asked = new Asked(options)
  }

  /** Undefined where something was written that does not read back: the next attempt leaves it out. */
  async next(): Promise<Pulled | undefined> {
    const found = this.#seen.connected.map(
      (one) => [one, newObjects(this.#seen, one, this.#wanted(), this.#sheets)] as const,
    )
    const { into, split } = this.#options
    const [world, parts, sheets, pictures] = [this.#world, this.#parts, this.#sheets, this.#pictures]
    pictures?.begin(this.#seen.desired.resources.values())
    const drafting = new Drafting({ world, parts, into, split, sheets, pictures, takenTexts: this.#takenTexts })
    const changes: DeclaredEdits[] = []
    for (const [connected, some] of found) {
      drafting.add(connected, some)
      const edits = declaredEdits({
        world,
        seen: this.#seen,
        connected,
        objects: some.objects,
        retires: this.#retires,
        isWanted: this.#asked.isWanted,
        whyStays: (address, field) => this.#stays.get(address)?.get(field),
        pictures,
      })
      drafting.change(edits)
      changes.push(edits)
    }
    this.#asked.refuseIdle(found.reduce((count, [, { unread }]) => count + unread.size, 0))
    const draft = drafting.done()
    const taken = await takenTexts(world, draft)
    for (const path of taken) this.#takenTexts.add(path)
    if (taken.length > 0) return undefined
    await refuseTaken(world, draft)
    const { files, refused } = await this.#filesOf(draft)
    const objects = found.flatMap(([, one]) => one.objects)
    const written = new Map(files.map(({ path, after }) => [path, after]))
    const checked = await checkPulled({ world, seen: this.#seen, objects, changes: written, pictures })
    if (checked.misfits.length > 0) this.#reconsider(checked.misfits, changes)
    for (const one of checked.unwritable) this.#leave(one)
    if (checked.unwritable.length + checked.misfits.length > 0 || this.#givesUp(checked)) return undefined
    return this.#pulled({ found, draft, files, refused, checked, changes })
  }

  /**
   * The files were valid, and would not be: a field that moved stays as it is written where it is to blame, or what is gone from the
   * shop stays, since it is missed elsewhere. Throws E1512 where neither is why.
   */
  #reconsider(misfits: readonly Misfit[], changes: readonly DeclaredEdits[]): void {
    const moved: MovedFields = new Map(changes.flatMap((one) => [...one.moved]))
    const near = toStay(misfits, moved)
    if (near.length === 0 && this.#retires) {
      this.#retires = false
      return
    }
    const all = near.length > 0 ? near : toStayWhole(misfits, moved)
    for (const { address, field, why } of all)
      this.#stays.set(address, (this.#stays.get(address) ?? new Map<string, string>()).set(field, why))
    if (all.length > 0) return
    const [{ summary, source, code } = { summary: '', source: undefined, code: '' }] = misfits.map(({ error }) => error)
    const where = source === undefined ? '' : `${source.file}:${source.line}:${source.column}: `
    throw new ReconcilerError('E1512', `${where}${summary} (${code})`, {
      hint: 'nothing was written; --exclude leaves a resource out of what is pulled',
    })
  }

  #wanted(): Wanted {
    return {
      isWanted: this.#asked.isWanted,
      leftOut: new Set(this.#leftOut.keys()),
      leftFields: new Map([...this.#leftFields].map(([address, fields]) => [address, new Set(fields.keys())])),
    }
  }

  /** True where files of declared pictures make a difference: they are ids again in the next attempt. */
  #givesUp({ diffs }: Checked): boolean {
    let found = false
    for (const [address, fields] of this.#pictures?.held() ?? []) {
      const differing = topLevel(diffs.get(address)?.diff ?? [])
      const why = 'it stays { image_id }: as a file it does not read back as the shop has it'
      for (const field of fields.keys())
        if (differing.includes(field)) found = this.#pictures?.giveUp(address, field, why) === true || found
    }
    return found
  }

  #leave({ address, field, why }: Unwritable): void {
    if (field !== undefined && this.#pictures?.giveUp(address, field, why) === true) return
    if (field === undefined) this.#leftOut.set(address, why)
    else this.#leftFields.set(address, (this.#leftFields.get(address) ?? new Map<string, string>()).set(field, why))
  }

  async #filesOf({ created, edits, texts }: Draft): Promise<Pick<Pulled, 'files' | 'refused'>> {
    const made = [...created].map(([path, after]): PulledFile => ({ path, after }))
    const edited = await editedFiles({
      edits,
      sheets: this.#sheets,
      parts: this.#parts,
      read: (path) => this.#textOf(path),
    })
    const files = [...made, ...edited.files]
    const refused = edited.refused.map((one) => refusal(one.file, one))
    for (const [path, after] of texts) {
      const before = await this.#textOf(path)
      if (after !== before) files.push({ path, before, after })
    }
    const isYaml = ({ path }: PulledFile) => Number(/\.ya?ml$/.test(path))
    files.sort((a, b) => isYaml(a) - isYaml(b) || byCodeUnit(a.path, b.path))
    return { files, refused }
  }

  async #textOf(path: string): Promise<string> {
    return new TextDecoder().decode(await this.#world.files.read(join(this.#world.project.root, path)))
  }

  #pulled(made: Made): Pulled {
    const { found, draft, files, refused, checked, changes } = made
    const { observed } = this.#seen
    const first = knownPictures(this.#seen, this.#pictures)
    return {
      files,
      refused,
      added: [...checked.desired.resources.keys()].filter((address) => !this.#seen.desired.resources.has(address)),
      gone: changes.flatMap(({ gone }) => gone).sort(byCodeUnit),
      left: [
        ...draft.left.map(shownLeft),
        ...this.#leftLines(),
        ...changes.flatMap(({ kept }) => kept),
        ...(this.#pictures?.left() ?? []),
      ],
      unfit: found.flatMap(([, { connection, unfit }]) => unfit.map((one) => ({ ...one, connection }))),
      unread: found.flatMap(([, { connection, unread }]) =>
        [...unread].map(([kind, problem]) => ({ connection, kind, ...(problem === undefined ? {} : { problem }) })),
      ),
      unmanaged: found.map(([connected]) => unmanagedOf(connected)),
      ...(this.#pictures === undefined ? {} : { pictures: this.#pictures.counts() }),
      calls: Object.fromEntries(observed.calls),
      next: nextState(this.#seen, checked),
      ...(first === undefined ? {} : { first }),
      seen: this.#seen,
    }
  }

  #leftLines(): Pulled['left'][number][] {
    const fields = [...this.#leftFields].flatMap(([address, some]) =>
      [...some].map(([path, why]) => ({ address, path, why })),
    )
    return [...[...this.#leftOut].map(([address, why]) => ({ address, why })), ...fields]
  }
}

interface Made extends Pick<Pulled, 'files' | 'refused'> {
  readonly found: readonly (readonly [Connected, NewObjects])[]
  readonly draft: Draft
  readonly checked: Checked
  readonly changes: readonly DeclaredEdits[]
}

function shownLeft({ address, path, why }: Left & { readonly address: AddressId }): Pulled['left'][number] {
  return { address, path, why }
}

function refusal(file: string, { edit, why }: RefusedEdit): Pulled['refused'][number] {
  return { file, path: edit.path.join('.'), why }
}

function unmanagedOf({ config, provider }: Connected): Unmanaged {
  const kinds = new Set(provider.kinds.filter((kind) => isRead(kind, provider.kinds)).map(({ name }) => name))
  const managed = new Set(provider.kinds.map(({ name }) => name))
  const lists = provider.api.operations.filter(({ id, writes }) => !writes && id.endsWith('.list'))
  const things = lists.map(({ id }) => id.slice(0, -'.list'.length)).filter((name) => !managed.has(name))
  return {
    connection: config.name,
    vendor: config.vendor,
    fields: Object.fromEntries(
      provider.kinds.flatMap(({ name, unread = [] }) => (kinds.has(name) && unread.length > 0 ? [[name, unread]] : [])),
    ),
    things: [...new Set(things)],
  }
}
