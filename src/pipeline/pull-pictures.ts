/**
 * Pictures that a pull puts into files: which are wanted, by what names, and what came of each. What is fetched is a rendition, so
 * it is known by the id of its picture, and its file says so in its name. Writes no file itself, and asks no API.
 */
import { join, posix } from 'node:path'
import { type AddressId, partsOf } from '../model/address.ts'
import { digestOfBytes } from '../model/digest.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import { pictureTypeOf, pictureTypes } from '../model/picture.ts'
import type { PictureSeen } from '../model/ports.ts'
import type { Kind } from '../model/provider.ts'
import { type Asset, isAsset, type Spec } from '../model/resource.ts'
import { bytesNamed, isProblem } from './contents.ts'
import type { World } from './world.ts'

export interface PictureParts {
  /** Without credentials: it may be anybody's host. Rejects with the abort reason only. */
  fetch(url: string, signal: AbortSignal): Promise<Fetched>
  /** A new file below the folder of butik.yaml, whole or not at all. Throws E1501. */
  keep(path: string, bytes: Uint8Array): void
}

export type Fetched =
  | { readonly bytes: Uint8Array; readonly type: string | undefined }
  /** As a sentence goes on behind a colon. */
  | { readonly why: string }

/** Where a spec stands, or is about to. */
export interface PicturePlace {
  readonly address: AddressId
  readonly remoteId: string
  /** The folder of the YAML file, relative to that of butik.yaml; empty for that folder itself. */
  readonly folder: string
}

interface Wish extends PicturePlace {
  readonly field: string
  readonly imageId: string
  /** Its file but for the ending, relative to the folder of butik.yaml. */
  readonly stem: string
  result?: Asset | string
}

export interface LeftPicture {
  readonly address: AddressId
  readonly path: string
  readonly why: string
}

export interface PictureCounts {
  /** Put into files by this run. */
  readonly fetched: number
  /** Whose file an earlier run has left. */
  readonly there: number
  /** Neither yet: what a run that writes would go for. */
  readonly wanted: number
  readonly failed: number
}

/** What is asked for at a time: other people's hosts, and nobody waits for a picture. */
const atOnce = 4
/** A file system takes 255 bytes, and the temporary name beside it is longer. */
const longestKey = 120

export class PullPictures {
  readonly #world: World
  readonly #addresses = new Map<string, string>()
  readonly #wishes = new Map<string, Wish>()
  /** Wishes of this attempt: what it leaves out wants none. */
  readonly #named = new Set<string>()
  readonly #stems = new Map<string, string>()
  readonly #givenUp = new Map<string, LeftPicture>()
  /** Files that resources name, and who does. */
  #users: ReadonlyMap<string, ReadonlySet<AddressId>> = new Map()
  #fetched = 0
  #there = 0

  constructor(world: World) {
    this.#world = world
  }

  /** For `Ports.picture`. */
  readonly seen = ({ connection, kind, remoteId, imageId, url }: PictureSeen): void => {
    this.#addresses.set(placeOf(connection, kind, remoteId, imageId), url)
  }

