// Two texts of one YAML document → which values moved between them, and whether all that belongs to none of those is the same, byte for
// byte. Goes by the places that the package `yaml` gives, and shares nothing with author/.
import { type CST, isAlias, isMap, isScalar, isSeq, type Pair, parseDocument, type Scalar, type YAMLMap } from 'yaml'

export interface Moved {
  /** Of values that differ, pairs inside a resource that came or went, and lists that got longer or shorter. */
  readonly changed: readonly string[][]
  readonly added: readonly string[][]
  /** Commented out. */
  readonly gone: readonly string[][]
  /** Where the texts differ outside of all these; undefined where they do not. */
  readonly stray: string | undefined
}

export function movedBetween(before: string, after: string): Moved {
  const mark = /^\ufeff?/
  const [one, other] = [new Side(before.replace(mark, '')), new Side(after.replace(mark, ''))]
  const comparing = new Comparing(one, other)
  comparing.run()
  const { changed, added, gone } = comparing
  return {
    changed,
    added,
    gone,
    stray:
      comparing.problem ??
      (before.startsWith('\ufeff') === after.startsWith('\ufeff')
        ? strayIn(one.outside(), other.outside())
        : 'the mark at the beginning'),
  }
}

/** Stands where something was put in. */
const put = '\u0000'

interface Slot {
  readonly node: unknown
  /** Behind the colon or the dash, and behind an anchor. */
  readonly base: number
  /** Where its tag starts, or itself. */
  readonly from: number
  /** Of the key, or the dash. */
  readonly start: number
  readonly column: number
}

class Side {
  readonly text: string
  /** The last line has no break. */
  readonly isOpen: boolean
  readonly document: ReturnType<typeof parseDocument>
  readonly #cuts: { start: number; end: number; sign: string }[] = []

  constructor(text: string) {
    this.isOpen = !text.endsWith('\n')
    this.text = this.isOpen ? text + (/\r?\n/.exec(text)?.[0] ?? '\n') : text
    this.document = parseDocument(this.text, { keepSourceTokens: true, uniqueKeys: false, logLevel: 'silent' })
  }

  cut(start: number, end: number, sign = ''): void {
    this.#cuts.push({ start, end, sign })
  }

  outside(): string {
    let [done, text] = [0, '']
    for (const { start, end, sign } of this.#cuts.sort((a, b) => a.start - b.start || a.end - b.end)) {
      if (start >= done) text += this.text.slice(done, start) + sign
      done = Math.max(done, end)
    }
    return text + this.text.slice(done)
  }

  lineStart(at: number): number {
    return at === 0 ? 0 : this.text.lastIndexOf('\n', at - 1) + 1
  }

  lineEnd(at: number): number {
    const found = this.text.indexOf('\n', at)
    return found < 0 ? this.text.length : found + 1
  }

  /** Behind the last line of it, with the comments that stand further in: what was put in has none. */
  linesEnd(slot: Slot, comments = true): number {
    const { node } = slot
    const last = isBlock(node) ? slotsOf(this, node).at(-1)?.[1] : undefined
    const [, end] = rangeOf(node) ?? [slot.base, slot.base]
    let at = last === undefined ? this.lineEnd(Math.max(end, slot.base)) : this.linesEnd(last, comments)
    if (isBlockScalar(node) && this.text[end - 1] === '\n') at = end
    while (comments) {
      const comment = /^( *)#/.exec(this.text.slice(at, this.lineEnd(at)))
      if (comment === null || (comment[1] ?? '').length <= slot.column) return at
      at = this.lineEnd(at)
    }
    return at
  }

  value(node: unknown): unknown {
    if (isAlias(node)) return this.value(node.resolve(this.document))
    if (isMap(node)) return ['map', ...node.items.map(({ key, value }) => [textOf(key), this.value(value)])]
    if (isSeq(node)) return ['list', ...node.items.map((one) => this.value(one))]
    return isScalar(node) ? [node.tag ?? '', textOf(node)] : ['', '']
  }
}

function textOf(node: unknown): string {
  if (!isScalar(node)) return ''
  return node.type === 'PLAIN' || node.type === undefined ? (node.source ?? '') : String(node.value)
}

