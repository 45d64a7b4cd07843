import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editText } from '../../src/author/edit-text.ts'
import { formatText } from '../../src/author/format.ts'
import { writeYaml } from '../../src/author/write-yaml.ts'
import type { Edit, WrittenPath } from '../../src/model/written.ts'
import { parseYaml } from '../../src/pipeline/yaml-parse.ts'
import { sameYaml } from '../../src/pipeline/yaml-same.ts'
import {
  anyEdits,
  anySections,
  anyTree,
  Chance,
  type Printed,
  print,
  seeds,
  type Tree,
  treeOfNode,
  treeOfWritten,
  writtenOf,
} from '../support/yaml-documents.ts'

const runs = process.env['BUTIK_TEST_LONG'] === '1' ? 40_000 : 600
const seed = Number(process.env['BUTIK_SEED'] ?? 20261130)

test('random edits of random documents: the loader reads what is meant, and everything else stands as it stood', () => {
  let made = 0
  fc.assert(
    fc.property(seeds, (number) => {
      const chance = new Chance(number)
      const printed = print(anyTree(chance), chance)
      expect(read(printed.text)).toEqual(loose(printed.tree))
      const edits = anyEdits(printed.tree, chance)
      const { text, refused } = editText(printed.text, edits)
      const kept = edits.filter((edit) => !refused.some((one) => one.edit === edit))
      made += kept.length
      for (const { why } of refused) expect(why).toMatch(allowed(printed))
      expect(read(text)).toEqual(loose(edited(printed.tree, kept)))
      untouchedIn(printed, kept, text)
      expect(editText(printed.text, edits, { large: 0 })).toEqual({ text, refused })
    }),
    { numRuns: runs, seed },
  )
  expect(made).toBeGreaterThan(runs)
})

test('random edits of sections with many resources: read in parts the text comes out as it does read whole', () => {
  const some = Math.ceil(runs / 8)
  let made = 0
  fc.assert(
    fc.property(seeds, (number) => {
      const chance = new Chance(number)
      const { text, tree } = print(anySections(chance), chance)
      const edits = Array.from({ length: 1 + chance.below(4) }, () => anyEdits(tree, chance)).flat()
      const whole = editText(text, edits)
      made += edits.length - whole.refused.length
      for (const batch of [1, 60, 100_000]) expect(editText(text, edits, { large: 0, batch })).toEqual(whole)
    }),
    { numRuns: some, seed },
  )
  expect(made).toBeGreaterThan(some)
})

test('random documents, formatted: they say the same with the same comments, and a second time nothing changes', () => {
  fc.assert(
    fc.property(seeds, (number) => {
      const chance = new Chance(number)
      const printed = print(anyTree(chance), chance)
      const text = formatText(printed.text)
      expect(sameYaml('f.yaml', printed.text, text)).toBe(true)
      untouchedIn(printed, [], text)
      expect(formatText(text)).toBe(text)
    }),
    { numRuns: runs, seed },
  )
})

test('random values, written: the loader reads them back', () => {
  fc.assert(
    fc.property(seeds, (number) => {
      const tree = anyTree(new Chance(number))
      const written = writeYaml(writtenOf(tree), number % 4)
      expect(read(written)).toEqual(loose(treeOfWritten(writtenOf(tree))))
      expect(formatText(written)).toBe(written)
    }),
    { numRuns: runs, seed },
  )
})

function allowed({ hasAnchors }: Printed): RegExp {
  return hasAnchors ? /^another edit|line of a dash|^it is shared|^it stands in what/ : /^another edit|line of a dash/
}

function read(text: string): Tree {
  const { root, diagnostics } = parseYaml('f.yaml', text)
  expect(diagnostics).toEqual([])
  return loose(root === undefined ? { type: 'map', pairs: [] } : treeOfNode(root))
}

/** A number in quotes is as good as one without to every field that takes it. */
function loose(tree: Tree): Tree {
  if (tree.type === 'map') return { type: 'map', pairs: tree.pairs.map(([key, value]) => [key, loose(value)]) }
  if (tree.type === 'list') return { type: 'list', items: tree.items.map(loose) }
  return /^-?\d+(\.\d+)?$/.test(tree.text) && !tree.is.startsWith('!') ? { ...tree, is: 'number' } : tree
}