  /** Before each attempt. `specs` are those that are declared. */
  begin(specs: Iterable<{ readonly address: AddressId; readonly spec: Spec }>): void {
    this.#named.clear()
    if (this.#users.size === 0) this.#users = usersOf(specs)
  }

  /** With files in the place of ids, where there are files by now; itself where there are none. `fields`: all unless given. */
  inFiles(spec: Spec, kind: Pick<Kind, 'fields'>, place: PicturePlace, fields?: ReadonlySet<string>): Spec {
    const changed: { [field: string]: Json } = {}
    for (const field of pictureFields(kind)) {
      const value = spec[field]
      if (!Array.isArray(value) || fields?.has(field) === false) continue
      if (this.#givenUp.has(`${place.address}#${field}`)) continue
      const after = value.map((element) => this.#inFile(element, field, place))
      if (after.some((element, index) => element !== value[index])) changed[field] = after
    }
    return Object.keys(changed).length === 0 ? spec : { ...spec, ...changed }
  }

  #inFile(element: Json, field: string, place: PicturePlace): Json {
    const { image_id: imageId, ...rest } = isJsonObject(element) ? element : { image_id: undefined }
    if (typeof imageId !== 'string') return element
    const name = `${place.address}#${field}#${imageId}`
    const wish = this.#wishes.get(name) ?? { ...place, field, imageId, stem: this.#stemOf(name, place, imageId) }
    this.#wishes.set(name, wish)
    this.#named.add(name)
    return typeof wish.result === 'object' ? { ...wish.result, ...rest } : element
  }

  /** By the id, so that the order may change and a picture come between; the key is for people. */
  #stemOf(name: string, { address, folder }: PicturePlace, imageId: string): string {
    const { connection, kind, key } = partsOf(address)
    const called = (start: string) => posix.join(folder, 'images', `${start}-${imageId}.rendition`)
    const short = called(key.slice(0, longestKey))
    const isFree =
      !this.#stems.has(short) && pictureTypes.every(({ ending }) => this.#isOurs(`${short}.${ending}`, address))
    const stem = isFree ? short : called(`${connection}.${kind}.${key.slice(0, longestKey)}`)
    this.#stems.set(stem, name)
    return stem
  }

  #isOurs(path: string, address: AddressId): boolean {
    const users = this.#users.get(path)
    return users === undefined || (users.size === 1 && users.has(address))
  }

  get #ofNow(): Wish[] {
    return [...this.#named].flatMap((name) => this.#wishes.get(name) ?? [])
  }

  get isWaiting(): boolean {
    return this.#ofNow.some(({ result }) => result === undefined)
  }

