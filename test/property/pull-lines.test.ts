// A random shop is pulled; somebody decorates the files without changing what they say; the owner moves things in the shop; and the next
// pull changes exactly those lines: what belongs to no value that moved is the same byte for byte, and no more fields are written than
// moved.

import { posix } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AddressId, partsOf } from '../../src/model/address.ts'
import type { Pulled } from '../../src/pipeline/pull-attempt.ts'
import { splits } from '../../src/pipeline/pull-place.ts'
import { parseYaml } from '../../src/pipeline/yaml-parse.ts'
import { decorated } from '../support/decorated.ts'
import { butikFor, filesIn, PulledShop } from '../support/pulling.ts'
import { movedBetween } from '../support/text-outside.ts'
import { anyEdit } from '../support/worlds/any-shop.ts'
import { Lab } from '../support/worlds/lab.ts'
import { anyMoves, moved, movedFields, type Rows, rowsOf } from '../support/worlds/owner-moves.ts'
import { filesFor, sectionsOf } from '../support/worlds/shop-files.ts'
import { Chance, seeds, type Tree, treeOfNode } from '../support/yaml-documents.ts'
import { runs } from './setup.ts'

const lab = new Lab()

type Files = Readonly<Record<string, string>>

/** Of these some parts may be written and others not: that none is missed is told by the plan. */
const inParts = /\/(?:stock_settings|attributes|discount|bulk_discount|html_fields|images)$/

const sections: Readonly<Record<string, string>> = {
  supplier: 'suppliers',
  profile: 'profiles',
  profile_attribute: 'profiles',
  profile_attribute_value: 'profiles',
  category: 'categories',
  product: 'products',
  stock: 'products',
}

test('what moved in the shop changes its lines in the files, and no others', async () => {
  let [fields, objects] = [0, 0]
  await fc.assert(
    fc.asyncProperty(
      anyEdit,
      fc.boolean(),
      fc.constantFrom(...splits),
      seeds,
      fc.tuple(anyMoves, anyMoves),
      async ({ one, turns }, isOurs, split, seed, rounds) => {
        const { 'delivery.yaml': _none, ...made } = filesFor(sectionsOf(one, turns[0]), isOurs)
        lab.fresh()
        lab.use({ ...made, 'butik.yaml': butikFor(isOurs) })
        await lab.carryOut(await lab.plan())
        lab.rooms.refill()
        const shop = new PulledShop(lab, { 'butik.yaml': butikFor(isOurs) })
        await shop.pull({ split })
        Object.assign(shop.files, decorated(shop.texts(), new Chance(seed)))
        lab.use(shop.files)
        expect((await lab.plan()).changes).toEqual([])
        expect(filesIn(await shop.pull({ split }))).toEqual({})
        const waiting = new Set<string>()
        for (const moves of rounds) {
          const [rows, files, names] = [rowsOf(lab.rooms), shop.texts(), await addresses()]
          for (const move of moves) await moved(move, lab.rooms)
          lab.rooms.refill()
          const pull = await shop.pull({ split })
          const after = shop.texts()
          const found = differences(files, after)
          const due = dueOf({ rows, now: rowsOf(lab.rooms), isOurs, names, files })
          const told = toldBy(pull)
          const isTold = (path: string) =>
            [...told].some((one) => one === path || one.startsWith(`${path}/`) || path.startsWith(`${one}/`))
          const context = `${JSON.stringify(moves)}\n${JSON.stringify([pull.left, pull.refused, pull.unfit])}\n${Object.keys(
            files,
          )
            .filter((path) => files[path] !== after[path])
            .map((path) => `${path}\n${files[path]}\n=> ${after[path]}`)
            .join('\n')}`
          // What is of an attribute that is gone goes with it, and the row of the product says nothing of it.
          const isOfGone = (path: string) =>
            due.hasLostNested && /^products\/[^/]+\/(?:attributes|stock_settings|discount)$/.test(path)
          // What could not be said may be sayable now.
          const isMore = (path: string) => !due.fields.has(path) && !isOfGone(path) && !waiting.has(path)
          expect([...found.fields].filter(isMore), context).toEqual([])
          const isMissed = (path: string) => !found.fields.has(path) && !isTold(path) && !inParts.test(path)
          expect([...due.fields].filter(isMissed), context).toEqual([])
          // The last attribute takes the word "attributes" along.
          const isDue = (path: string) => [...due.gone].some((one) => one === path || one.startsWith(`${path}/`))
          expect(
            [...found.gone].filter((path) => !isDue(path)),
            context,
          ).toEqual([])
          const isGone = (path: string) => [...found.gone].some((one) => path === one || path.startsWith(`${one}/`))
          expect(
            [...due.gone].filter((path) => !isGone(path) && !isTold(path)),
            context,
          ).toEqual([])
          expect(found.added.size).toBeLessThanOrEqual(due.added)
          fields += found.fields.size
          objects += found.added.size + found.gone.size
          expect((await lab.plan()).changes.filter(({ address }) => !isTold(placeOf(address)))).toEqual([])
          const again = filesIn(await shop.pull({ split }))
          // An alias that was commented out shares nothing any more: what it kept from being edited is edited now.
          const isDelayed = (path: string) => isTold(path) && pull.refused.length > 0
          expect([...differences(after, { ...after, ...again }).fields].filter((path) => !isDelayed(path))).toEqual([])
          if (pull.refused.length === 0) expect(again).toEqual({})
          for (const path of told) waiting.add(path)
        }
      },
    ),
    runs(6, 600),
  )
  expect(Math.min(fields, objects)).toBeGreaterThan(0)
})

