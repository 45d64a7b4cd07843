/** Puts the nodes of one document together from parser events. Used by yaml-parse.ts only. */
import type { AliasEvent, DocumentEvent, MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml'
import { COLLECTION_STYLE, getScalarValue, SCALAR_STYLE } from 'js-yaml'
import type { DiagnosticCode } from '../model/codes.ts'
import type { Diagnostic, SourceRange } from '../model/diagnostic.ts'
import type { YamlNode, YamlPair, YamlScalar } from '../model/yaml.ts'
import { HoledMap, PlacedList, PlacedMap, PlacedScalar, type Span } from './yaml-node.ts'
import type { ParsedYaml } from './yaml-parse.ts'
import type { Places } from './yaml-place.ts'
import { coreValue, scalarSpan } from './yaml-scalar.ts'
import { judgeKey, judgeTag, misplacedSheet } from './yaml-subset.ts'

/** Nodes that aliases may stand for in one file, long texts counting more: ten thousand products may share a lot. */
const mostExpanded = 1_000_000
const deepestExpanded = 200

interface Frame {
  readonly pairs: Map<string, YamlPair> | undefined
  readonly items: YamlNode[]
  readonly start: number
  /** The closing bracket of a flow collection. */
  readonly bracket: string
  readonly anchor: string
  readonly tag: '!csv' | undefined
  /** The key that waits for its value; `dropped` where the pair was refused. */
  key: PlacedScalar | 'dropped' | undefined
  holed: boolean
  /** Nodes below and the longest way down, with every alias expanded. */
  size: number
  depth: number
}

interface Anchored {
  readonly node: YamlNode
  readonly size: number
  readonly depth: number
}

export class TreeBuilder {
  /** True where nothing more can be learnt from the text. */
  done = false
  readonly #text: string
  readonly #places: Places
  readonly #diagnostics: Diagnostic[] = []
  readonly #stack: Frame[] = []
  /** Undefined while the node that has the anchor is still open. */
  readonly #anchors = new Map<string, Anchored | undefined>()
  #root: YamlNode | undefined
  #documents = 0
  #expanded = 0
  /** End of the last token that was placed. */
  #cursor = 0

  constructor(text: string, places: Places) {
    this.#text = text
    this.#places = places
  }

  result(): ParsedYaml {
    const empty = this.#root?.type === 'scalar' && this.#root.plain && this.#root.text === '' && !this.#root.tag
    return { root: empty ? undefined : this.#root, diagnostics: this.#diagnostics }
  }

  openDocument(event: DocumentEvent): void {
    this.#documents += 1
    if (this.#documents > 1) {
      const found = this.#text.slice(this.#cursor).search(/^(---|\.\.\.)/m)
      const at = found < 0 ? this.#cursor : this.#cursor + found
      this.#report(
        'E1006',
        'a file holds one document',
        this.#places.range(at, at + 3),
        'put the second document into a file of its own',
      )
      this.done = true
    } else if (event.explicitStart) this.#refuseDirectives()
  }

  scalar(event: ScalarEvent): void {
    const isKey = this.#awaitsKey()
    const tagged = event.tagStart >= 0
    const text = getScalarValue(this.#text, event)
    const plain = event.style === SCALAR_STYLE.PLAIN
    const span = this.#placeScalar(event, isKey)
    const value = plain && !tagged && !isKey ? coreValue(text) : text
    const tag = tagged ? this.#tagOf(text, event) : undefined
    const node = new PlacedScalar(this.#places, span, { value, text, plain, ...(tag === undefined ? {} : { tag }) })
    const weight = 1 + (text.length >> 6)
    this.#finish(node, weight, 0, this.#anchorOf(event))
  }

  openMap(event: MappingEvent): void {
    this.#open(event, new Map(), this.#text[event.start] === '{' ? '}' : '')
  }

  openList(event: SequenceEvent): void {
    this.#open(event, undefined, event.style === COLLECTION_STYLE.FLOW ? ']' : '')
  }

  alias(event: AliasEvent): void {
    const name = this.#text.slice(event.anchorStart, event.anchorEnd)
    const at = this.#places.range(event.anchorStart - 1, event.anchorEnd)
    this.#cursor = event.anchorEnd
    const target = this.#anchors.get(name)
    if (target === undefined) this.#refuseAlias(name, at)
    else if (!this.#mayExpand(target)) {
      const hint = 'write the values out, or use fewer aliases of aliases'
      this.#giveUp('E1007', `the alias *${name} expands to too much`, at, hint)
    } else if (this.#awaitsKey()) this.#dropKey('an alias cannot be a key', at)
    else this.#add(target.node, target.size, target.depth)
  }

  close(): void {
    const frame = this.#stack.pop()
    if (frame === undefined) return
    if (frame.bracket !== '') this.#cursor = this.#afterBracket(frame.bracket)
    const span = { start: frame.start, end: Math.max(this.#cursor, frame.start + 1) }
    const node =
      frame.pairs === undefined
        ? new PlacedList(this.#places, span, frame.items)
        : new (frame.holed ? HoledMap : PlacedMap)(this.#places, span, frame.pairs, frame.tag)
    this.#finish(node, frame.size + 1, frame.depth + 1, frame.anchor)
  }

  #refuseAlias(name: string, at: SourceRange): void {
    if (this.#anchors.has(name)) this.#giveUp('E1007', `the alias *${name} stands inside what it names`, at)
    else this.#giveUp('E1004', `the alias *${name} names nothing above it`, at, `write &${name} before the first value`)
  }

  #mayExpand({ size, depth }: Anchored): boolean {
    this.#expanded += size
    return this.#expanded <= mostExpanded && this.#stack.length + depth <= deepestExpanded
  }

  #open(event: MappingEvent | SequenceEvent, pairs: Map<string, YamlPair> | undefined, bracket: string): void {
    const anchor = this.#anchorOf(event)
    if (anchor !== '') this.#anchors.set(anchor, undefined)
    const raw = event.tagStart < 0 ? undefined : this.#text.slice(event.tagStart, event.tagEnd)
    const tag = raw === '!csv' && pairs !== undefined ? raw : undefined
    if (raw !== undefined && tag === undefined) {
      const problem = judgeTag(raw) ?? {
        code: 'E1008',
        summary: `${raw} takes a text, not ${raw === '!csv' ? 'a list' : 'a mapping or a list'}`,
      }
      this.#report(problem.code, problem.summary, this.#places.range(event.tagStart, event.tagEnd), problem.hint)
    }
    this.#cursor = event.start
    const { start } = event
    const [key, holed] = [undefined, false]
    this.#stack.push({ pairs, items: [], start, bracket, anchor, tag, key, holed, size: 0, depth: 0 })
  }

  #finish(node: YamlNode, size: number, depth: number, anchor: string): void {
    if (anchor !== '') this.#anchors.set(anchor, { node, size, depth })
    this.#add(node, size, depth)
  }

  #add(node: YamlNode, size: number, depth: number): void {
    const frame = this.#stack.at(-1)
    if (node.type !== 'list' && node.tag === '!csv') this.#checkSheet(frame, node.at)
    if (frame === undefined) {
      this.#root = node
      return
    }
    frame.size += size
    if (depth > frame.depth) frame.depth = depth
    if (frame.pairs === undefined) frame.items.push(node)
    else if (frame.key === undefined) this.#takeKey(frame.pairs, node)
    else {
      if (frame.key !== 'dropped') frame.pairs.set(frame.key.text, { key: frame.key, value: node })
      frame.key = undefined
    }
  }

  #takeKey(pairs: Map<string, YamlPair>, node: YamlNode): void {
    const problem = judgeKey(pairs, node)
    if (problem !== undefined) this.#report(problem.code, problem.summary, node.at, problem.hint, problem.detail)
    this.#setKey(node instanceof PlacedScalar && problem === undefined ? node : 'dropped')
  }

  #dropKey(summary: string, at: SourceRange, hint?: string): void {
    this.#report('E1006', summary, at, hint)
    this.#setKey('dropped')
  }

  #setKey(key: PlacedScalar | 'dropped'): void {
    const frame = this.#stack.at(-1)
    if (frame === undefined) return
    frame.key = key
    if (key === 'dropped') frame.holed = true
  }

  #awaitsKey(): boolean {
    const frame = this.#stack.at(-1)
    return frame?.pairs !== undefined && frame.key === undefined
  }

  #tagOf(text: string, event: ScalarEvent): YamlScalar['tag'] {
    const raw = this.#text.slice(event.tagStart, event.tagEnd)
    const problem = judgeTag(raw)
    const at = this.#places.range(event.tagStart, event.tagEnd)
    if (problem !== undefined) this.#report(problem.code, problem.summary, at, problem.hint)
    else if (text === '')
      this.#report('E1008', `${raw} names nothing`, at, raw === '!env' ? 'write !env NAME' : `write ${raw} path`)
    else if (raw === '!env' || raw === '!file' || raw === '!csv') return raw
    return undefined
  }

  /** An empty value has no place of its own: its key stands in for it. */
  #placeScalar(event: ScalarEvent, isKey: boolean): Span {
    if (event.style === SCALAR_STYLE.PLAIN && event.valueStart >= 0 && event.tagStart < 0) {
      this.#cursor = event.valueEnd
      return { start: event.valueStart, end: event.valueEnd }
    }
    const span = scalarSpan(this.#text, event, Math.max(this.#cursor, event.tagEnd, event.anchorEnd))
    if (span === undefined) {
      if (event.tagStart >= 0) return { start: event.tagStart, end: event.tagEnd }
      const key = this.#stack.at(-1)?.key
      if (!isKey && typeof key === 'object') return key.span
      return this.#placeEmptyItem()
    }
    this.#cursor = Math.max(span.end, event.valueEnd)
    return { start: event.tagStart >= 0 ? event.tagStart : span.start, end: span.end }
  }

  /** An empty item of a list stands at its dash. */
  #placeEmptyItem(): Span {
    const dash = this.#text.indexOf('-', this.#cursor)
    if (dash >= 0) this.#cursor = dash + 1
    const start = dash >= 0 ? dash : this.#cursor
    return { start, end: start + 1 }
  }

  #anchorOf(event: { anchorStart: number; anchorEnd: number }): string {
    return event.anchorStart < 0 ? '' : this.#text.slice(event.anchorStart, event.anchorEnd)
  }

  #afterBracket(bracket: string): number {
    const rest = /(?:[\s,?:]|(?<=[\s,])#[^\r\n]*)*/y
    rest.lastIndex = this.#cursor
    rest.test(this.#text)
    const index = this.#text.indexOf(bracket, rest.lastIndex)
    return index < 0 ? this.#cursor : index + 1
  }

  #refuseDirectives(): void {
    const head = this.#text.slice(0, Math.max(0, this.#text.search(/^---/m)))
    const start = head.search(/^%/m)
    if (start < 0) return
    const end = start + (/^.*/.exec(head.slice(start))?.[0].length ?? 1)
    this.#report(
      'E1006',
      'directives (%YAML, %TAG) are not supported',
      this.#places.range(start, end),
      'remove the line',
    )
  }

  #checkSheet(frame: Frame | undefined, source: SourceRange): void {
    // A key has an error of its own.
    if (this.#awaitsKey() || (this.#stack.length === 1 && frame?.pairs !== undefined)) return
    this.#report(misplacedSheet.code, misplacedSheet.summary, source, misplacedSheet.hint)
  }

  #giveUp(code: DiagnosticCode, summary: string, source: SourceRange, hint?: string): void {
    this.#report(code, summary, source, hint)
    this.#root = undefined
    this.done = true
  }

  #report(code: DiagnosticCode, summary: string, source: SourceRange, hint?: string, detail?: string): void {
    const more = { ...(detail === undefined ? {} : { detail }), ...(hint === undefined ? {} : { hint }) }
    this.#diagnostics.push({ severity: 'error', code, summary, ...more, source })
  }
}