  counts(): PictureCounts {
    const failed = this.#ofNow.filter(({ result }) => typeof result === 'string').length
    const wanted = this.#ofNow.filter(({ result }) => result === undefined).length
    return { fetched: this.#fetched, there: this.#there, wanted, failed }
  }

  /** All that the last attempt wanted. What fails stays as it is written, and is told. */
  async fetchAll(parts: PictureParts): Promise<void> {
    const { signal, files, project } = this.#world
    const root = (await files.real(project.root)) ?? project.root
    const waiting = this.#ofNow.filter(({ result }) => result === undefined)
    let [next, done] = [0, 0]
    const work = async (): Promise<void> => {
      for (let wish = waiting[next++]; wish !== undefined; wish = waiting[next++]) {
        signal.throwIfAborted()
        wish.result = (await this.#foundThere(wish, root)) ?? (await this.#fetch(wish, parts))
        done += 1
        this.#tell(wish, done, waiting.length)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    this.#tellFailed(waiting)
  }

  #tellFailed(all: readonly Wish[]): void {
    const failed = all.filter(({ result }) => typeof result === 'string').length
    if (failed === 0) return
    const summary = `${failed} of ${all.length} pictures could not be fetched and stay { image_id }`
    const hint = 'why is said with each; butik pull --images goes on with them'
    this.#world.emit({ type: 'diagnostic', diagnostic: { severity: 'warning', code: 'N1080', summary, hint } })
  }

  #tell({ address }: Wish, objects: number, total: number): void {
    if (objects % 20 !== 0 && objects !== total) return
    this.#world.emit({ type: 'read', connection: partsOf(address).connection, kind: 'picture', objects, total })
  }

  /** An earlier run may have been stopped before it wrote the YAML: each file that it left is whole. */
  async #foundThere({ stem }: Wish, root: string): Promise<Asset | string | undefined> {
    const { files, project } = this.#world
    for (const { ending } of pictureTypes) {
      const path = `${stem}.${ending}`
      if ((await files.real(join(root, path))) === undefined) continue
      const found = await bytesNamed(path, '', { root, files, limit: project.config.limits.file })
      if (isProblem(found)) return found.summary
      if (pictureTypeOf(found.bytes) === undefined) return `${path} is there already, and is no picture`
      this.#there += 1
      return assetOf(path, found.bytes)
    }
    return undefined
  }

  async #fetch({ address, remoteId, imageId, stem }: Wish, parts: PictureParts): Promise<Asset | string> {
    const { connection, kind } = partsOf(address)
    const url = this.#addresses.get(placeOf(connection, kind, remoteId, imageId))
    if (url === undefined) return 'the vendor did not say where it is shown'
    const fetched = await parts.fetch(url, this.#world.signal)
    if ('why' in fetched) return fetched.why
    const type = pictureTypeOf(fetched.bytes)
    if (type === undefined) return `what lies at its address is no picture${said(fetched.type)}`
    const path = `${stem}.${type.ending}`
    parts.keep(path, fetched.bytes)
    this.#fetched += 1
    return assetOf(path, fetched.bytes)
  }

  /** What was found not to read back stays as it is written. False where it has no files. */
  giveUp(address: AddressId, field: string, why: string): boolean {
    if (this.#held(address, field).length === 0) return false
    this.#givenUp.set(`${address}#${field}`, { address, path: field, why })
    for (const [name, wish] of this.#wishes)
      if (wish.address === address && wish.field === field) this.#wishes.delete(name)
    return true
  }

  #held(address: AddressId, field?: string): Wish[] {
    const isOf = (wish: Wish) => wish.address === address && (field === undefined || wish.field === field)
    return this.#ofNow.filter((wish) => isOf(wish) && typeof wish.result === 'object')
  }

  /** Fields with files of this run, by address. */
  held(): ReadonlyMap<AddressId, ReadonlyMap<string, ReadonlyMap<string, Asset>>> {
    const all = new Map<AddressId, Map<string, Map<string, Asset>>>()
    for (const { address, field, imageId, result } of this.#ofNow) {
      if (typeof result !== 'object') continue
      const fields = all.get(address) ?? new Map<string, Map<string, Asset>>()
      all.set(address, fields.set(field, (fields.get(field) ?? new Map<string, Asset>()).set(imageId, result)))
    }
    return all
  }

  /** What stays an id, and why. */
  left(): LeftPicture[] {
    const failed = this.#ofNow.flatMap(({ address, field, imageId, result }) =>
      typeof result === 'string'
        ? [{ address, path: `${field}[#${imageId}]`, why: `it stays { image_id }: ${result}` }]
        : [],
    )
    return [...failed, ...this.#givenUp.values()]
  }
}

/** Fields of pictures whose owner is the files. */
export function pictureFields({ fields }: Pick<Kind, 'fields'>): string[] {
  return Object.entries(fields).flatMap(([name, { shape, owner = 'ours' }]) =>
    shape === 'images' && owner === 'ours' ? [name] : [],
  )
}

function placeOf(connection: string, kind: string, remoteId: string, imageId: string): string {
  return [connection, kind, remoteId, imageId].join('\u0000')
}

function assetOf(path: string, bytes: Uint8Array): Asset {
  return { asset: { path, sha256: digestOfBytes(bytes), bytes: bytes.byteLength } }
}

function said(type: string | undefined): string {
  return type === undefined || type === '' ? '' : ` (${type})`
}

function usersOf(
  specs: Iterable<{ readonly address: AddressId; readonly spec: Spec }>,
): ReadonlyMap<string, ReadonlySet<AddressId>> {
  const users = new Map<string, Set<AddressId>>()
  const walk = (value: Json, address: AddressId): void => {
    if (isAsset(value)) users.set(value.asset.path, (users.get(value.asset.path) ?? new Set()).add(address))
    else if (Array.isArray(value)) for (const part of value) walk(part, address)
  }
  for (const { address, spec } of specs) for (const value of Object.values(spec)) walk(value, address)
  return users
}