/** `shop/stock/chair.oak` → `products/chair`. */
function placeOf(address: AddressId): string {
  const { kind, key } = partsOf(address)
  return `${sections[kind]}/${key.split('.')[0]}`
}

/** Where a row is written: its section and key, for what is nested with the way to it. */
async function addresses(): Promise<ReadonlyMap<string, string>> {
  const { snapshot } = await lab.backend.read()
  const tables: Readonly<Record<string, string>> = {
    supplier: 'suppliers',
    profile: 'profiles',
    profile_attribute: 'attributes',
    profile_attribute_value: 'values',
    category: 'categories',
    product: 'products',
  }
  return new Map(
    Object.entries(snapshot.entries).map(([address, { remoteId }]) => {
      const { kind, key } = partsOf(address as AddressId)
      const [host, attribute, value] = key.split('.')
      const below = [
        attribute === undefined ? [] : ['attributes', attribute],
        value === undefined ? [] : ['values', value],
      ]
      return [`${tables[kind]}/${remoteId}`, [sections[kind], host, ...below.flat()].join('/')]
    }),
  )
}

interface DueGiven {
  readonly rows: Rows
  readonly now: Rows
  readonly isOurs: boolean
  readonly names: ReadonlyMap<string, string>
  readonly files: Files
}

interface Due {
  /** Of what is written, what has moved. */
  readonly fields: ReadonlySet<string>
  readonly gone: ReadonlySet<string>
  readonly added: number
  /** Attributes or their values. */
  readonly hasLostNested: boolean
}

function dueOf({ rows, now, isOurs, names, files }: DueGiven): Due {
  const [fields, gone] = [new Set<string>(), new Set<string>()]
  const written = pathsIn(files)
  for (const [row, some] of movedFields(rows, now, isOurs)) {
    const place = names.get(row)
    if (place === undefined) continue
    for (const name of some) {
      const path = `${place}/${name}`
      if (written.has(path)) fields.add(path)
      // `oak: Eg` is the val of it.
      else if (name === 'val' && written.has(place)) fields.add(place)
    }
  }
  let added = 0
  for (const [table, after] of Object.entries(now)) {
    const still = new Set(after.map(({ id }) => `${table}/${id}`))
    // What was gone before and referred to may go now.
    for (const [row, place] of names)
      if (row.startsWith(`${table}/`) && !still.has(row) && written.has(place)) gone.add(place)
    // With those that could not be told apart until now.
    added += [...still].filter((row) => !names.has(row)).length
  }
  const hasLostNested = [...gone].some((path) => path.includes('/attributes/'))
  return { fields, gone, added, hasLostNested }
}

interface Found {
  readonly fields: ReadonlySet<string>
  readonly gone: ReadonlySet<string>
  readonly added: ReadonlySet<string>
}

