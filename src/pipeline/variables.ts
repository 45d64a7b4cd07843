/**
 * `${name}` in values → what butik.yaml says the variable holds. A value that is nothing but a variable keeps its type; within a
 * text the variable's source text is put in. Pure. What is put in is not looked through again, and nothing is computed.
 */
import type { Diagnostic, SourceRange } from '../model/diagnostic.ts'
import { didYouMean } from '../model/suggest.ts'
import type { YamlMap, YamlNode, YamlPair, YamlScalar } from '../model/yaml.ts'
import { laidMap } from './laid.ts'

export interface Variables {
  /** Usable values; a name that has none here and is in `declared` has an error where it is declared. */
  readonly values: ReadonlyMap<string, YamlScalar>
  readonly declared: ReadonlySet<string>
  /** Names that other environments set, and which. */
  readonly elsewhere: ReadonlyMap<string, readonly string[]>
}

export interface PutIn {
  readonly node: YamlNode
  readonly diagnostics: readonly Diagnostic[]
  /** By place (`placeKey`) of a value that variables were put into: where they are set, in words. */
  readonly origins: ReadonlyMap<string, string>
  /** Places of values that have a problem here: what they hold is not what is meant. */
  readonly unclear: ReadonlySet<string>
}

/** Also where the escapes of double quotes spell it. False means that no value of the text holds a variable. */
export function mayHoldVariables(text: string): boolean {
  return /\$\{|\\(?:x24|u0024|U00000024|x7b|u007b|U0000007b)/i.test(text)
}

export function placeKey({ file, line, column }: Pick<SourceRange, 'file' | 'line' | 'column'>): string {
  return `${file}:${line}:${column}`
}

export function putIn(root: YamlNode, variables: Variables): PutIn {
  const putting = new Putting(variables)
  const { diagnostics, origins, unclear } = putting
  return { node: putting.node(root), diagnostics, origins, unclear }
}

/** `$${` is the text `${`; then a variable; then what looks like one and is none. */
const marks = /\$\$\{|\$\{([A-Za-z0-9][A-Za-z0-9_-]*)\}|\$\{[^}\r\n]*\}?/g

/** True for a text with a variable in it, or with what looks like one. */
export function holdsVariable(text: string): boolean {
  return text.includes('${') && text.replaceAll('$${', '').includes('${')
}

/** The names in a text, each time they stand there. */
export function namesIn(text: string): string[] {
  return [...text.matchAll(marks)].flatMap(([, name]) => name ?? [])
}

class Putting {
  readonly diagnostics: Diagnostic[] = []
  readonly origins = new Map<string, string>()
  readonly unclear = new Set<string>()
  readonly #variables: Variables

  constructor(variables: Variables) {
    this.#variables = variables
  }

  /** The same node where there is nothing to put in. */
  node(node: YamlNode): YamlNode {
    if (node.type === 'scalar') return node.text.includes('${') ? this.#scalar(node) : node
    if (node.type === 'map') return this.#map(node)
    const items = node.items.map((item) => this.node(item))
    if (items.every((item, index) => item === node.items[index])) return node
    return {
      type: 'list',
      items,
      get at() {
        return node.at
      },
    }
  }

  #map(map: YamlMap): YamlMap {
    let pairs: Map<string, YamlPair> | undefined
    for (const [name, { key, value }] of map.pairs) {
      if (holdsVariable(name)) this.#report(key, 'a variable cannot stand in a key', 'write the key out')
      const put = this.node(value)
      if (put === value) continue
      pairs ??= new Map(map.pairs)
      pairs.set(name, { key, value: put })
    }
    return pairs === undefined ? map : laidMap(map, pairs)
  }

  #scalar(node: YamlScalar): YamlScalar {
    const whole = /^\$\{([A-Za-z0-9][A-Za-z0-9_-]*)\}$/.exec(node.text)?.[1]
    const value = whole === undefined || node.tag !== undefined ? undefined : this.#variables.values.get(whole)
    if (whole !== undefined && value !== undefined) {
      this.#note(node, [whole])
      return standing(node, value)
    }
    const names: string[] = []
    const text = node.text.replace(marks, (mark: string, name: string | undefined, index: number) => {
      if (mark === '$${') return '${'
      const part = this.#part(node, { mark, name, index })
      if (part === undefined) this.unclear.add(placeKey(node.at))
      else if (name !== undefined) names.push(name)
      return part ?? mark
    })
    if (names.length > 0) this.#note(node, names)
    return standing(node, { value: text, text, plain: false, ...(node.tag === undefined ? {} : { tag: node.tag }) })
  }

  /** Undefined where nothing can be put in: that is reported. */
  #part(node: YamlScalar, { mark, name, index }: Mark): string | undefined {
    const at = partOf(node, index, mark.length)
    if (name === undefined) {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the very text that is meant
      const hint = 'a variable is written ${name}, with letters, digits, - and _; for the text itself write $${'
      this.#reportAt(at, `"${mark}" is not a variable`, hint)
      return undefined
    }
    const value = this.#variables.values.get(name)
    if (value === undefined) {
      if (!this.#variables.declared.has(name)) this.#reportAt(at, `there is no variable "${name}"`, this.#hintFor(name))
      return undefined
    }
    if (value.tag !== undefined) {
      const hint = `put the whole value into an environment variable, and write !env NAME or a variable that is one`
      this.#reportAt(at, `the variable "${name}" is secret, and can only be a whole value`, hint)
      return undefined
    }
    if (value.value === null && value.plain) {
      this.#reportAt(at, `the variable "${name}" is null, and can only be a whole value`, 'write "" for no text')
      return undefined
    }
    return value.text
  }

  #hintFor(name: string): string {
    const { declared, elsewhere } = this.#variables
    const others = elsewhere.get(name)
    if (others !== undefined)
      return `only ${others.join(', ')} sets it: set it in each environment, or under "variables"`
    const literal = `declare it under "variables" in butik.yaml; for the text itself write $\${${name}}`
    return didYouMean(name, declared) ?? literal
  }

  #note(node: YamlScalar, names: readonly string[]): void {
    const places = [...new Set(names)].flatMap((name) => {
      const value = this.#variables.values.get(name)
      return value === undefined ? [] : [`\${${name}} is set at ${placeKey(value.at)}`]
    })
    this.origins.set(placeKey(node.at), places.join(', '))
  }

  #report(node: YamlNode, summary: string, hint: string): void {
    this.#reportAt(node.at, summary, hint)
  }

  #reportAt(source: SourceRange, summary: string, hint: string): void {
    this.diagnostics.push({ severity: 'error', code: 'E1402', summary, hint, source })
  }
}

interface Mark {
  readonly mark: string
  readonly name: string | undefined
  readonly index: number
}

/** Another value at the place of this one. */
function standing(place: YamlScalar, { value, text, plain, tag }: Omit<YamlScalar, 'type' | 'at'>): YamlScalar {
  return {
    type: 'scalar',
    value,
    text,
    plain,
    ...(tag === undefined ? {} : { tag }),
    get at() {
      return place.at
    },
  }
}

/** Where a part of the text stands, if it stands in the file as it is in the text; the whole scalar otherwise. */
function partOf({ at, text, plain, tag }: YamlScalar, index: number, length: number): SourceRange {
  const quote = plain ? 0 : 1
  if (tag !== undefined || at.line !== at.endLine || at.endColumn - at.column !== text.length + 2 * quote) return at
  const column = at.column + quote + index
  return { ...at, column, endColumn: column + length }
}