function rangeOf(node: unknown): readonly [number, number] | undefined {
  const range = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range : undefined
  const isThere = !isScalar(node) || node.srcToken !== undefined
  return range === null || range === undefined || !isThere ? undefined : [range[0], range[1]]
}

function isBlock(node: unknown): boolean {
  return (isMap(node) || isSeq(node)) && node.flow !== true
}

function isBlockScalar(node: unknown): node is Scalar & { srcToken: CST.BlockScalar } {
  return isScalar(node) && node.srcToken?.type === 'block-scalar'
}

/** Values by key or index. */
function slotsOf(side: Side, node: unknown): (readonly [string, Slot])[] {
  if (isMap(node)) return node.items.map((pair) => [textOf(pair.key), slotOfPair(side, pair)] as const)
  if (!isSeq(node) || node.srcToken === undefined || !('items' in node.srcToken)) return []
  const tokens = node.srcToken.items
  return node.items.map((one, index): readonly [string, Slot] => {
    const props = tokens[index]?.start ?? []
    const sign = props.find(({ type }) => type === (node.flow === true ? 'comma' : 'seq-item-ind'))
    const start = node.flow === true ? (rangeOf(one)?.[0] ?? 0) : (sign?.offset ?? 0)
    return [String(index), slotOf(side, one, { start, after: sign === undefined ? start : endOf(sign), props })]
  })
}

function slotOfPair(side: Side, { key, value, srcToken }: Pair): Slot {
  const props = srcToken?.sep ?? []
  const colon = props.find(({ type }) => type === 'map-value-ind')
  const [start, end] = rangeOf(key) ?? [0, 0]
  return slotOf(side, value, { start, after: colon === undefined ? end : endOf(colon), props })
}

function slotOf(
  side: Side,
  node: unknown,
  { start, after, props }: { start: number; after: number; props: readonly CST.SourceToken[] },
): Slot {
  const tag = props.find(({ type }) => type === 'tag')
  const anchor = props.find(({ type }) => type === 'anchor')
  const base = anchor === undefined ? after : endOf(anchor)
  const from = tag?.offset ?? rangeOf(node)?.[0] ?? base
  return { node, base, from, start, column: start - side.lineStart(start) }
}

function endOf({ offset, source }: CST.SourceToken): number {
  return offset + source.length
}

class Comparing {
  readonly changed: string[][] = []
  readonly added: string[][] = []
  readonly gone: string[][] = []
  problem: string | undefined
  readonly #before: Side
  readonly #after: Side
  /** How far what is commented out was found. */
  #seen = 0

  constructor(before: Side, after: Side) {
    this.#before = before
    this.#after = after
  }