/** Of the texts; fails where more of them is not the same. */
function differences(before: Files, after: Files): Found {
  const [fields, gone, added] = [new Set<string>(), new Set<string>(), new Set<string>()]
  expect(Object.keys(before).filter((path) => after[path] === undefined)).toEqual([])
  for (const [path, text] of Object.entries(after)) {
    const old = before[path]
    if (old === text) continue
    if (old === undefined) for (const one of pathsIn({ [path]: text })) if (isObject(one)) added.add(one)
    if (old === undefined) continue
    if (path.endsWith('.csv')) inSheet(old, text, { fields, added })
    else if (!path.endsWith('.yaml')) for (const one of fieldsWith(path, before)) fields.add(one)
    else {
      const found = movedBetween(old, text)
      expect(found.stray, `${path}\n${old}\n=> ${text}`).toBe(undefined)
      for (const one of found.changed) fields.add(fieldOf(one))
      for (const one of found.added) (isObject(one.join('/')) ? added : fields).add(fieldOf(one))
      for (const one of found.gone) (isObject(one.join('/')) ? gone : fields).add(fieldOf(one))
    }
  }
  return { fields, gone, added }
}

/** What is a resource, or one nested in a profile. */
function isObject(path: string): boolean {
  return /^[^/]+\/[^/]+$|^profiles\/[^/]+\/attributes(?:\/[^/]+(?:\/values(?:\/[^/]+)?)?)?$/.test(path)
}

/** Attributes and their values are objects of their own; anything else is written field by field. */
function fieldOf(path: readonly string[]): string {
  return path.slice(0, path[0] === 'profiles' ? path.length : 3).join('/')
}

/** One row a supplier. */
function inSheet(before: string, after: string, { fields, added }: { fields: Set<string>; added: Set<string> }): void {
  const [old, now] = [before.split('\n'), after.split('\n')]
  const heading = (old[0] ?? '').split(';')
  for (const [index, line] of now.slice(0, -1).entries()) {
    const cells = line.split(';')
    const mine = index < old.length - 1 ? old[index]?.split(';') : undefined
    if (mine === undefined) added.add(`suppliers/${cells[0]}`)
    else
      for (const [at, cell] of cells.entries()) if (cell !== mine[at]) fields.add(`suppliers/${mine[0]}/${heading[at]}`)
  }
}

/** Those that a `!file` of this path stands in. */
function fieldsWith(path: string, files: Files): string[] {
  return Object.entries(files).flatMap(([file, text]) => {
    if (!file.endsWith('.yaml')) return []
    return leavesOf(file, text).flatMap(([at, leaf]) => {
      return leaf.is === '!file' && posix.join(posix.dirname(file), leaf.text) === path ? [fieldOf(at)] : []
    })
  })
}

function leavesOf(file: string, text: string): [string[], Tree & { type: 'scalar' }][] {
  const { root } = parseYaml(file, text)
  const walk = (tree: Tree, at: string[]): [string[], Tree & { type: 'scalar' }][] => {
    if (tree.type === 'scalar') return [[at, tree]]
    const children: [string, Tree][] =
      tree.type === 'map' ? tree.pairs : tree.items.map((one, index) => [`${index}`, one])
    return children.flatMap(([key, value]) => walk(value, [...at, key]))
  }
  return root === undefined ? [] : walk(treeOfNode(root), [])
}

/** All that is written, and what it stands in. */
function pathsIn(files: Files): Set<string> {
  const found = new Set<string>()
  for (const [file, text] of Object.entries(files)) {
    if (file.endsWith('.csv')) {
      const [heading = '', ...rows] = text.split('\n').filter((line) => line !== '')
      for (const row of rows)
        for (const [at, cell] of row.split(';').entries())
          if (cell !== '' && cell !== '""') found.add(`suppliers/${row.split(';')[0]}/${heading.split(';')[at]}`)
    }
    if (!file.endsWith('.yaml') || file === 'butik.yaml') continue
    const { root } = parseYaml(file, text)
    const walk = (tree: Tree, at: string): void => {
      if (at !== '') found.add(at)
      if (tree.type === 'map') for (const [key, value] of tree.pairs) walk(value, at === '' ? key : `${at}/${key}`)
    }
    if (root !== undefined) walk(treeOfNode(root), '')
  }
  return found
}

function toldBy({ left, refused }: Pulled): ReadonlySet<string> {
  const kept = left.map(({ address, path }) => {
    const { kind, key } = partsOf(address)
    const [host, ...below] = key.split('.')
    if (kind === 'stock') return `products/${host}`
    const nested = below.flatMap((one, index) => [index === 0 ? 'attributes' : 'values', one])
    return [sections[kind], host, ...nested, ...(path === undefined ? [] : path.split('.'))].join('/')
  })
  return new Set([...kept, ...refused.map(({ path }) => path.replaceAll('.', '/'))])
}