/** Each edit for itself, the deepest first and those that stand last first, so that the paths of the others stay. */
function edited(tree: Tree, edits: readonly Edit[]): Tree {
  const copy = structuredClone(tree)
  // Shared parts are parts of their own here.
  const own: Tree = JSON.parse(JSON.stringify(copy))
  const removals = edits.filter(({ type }) => type === 'remove' || type === 'retire')
  const inserts = edits.filter(({ type }) => type === 'insert')
  for (const edit of edits) if (edit.type === 'set') setIn(own, edit, edits)
  for (const edit of edits) if (edit.type === 'rename') renameIn(own, edit)
  const moves = [...removals, ...inserts.reverse()].sort((one, other) => {
    return (
      other.path.length - one.path.length ||
      lastOf(other.path) - lastOf(one.path) ||
      (one.type === 'insert' ? 1 : -1) - (other.type === 'insert' ? 1 : -1)
    )
  })
  for (const edit of moves) move(own, edit)
  return own
}

function lastOf(path: WrittenPath): number {
  const last = path.at(-1)
  return typeof last === 'number' ? last : -1
}

function renameIn(root: Tree, { path, key, value }: Extract<Edit, { type: 'rename' }>): void {
  const parent = at(root, path.slice(0, -1))
  if (parent?.type !== 'map') return
  const index = parent.pairs.findIndex(([name]) => name === path.at(-1))
  parent.pairs[index] = [key, treeOfWritten(value)]
}

const names = new WeakMap<Tree, Set<string>>()

function setIn(root: Tree, edit: Extract<Edit, { type: 'set' }>, edits: readonly Edit[]): void {
  const parent = at(root, edit.path.slice(0, -1))
  const step = edit.path.at(-1)
  const value = treeOfWritten(edit.value)
  if (parent?.type === 'list' && typeof step === 'number') parent.items[step] = value
  if (parent?.type !== 'map') return
  const index = parent.pairs.findIndex(([key]) => key === step)
  if (index >= 0) {
    parent.pairs[index] = [String(step), value]
    return
  }
  const behind = parent.pairs.findIndex(([key]) => key === edit.after)
  const added = names.get(parent) ?? new Set()
  names.set(parent, added)
  let place = behind < 0 ? parent.pairs.length : behind + 1
  while (behind >= 0 && added.has(`${edit.after}/${parent.pairs[place]?.[0]}`)) place += 1
  added.add(`${edit.after}/${step}`)
  // What stands last behind the last one of before comes before what was added without a place.
  const loosely = edits.filter((one) => one.type === 'set' && one.after === undefined).map(({ path }) => path.at(-1))
  if (behind < 0) place = parent.pairs.length
  else
    while (
      place > behind + 1 &&
      loosely.includes(parent.pairs[place - 1]?.[0]) &&
      added.has(`undefined/${parent.pairs[place - 1]?.[0]}`)
    )
      place -= 1
  parent.pairs.splice(place, 0, [String(step), value])
}

function move(root: Tree, edit: Edit): void {
  const parent = at(root, edit.path.slice(0, -1))
  const step = edit.path.at(-1)
  if (parent?.type === 'map') parent.pairs = parent.pairs.filter(([key]) => key !== step)
  if (parent?.type !== 'list' || typeof step !== 'number') return
  if (edit.type === 'insert') parent.items.splice(step, 0, treeOfWritten(edit.value))
  else parent.items.splice(step, 1)
}

function at(tree: Tree, path: WrittenPath): Tree | undefined {
  const [step, ...rest] = path
  if (step === undefined) return tree
  const next = tree.type === 'map' ? tree.pairs.find(([key]) => key === step)?.[1] : undefined
  const item = tree.type === 'list' && typeof step === 'number' ? tree.items[step] : undefined
  const below = next ?? item
  return below === undefined ? undefined : at(below, rest)
}

/** Keys, scalars and comments that no edit was made at stand there in their order. */
function untouchedIn({ pieces }: Printed, edits: readonly Edit[], text: string): void {
  let from = 0
  for (const piece of pieces) {
    const touched = edits.some((edit) => {
      if (edit.type === 'insert') return false
      const isAbove = edit.path.every((step, index) => piece.path[index] === step)
      const isHere = isAbove && piece.path.length === edit.path.length
      return isAbove && (!isHere || edit.type !== 'set' || piece.isValue)
    })
    if (touched) continue
    const found = text.indexOf(piece.text, from)
    expect(found, `${piece.text} at ${piece.path.join('.')}`).toBeGreaterThanOrEqual(0)
    from = found + piece.text.length
  }
}
