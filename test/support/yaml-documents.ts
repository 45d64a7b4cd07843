/** Random documents in random styles, as people lay them out, and random edits of them. Shares nothing with author/. */
import fc from 'fast-check'
import type { Edit, Written, WrittenPath } from '../../src/model/written.ts'
import type { YamlNode } from '../../src/model/yaml.ts'

export type Tree =
  | { type: 'scalar'; text: string; is: string }
  | { type: 'map'; pairs: [string, Tree][] }
  | { type: 'list'; items: Tree[] }

export interface Printed {
  readonly text: string
  readonly tree: Tree
  /** Pieces that no edit elsewhere may change, in order, with the path they belong to. */
  readonly pieces: readonly { text: string; path: WrittenPath; isValue: boolean }[]
  readonly hasAnchors: boolean
}

/** Chance that comes from one number, so that a failure is told by it. */
export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = (seed ^ 0x9e3779b9) >>> 0
  }

  below(limit: number): number {
    this.#state = (Math.imul(this.#state ^ (this.#state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) >>> 0
    return ((this.#state ^ (this.#state >>> 14)) >>> 0) % limit
  }

  one<T>(from: readonly T[]): T {
    const found = from[this.below(from.length)]
    if (found === undefined) throw new Error('nothing to choose from')
    return found
  }

  /** Once in so many times. */
  in(times: number): boolean {
    return this.below(times) === 0
  }
}

const odd = [
  '',
  ' ',
  'no',
  'true',
  '12',
  '1299.00',
  '00123',
  '0x1F',
  '1e5',
  '~',
  'null',
  '-',
  '- a',
  'a: b',
  'a #b',
  '#c',
  '&x',
  '*x',
  '!y',
  '{a}',
  '[b',
  'x, y',
  "it's",
  '"q"',
  "'",
  '\\',
  'C:\\new',
  '%',
  '@a',
  '`',
  '?',
  '? x',
  ':',
  'a:',
  '=',
  '<<',
  '---',
  '...',
  '2024-01-31',
  '12:30',
  'Bøllehat',
  '椅子',
  '\u{1f600}',
  '\u00a0',
  'a\tb',
  '\t',
  'a\nb',
  'a\n',
  '\na',
  ' a\n b',
  'a\n\nb\n',
  'a\n  b\nc',
  'a\r\nb',
  'a \nb',
  '\u0007',
  '\u0085',
  '\u2028',
  '\ufeff',
  '\ud800',
  '<p class="x">y</p>\n<p>z</p>\n',
  'a\n\n',
  '| x',
  '> y',
  'a\'b"c',
  'end:\nx',
  '# h\nx',
] as const
const words = ['Egestol', 'oak', 'Sort', 'Møbel A/S', 'x'] as const
const plains = ['1', '-3', '12.50', '1299.00', 'true', 'false', 'null'] as const

export function anyTree(chance: Chance, depth = 0): Tree {
  const kind = depth === 0 ? 0 : chance.below(depth > 3 ? 6 : 10)
  if (kind === 0 || kind > 7) {
    const keys = new Set(Array.from({ length: chance.below(4) + (depth === 0 ? 1 : 0) }, () => anyKey(chance)))
    return { type: 'map', pairs: [...keys].map((key) => [key, anyTree(chance, depth + 1)]) }
  }
  if (kind > 5)
    return { type: 'list', items: Array.from({ length: chance.below(4) }, () => anyTree(chance, depth + 1)) }
  return anyScalar(chance)
}

/** As resource files are: sections with resources, of which most have fields. */
export function anySections(chance: Chance): Tree {
  const resources = (): Tree => ({
    type: 'map',
    pairs: Array.from({ length: 3 + chance.below(10) }, (_, index) => {
      return [`r${index}`, anyTree(chance, chance.in(4) ? 1 : 0)]
    }),
  })
  const sections = ['suppliers', 'products'].slice(chance.below(2))
  return { type: 'map', pairs: sections.map((name) => [name, resources()]) }
}

function anyKey(chance: Chance): string {
  return chance.one([
    'a',
    'b',
    'price',
    'oak-chair',
    'x1',
    '10',
    'c d',
    'æ',
    'name',
    'k.l',
    'true',
    '#1',
    'a: b',
    'stock_settings',
  ])
}

function anyScalar(chance: Chance): Tree {
  const kind = chance.below(8)
  if (kind < 3) return { type: 'scalar', text: chance.one(plains), is: 'plain' }
  if (kind === 3) return { type: 'scalar', text: chance.one(['NAME', 'a/b.html']), is: chance.one(['!env', '!file']) }
  return { type: 'scalar', text: kind < 6 ? chance.one(words) : chance.one(odd), is: 'text' }
}

/** `isMeant`: what is printed says what the tree says; otherwise aliases stand in the place of some values. */
export function print(tree: Tree, chance: Chance, isMeant = false): Printed {
  return new Printer(chance, isMeant).run(tree)
}

class Printer {
  readonly #chance: Chance
  readonly #step: number
  readonly #anchoring: boolean
  readonly #isMeant: boolean
  readonly #anchors: [string, Tree][] = []
  readonly #pieces: { text: string; path: WrittenPath; isValue: boolean }[] = []
  #out = ''
  #comments = 0
  #named = 0

  constructor(chance: Chance, isMeant: boolean) {
    this.#chance = chance
    this.#isMeant = isMeant
    this.#step = chance.one([2, 2, 3, 4])
    this.#anchoring = chance.in(3)
  }

  run(tree: Tree): Printed {
    if (this.#chance.in(4)) this.#line('# yaml-language-server: $schema=x.json')
    if (this.#chance.in(8)) this.#line('---')
    const made =
      tree.type === 'map' && tree.pairs.length > 0 ? this.#blockMap(tree.pairs, 0, [], false) : this.#root(tree)
    if (this.#chance.in(3)) this.#comment(0, [])
    let text = this.#out
    if (this.#chance.in(8)) text = text.replace(/\n$/, '')
    if (this.#chance.in(5)) text = text.replaceAll('\n', '\r\n')
    if (this.#chance.in(9)) text = `\ufeff${text}`
    return { text, tree: made, pieces: this.#pieces, hasAnchors: this.#anchors.length > 0 }
  }

  #root(tree: Tree): Tree {
    const made = this.#flow(tree, [])
    this.#out += '\n'
    return made
  }

  #line(text: string): void {
    this.#out += `${text}\n`
  }

  #piece(text: string, path: WrittenPath, isValue = false): void {
    this.#out += text
    this.#pieces.push({ text, path, isValue })
  }

  #comment(column: number, path: WrittenPath): void {
    this.#comments += 1
    this.#out += ' '.repeat(column)
    this.#piece(`# c${this.#comments}!`, path)
    this.#out += '\n'
  }

  #above(column: number, path: WrittenPath): void {
    if (this.#chance.in(6)) this.#out += this.#chance.one(['\n', '\n\n', '  \n'])
    if (this.#chance.in(5)) this.#comment(column, path)
  }

  #behind(path: WrittenPath): void {
    if (this.#chance.in(6)) this.#out += this.#chance.one([' ', '  '])
    if (this.#chance.in(6)) {
      this.#comments += 1
      this.#out += this.#chance.one([' ', '   '])
      this.#piece(`# c${this.#comments}!`, path)
    }
    this.#out += '\n'
  }

  #key(key: string): string {
    if (/^[\wæ.-]+( [\w]+)*$/.test(key) && !this.#chance.in(8)) return key
    return this.#chance.in(2) && !key.includes("'") ? `'${key}'` : JSON.stringify(key)
  }

  #blockMap(pairs: [string, Tree][], column: number, path: WrittenPath, inline: boolean): Tree {
    const made = pairs.map(([key, value], index): [string, Tree] => {
      const below = [...path, key]
      if (index > 0 || !inline) {
        this.#above(column, below)
        this.#out += ' '.repeat(column)
      }
      this.#piece(`${this.#key(key)}:`, below)
      return [key, this.#value(value, column, below, false)]
    })
    return { type: 'map', pairs: made }
  }

  #blockList(items: Tree[], column: number, path: WrittenPath, inline: boolean): Tree {
    const made = items.map((item, index) => {
      const below = [...path, index]
      if (index > 0 || !inline) {
        this.#above(column, below)
        this.#out += ' '.repeat(column)
      }
      this.#piece('-', below)
      return this.#value(item, column, below, true)
    })
    return { type: 'list', items: made }
  }

  /** Behind a colon or a dash, to the end of its lines. */
  #value(tree: Tree, column: number, path: WrittenPath, isItem: boolean): Tree {
    const shared = this.#anchors.length > 0 && this.#chance.in(this.#isMeant ? 2 : 5) ? this.#alias(tree) : undefined
    if (shared !== undefined) {
      this.#behind(path)
      return shared
    }
    const anchor = this.#anchoring && this.#chance.in(5) ? this.#newAnchor() : ''
    const made = this.#ownValue(tree, column, path, isItem, anchor)
    if (anchor !== '') this.#anchors.push([anchor, made])
    return made
  }

  /** One name is given once: an anchor within an anchor is given before the one around it is known. */
  #newAnchor(): string {
    this.#named += 1
    return `a${this.#named}`
  }

  #alias(meant: Tree): Tree | undefined {
    const fit = this.#isMeant ? this.#anchors.filter(([, tree]) => isSame(tree, meant)) : this.#anchors
    if (fit.length === 0) return undefined
    const [name, tree] = this.#chance.one(fit)
    this.#out += ` *${name}`
    return tree
  }

  #ownValue(tree: Tree, column: number, path: WrittenPath, isItem: boolean, anchor: string): Tree {
    if (anchor !== '') this.#out += ` &${anchor}`
    if (tree.type !== 'scalar' && sizeOf(tree) > 0 && !this.#chance.in(3)) {
      const inline = isItem && anchor === '' && this.#chance.below(4) > 0
      const next = inline
        ? column + 2
        : column + (tree.type === 'list' && !isItem && this.#chance.in(3) ? 0 : this.#step)
      if (inline) this.#out += ' '
      else this.#behind([...path, 'own'])
      if (tree.type === 'map') return this.#blockMap(tree.pairs, next, path, inline)
      return this.#blockList(tree.items, next, path, inline)
    }
    if (tree.type === 'scalar' && tree.is === 'text' && isLines(tree.text) && this.#chance.in(2)) {
      this.#block(tree.text, column + this.#step, path)
      return tree
    }
    const isEmpty = tree.type === 'scalar' && tree.is === 'plain' && tree.text === 'null' && this.#chance.in(2)
    if (!isEmpty) this.#out += this.#chance.one([' ', ' ', '  '])
    const made = isEmpty ? tree : this.#flow(tree, path, false)
    this.#behind(path)
    return made
  }

  #block(text: string, column: number, path: WrittenPath): void {
    const body = text.replace(/\n*$/, '')
    const chomp = text === body ? '-' : text === `${body}\n` ? '' : '+'
    const blank = text.length - body.length - 1
    this.#out += ` |${chomp}`
    this.#behind(path)
    for (const line of body.split('\n')) this.#line(line === '' ? '' : ' '.repeat(column) + line)
    for (let index = 0; index < blank; index += 1) this.#line('')
    if (chomp === '+') this.#line('# ends it')
  }

  #flow(tree: Tree, path: WrittenPath, within = true): Tree {
    if (tree.type === 'scalar') {
      this.#piece(this.#scalar(tree, within), path, true)
      return tree
    }
    const pad = this.#chance.one(['', ' '])
    this.#out += (tree.type === 'map' ? '{' : '[') + pad
    const children: [string | number, Tree][] = tree.type === 'map' ? tree.pairs : [...tree.items.entries()]
    const made = children.map(([key, value], index): [string | number, Tree] => {
      const below = [...path, key]
      if (typeof key === 'string') {
        const written = this.#key(key)
        this.#piece(`${/^[\w-]+$/.test(written) ? written : JSON.stringify(key)}:`, below)
        this.#out += ' '
      }
      const flowed = this.#flow(value, below)
      if (index < children.length - 1) this.#out += this.#chance.one([',', ', ', ', ', ' , '])
      else if (this.#chance.in(6)) this.#out += ','
      return [key, flowed]
    })
    this.#out += pad + (tree.type === 'map' ? '}' : ']')
    if (tree.type === 'list') return { type: 'list', items: made.map(([, value]) => value) }
    return { type: 'map', pairs: made.map(([key, value]) => [String(key), value]) }
  }

  #scalar({ text, is }: { text: string; is: string }, within: boolean): string {
    if (is === 'plain') return text
    if (is !== 'text') return `${is} ${text}`
    const styles = [JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, escaped)]
    if (/^[A-Za-zøæ][A-Za-zøæ/ ]*[A-Za-zøæ]$/.test(text) && !/^(no|true|null)$/.test(text)) styles.push(text, text)
    if (!within && /^[a-z]+, [a-z]+$/.test(text)) styles.push(text)
    if (!/[^ -~æøåø椅子]/.test(text)) styles.push(`'${text.replaceAll("'", "''")}'`)
    return this.#chance.one(styles)
  }
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function isSame(one: Tree, other: Tree): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function isLines(text: string): boolean {
  return /^[^\s#]/.test(text) && !/[ \t]+(\n|$)/.test(text) && !/[^\n\u0020-\u007eæøå]/.test(text)
}

function sizeOf(tree: Tree): number {
  return tree.type === 'map' ? tree.pairs.length : tree.type === 'list' ? tree.items.length : 0
}

/** Up to five edits anywhere in it. */
export function anyEdits(tree: Tree, chance: Chance): Edit[] {
  return Array.from({ length: 1 + chance.below(5) }, () => anyEdit(tree, chance))
}

function anyEdit(root: Tree, chance: Chance): Edit {
  const path: (string | number)[] = []
  let tree = root
  for (;;) {
    const size = sizeOf(tree)
    if (tree.type === 'list' && chance.in(4)) {
      return { type: 'insert', path: [...path, chance.below(size + 1)], value: anyWritten(chance) }
    }
    if (tree.type === 'map' && (chance.in(5) || (size === 0 && path.length === 0))) return anyNew(tree, path, chance)
    if (size === 0) break
    const index = chance.below(size)
    path.push(tree.type === 'map' ? (tree.pairs[index]?.[0] ?? '') : index)
    tree = (tree.type === 'map' ? tree.pairs[index]?.[1] : tree.type === 'list' ? tree.items[index] : undefined) ?? tree
    if (chance.in(4)) break
  }
  const kind = chance.below(7)
  const last = path.at(-1)
  if (kind === 0) return { type: 'remove', path }
  if (kind === 1) return { type: 'retire', path, why: 'gone from the shop' }
  // Another name for each, so that no two of one mapping get the same.
  if (kind === 2 && typeof last === 'string')
    return { type: 'rename', path, key: `as ${last}`, value: anyWritten(chance) }
  return { type: 'set', path, value: anyWritten(chance) }
}

function anyNew({ pairs }: { pairs: [string, Tree][] }, path: WrittenPath, chance: Chance): Edit {
  const key = `new-${chance.below(3)}`
  const after = pairs.length > 0 && chance.in(2) ? { after: chance.one(pairs)[0] } : {}
  return { type: 'set', path: [...path, key], value: anyWritten(chance), ...after }
}

function anyWritten(chance: Chance): Written {
  return writtenOf(chance.in(3) ? anyTree(chance, 2) : anyScalar(chance))
}

export function writtenOf(tree: Tree): Written {
  if (tree.type === 'map')
    return { type: 'map', pairs: new Map(tree.pairs.map(([key, value]) => [key, writtenOf(value)])) }
  if (tree.type === 'list') return { type: 'list', items: tree.items.map(writtenOf) }
  const as = tree.is === 'plain' ? 'plain' : tree.is === 'text' ? 'text' : 'file'
  return { type: 'scalar', as, text: tree.text }
}

export function treeOfWritten(written: Written): Tree {
  if (written.type === 'map')
    return { type: 'map', pairs: [...written.pairs].map(([key, value]) => [key, treeOfWritten(value)]) }
  if (written.type === 'list') return { type: 'list', items: written.items.map(treeOfWritten) }
  return { type: 'scalar', text: written.text, is: written.as === 'file' ? '!file' : written.as }
}

/** What the loader has read, in the form of a tree. */
export function treeOfNode(node: YamlNode): Tree {
  if (node.type === 'map') {
    return { type: 'map', pairs: [...node.pairs].map(([key, { value }]) => [key, treeOfNode(value)]) }
  }
  if (node.type === 'list') return { type: 'list', items: node.items.map(treeOfNode) }
  if (node.tag !== undefined) return { type: 'scalar', text: node.text, is: node.tag }
  if (node.value === null) return { type: 'scalar', text: 'null', is: 'plain' }
  return { type: 'scalar', text: node.text, is: typeof node.value === 'string' ? 'text' : 'plain' }
}

export const seeds = fc.integer({ min: 0, max: 0x7fffffff })