  run(): void {
    const whole = (side: Side): Slot => {
      const node = side.document.contents
      return { node, base: 0, from: rangeOf(node)?.[0] ?? 0, start: 0, column: -1 }
    }
    this.#compare(whole(this.#before), whole(this.#after), [], true)
    if (this.#before.isOpen !== this.#after.isOpen) this.problem ??= 'the last line ends otherwise'
    const left = headings(this.#after.text) - headings(this.#before.text) - this.gone.length
    if (left !== 0) this.problem ??= `${left} more are commented out than are gone`
  }

  /** `cuts`: what moved is taken out of the texts; false within what was taken out already. */
  #compare(before: Slot, after: Slot, path: string[], cuts: boolean): void {
    const [one, other] = [before.node, after.node]
    if (isMap(one) && isMap(other) && one.flow === other.flow) this.#maps(before, after, path, cuts)
    else if (isMap(one) && isBlock(one) && isMap(other) && other.items.length === 0) this.#emptied(before, after, path)
    else if (isMap(one) && one.items.length === 0 && isMap(other) && isBlock(other))
      this.#filled(before, after, path, cuts)
    else if (isSeq(one) && isSeq(other) && one.flow === other.flow && one.items.length === other.items.length) {
      const others = slotsOf(this.#after, other)
      for (const [index, [name, slot]] of slotsOf(this.#before, one).entries()) {
        const beside = others[index]
        if (beside === undefined) continue
        // Nothing of the one picture is gone from the other: it has another's place.
        if (isOtherPicture(slot.node, beside[1].node)) this.#other(slot, beside[1], [...path, name], cuts, true)
        else this.#compare(slot, beside[1], [...path, name], cuts)
      }
    } else if (!same(this.#before.value(one), this.#after.value(other))) this.#other(before, after, path, cuts)
    else if (isAlias(one) !== isAlias(other)) this.problem ??= `${path.join('.')} is written otherwise for nothing`
  }

  #other(before: Slot, after: Slot, path: string[], cuts: boolean, isWhole = false): void {
    if (cuts) {
      const areInline = isInline(before) && isInline(after)
      cutValue(this.#before, before, areInline)
      cutValue(this.#after, after, areInline)
    }
    const [one, other] = [resolved(this.#before, before), resolved(this.#after, after)]
    // What an alias stood for is written out: only what differs in it has moved.
    if (!isWhole && isMap(one.node) && isMap(other.node)) this.#maps(one, other, path, false)
    else this.changed.push(path)
  }

  #maps(before: Slot, after: Slot, path: string[], cuts: boolean): void {
    const [mine, theirs] = [new Map(slotsOf(this.#before, before.node)), new Map(slotsOf(this.#after, after.node))]
    const isFlow = !isBlock(before.node)
    const isOther = [...mine.keys(), ...theirs.keys()].some((key) => !mine.has(key) || !theirs.has(key))
    if (cuts && isFlow && isOther) {
      for (const [side, { node }] of [
        [this.#before, before],
        [this.#after, after],
      ] as const) {
        const [start, end] = rangeOf(node) ?? [0, 0]
        side.cut(start + 1, end - 1)
      }
    }
    for (const [key, slot] of mine) {
      const there = theirs.get(key)
      if (there !== undefined) this.#compare(slot, there, [...path, key], cuts)
      else this.#goneFrom(slot, [...path, key], isFlow)
    }
    for (const [key, slot] of theirs) {
      if (mine.has(key)) continue
      this.added.push([...path, key])
      if (cuts && !isFlow) this.#after.cut(this.#after.lineStart(slot.start), this.#after.linesEnd(slot, false), put)
    }
  }

  #emptied(before: Slot, after: Slot, path: string[]): void {
    for (const [key, slot] of slotsOf(this.#before, before.node)) this.#goneFrom(slot, [...path, key], false)
    this.#after.cut(after.base, rangeOf(after.node)?.[1] ?? after.base)
  }

  #filled(before: Slot, after: Slot, path: string[], cuts: boolean): void {
    if (cuts) this.#before.cut(before.base, rangeOf(before.node)?.[1] ?? before.base)
    for (const [key, slot] of slotsOf(this.#after, after.node)) {
      this.added.push([...path, key])
      if (cuts) this.#after.cut(this.#after.lineStart(slot.start), this.#after.linesEnd(slot, false), put)
    }
  }

  /** It stands in a comment, below a line that says so. */
  #goneFrom(slot: Slot, path: string[], isFlow: boolean): void {
    this.gone.push(path)
    const { text } = this.#before
    const [start, end] = isFlow
      ? [slot.start, Math.max(slot.base, rangeOf(slot.node)?.[1] ?? 0)]
      : [this.#before.lineStart(slot.start), this.#before.linesEnd(slot)]
    if (!isFlow) this.#before.cut(start, end)
    const line = text.slice(this.#before.lineStart(slot.start))
    const margin = isFlow ? (/^ */.exec(line)?.[0] ?? '') : ' '.repeat(slot.column)
    const bare = text
      .slice(start, end)
      .replace(/\r?\n$/, '')
      .split(/\r?\n/)
      .map((one) => (isFlow ? one : one.replace(new RegExp(`^ {0,${slot.column}}`), '')))
    const comments = bare.map((one) => `${margin}#${one.trim() === '' ? '' : ` ${one}`}`)
    // Others were commented out by a pull before.
    const all = [...this.#after.text.matchAll(new RegExp(heading.source, 'gm'))]
    const [from, at] =
      all
        .filter(({ index }) => index >= this.#seen)
        .map(({ index }) => [index, this.#endOfComments(index, comments)] as const)
        .find(([, end]) => end !== undefined) ?? []
    if (from === undefined || at === undefined) {
      this.problem ??= `${path.join('.')} is gone, and does not stand in a comment`
      return
    }
    this.#after.cut(from, at)
    this.#seen = at
  }

  /** Of those below a heading; undefined where others stand there. */
  #endOfComments(from: number, comments: readonly string[]): number | undefined {
    let at = this.#after.lineEnd(from)
    for (const comment of comments) {
      const next = this.#after.lineEnd(at)
      if (this.#after.text.slice(at, next).replace(/\r?\n$/, '') !== comment) return undefined
      at = next
    }
    return at
  }
}

const heading = /^ *# gone from the shop, seen \d{4}-\d\d-\d\d by butik pull\r?$/

function headings(text: string): number {
  // One may be commented out once more with what it stands in.
  return text.match(/# gone from the shop, seen \d{4}/g)?.length ?? 0
}

function isOtherPicture(one: unknown, other: unknown): boolean {
  if (!isMap(one) || !isMap(other)) return false
  const idOf = ({ items }: YAMLMap): string => {
    return items.map(({ key, value }) => (textOf(key) === 'image_id' ? textOf(value) : '')).join('')
  }
  const keysOf = ({ items }: YAMLMap): string => JSON.stringify(items.map(({ key }) => textOf(key)))
  return idOf(one) !== idOf(other) && keysOf(one) !== keysOf(other)
}

function isInline({ node }: Slot): boolean {
  return !isBlock(node) && rangeOf(node) !== undefined
}

function resolved(side: Side, slot: Slot): Slot {
  return isAlias(slot.node) ? { ...slot, node: slot.node.resolve(side.document) } : slot
}

/** `isTight`: the blanks before it stay. */
function cutValue(side: Side, slot: Slot, isTight: boolean): void {
  const { node, base, from } = slot
  const [start, end] = rangeOf(node) ?? [base, base]
  if (isBlock(node)) {
    const isBeside = !side.text.slice(base, start).includes('\n')
    side.cut(isBeside ? base : side.lineEnd(base), side.linesEnd({ ...slot, start: slot.start }))
    if (isBeside) side.cut(side.linesEnd(slot), side.linesEnd(slot), '\n')
    return
  }
  const trimmed = isTight ? from : base
  if (!isBlockScalar(node)) {
    side.cut(trimmed, end)
    return
  }
  const body = end - node.srcToken.source.length
  const sign = /^[|>][-+0-9]*/.exec(side.text.slice(start))?.[0].length ?? 1
  side.cut(trimmed, start + sign)
  side.cut(body, end)
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** Around what was put in a blank line may have come along. */
function strayIn(before: string, after: string): string | undefined {
  let [at, to] = [0, 0]
  let isBehindPut = false
  // The break before what was put in was taken for that of before: it may be the one that came along.
  let isSpare = false
  while (to < after.length || at < before.length) {
    const blank = isBehindPut ? /^\r?\n/.exec(after.slice(to, to + 2)) : /^\r?\n(?=\0)/.exec(after.slice(to, to + 3))
    if (after[to] === put) {
      to += 1
      isBehindPut = true
    } else if (blank !== null && before.slice(at, at + blank[0].length) !== blank[0]) to += blank[0].length
    else if (before[at] !== after[to]) {
      const more = isSpare ? /^\r?\n/.exec(after.slice(to, to + 2)) : null
      if (more === null) return `${around(before, at)} is ${around(after, to)}`
      to += more[0].length
      isSpare = false
    } else {
      isSpare = /[\r\n]/.test(after[to] ?? '') && (isSpare || (blank !== null && !isBehindPut))
      isBehindPut = false
      at += 1
      to += 1
    }
  }
  return undefined
}

function around(text: string, at: number): string {
  return JSON.stringify(text.slice(Math.max(0, at - 30), at + 60))
}
