/** A text of `map.yaml` → the rules of a migration, or what is wrong with it at its place. */
import type { Diagnostic } from '../model/diagnostic.ts'
import { didYouMean } from '../model/suggest.ts'
import type { YamlNode, YamlScalar } from '../model/yaml.ts'
import { child, textOf } from './config.ts'
import { type CellField, cellField } from './sheet-fields.ts'
import { misfitsOf, type SchemaSource } from './validate-fit.ts'
import { diagnosticOf } from './validate-words.ts'
import { parseYaml } from './yaml-parse.ts'

export interface MigrationMap {
  readonly decimal?: ',' | '.'
  readonly sections: readonly MapSection[]
  readonly ignore: readonly YamlScalar[]
}

export interface MapSection {
  /** Of the resource files: `products`. */
  readonly section: string
  /** Kind of the source. */
  readonly from: string
  readonly fromAt: YamlNode
  readonly key?: Source
  /** Values that these fields must have, each. */
  readonly only: readonly { readonly source: Source; readonly values: ReadonlySet<string> }[]
  readonly rules: readonly MapRule[]
}

export interface Source {
  readonly path: readonly string[]
  readonly at: YamlScalar
}

export interface MapRule {
  readonly field: CellField
  /** As it is written: `attributes.colour`. */
  readonly name: string
  /** Undefined for a constant. */
  readonly source?: Source
  readonly constant?: YamlNode
  readonly table?: ReadonlyMap<string, YamlNode>
  readonly otherwise?: YamlNode
}

export interface MapGiven {
  readonly file: string
  readonly text: string
  readonly schemas: SchemaSource
  /** The JSON Schemas of one resource, by section of the vendor that the resources are for. */
  readonly targets: ReadonlyMap<string, unknown>
}

/** Undefined where anything is wrong with it. */
export async function readMap({ file, text, schemas, targets }: MapGiven): Promise<{
  readonly map: MigrationMap | undefined
  readonly diagnostics: readonly Diagnostic[]
}> {
  const { root, diagnostics } = parseYaml(file, text)
  if (root === undefined || diagnostics.length > 0) {
    const empty: Diagnostic = { severity: 'error', code: 'E1550', summary: `${file} holds no map`, hint: mapHint }
    return { map: undefined, diagnostics: diagnostics.length > 0 ? diagnostics : [empty] }
  }
  const misfits = (await misfitsOf(root, 'map', schemas)).map((problem) => diagnosticOf(problem, root))
  const reading = new Reading(root, targets)
  const tagged = taggedIn(root, [])
  const found = [...misfits, ...tagged, ...reading.diagnostics]
  return { map: found.length === 0 ? reading.map : undefined, diagnostics: found }
}

const mapHint =
  'write resources: { products: { fields: { own_id: sku, name: title } } }; docs/migrate.md shows a whole one'

/** A map holds words, and nothing that is put in from elsewhere. */
function taggedIn(node: YamlNode, found: Diagnostic[]): Diagnostic[] {
  if (node.type !== 'list' && node.tag !== undefined)
    found.push({ severity: 'error', code: 'E1550', summary: `a map takes no ${node.tag}`, source: node.at })
  if (node.type === 'map') for (const { value } of node.pairs.values()) taggedIn(value, found)
  else if (node.type === 'list') for (const item of node.items) taggedIn(item, found)
  return found
}

class Reading {
  readonly diagnostics: Diagnostic[] = []
  readonly map: MigrationMap
  readonly #tables: YamlNode | undefined
  readonly #targets: ReadonlyMap<string, unknown>

  constructor(root: YamlNode, targets: ReadonlyMap<string, unknown>) {
    this.#tables = child(root, 'tables')
    this.#targets = targets
    const decimal = textOf(child(root, 'decimal'))
    const ignore = child(root, 'ignore')
    this.map = {
      ...(decimal === ',' || decimal === '.' ? { decimal } : {}),
      sections: pairsOf(child(root, 'resources')).flatMap(([key, value]) => this.#section(key, value) ?? []),
      ignore: ignore?.type === 'list' ? ignore.items.filter((item) => item.type === 'scalar') : [],
    }
  }

  #section(key: YamlScalar, value: YamlNode): MapSection | undefined {
    const schema = this.#targets.get(key.text)
    if (schema === undefined) {
      const known = [...this.#targets.keys()]
      const hint = didYouMean(key.text, known) ?? `the sections are ${known.join(', ')}`
      this.#report(`there is no section "${key.text}" to migrate into`, hint, key)
      return undefined
    }
    const from = child(value, 'from')
    const named = child(value, 'key')
    const rules = pairsOf(child(value, 'fields')).flatMap(([name, rule]) => this.#rule(schema, name, rule) ?? [])
    const source = named === undefined ? undefined : sourceOf(named)
    return {
      section: key.text,
      from: textOf(from) ?? 'product',
      fromAt: from ?? key,
      ...(source === undefined ? {} : { key: source }),
      only: pairsOf(child(value, 'only')).map(([at, wanted]) => ({
        source: { path: at.text.split('.'), at },
        values: new Set((wanted.type === 'list' ? wanted.items : [wanted]).flatMap((one) => textOf(one) ?? [])),
      })),
      rules,
    }
  }

  #rule(schema: unknown, key: YamlScalar, node: YamlNode): MapRule | undefined {
    const field = cellField(schema, key.text)
    if ('asked' in field) {
      const parts = field.known.filter((name) => name.startsWith(`${key.text}.`))
      const near = didYouMean(key.text, field.known)
      const hint = parts.length > 0 ? `write one of its parts: ${parts.join(', ')}` : near
      this.#report(`no value can be put into "${key.text}"`, hint, key)
      return undefined
    }
    const constant = child(node, 'value')
    const source = constant === undefined ? sourceOf(node) : undefined
    const table = child(node, 'table')
    const otherwise = child(node, 'else')
    const entries = table === undefined ? undefined : this.#table(table)
    if (otherwise !== undefined && table === undefined)
      this.#report('"else" is for values that a table does not have', 'add a table, or take it out', otherwise)
    return {
      field,
      name: key.text,
      ...(source === undefined ? {} : { source }),
      ...(constant === undefined ? {} : { constant }),
      ...(entries === undefined ? {} : { table: entries }),
      ...(otherwise === undefined ? {} : { otherwise }),
    }
  }

  #table(node: YamlNode): ReadonlyMap<string, YamlNode> | undefined {
    const table = node.type === 'map' ? node : child(this.#tables, textOf(node) ?? '')
    if (table?.type === 'map') return new Map([...table.pairs].map(([name, { value }]) => [name, value]))
    const names = pairsOf(this.#tables).map(([{ text }]) => text)
    const hint = didYouMean(textOf(node) ?? '', names) ?? 'declare it under "tables"'
    this.#report(`there is no table "${textOf(node)}"`, hint, node)
    return undefined
  }

  #report(summary: string, hint: string | undefined, { at }: YamlNode): void {
    const words = { severity: 'error', code: 'E1550', summary, source: at } as const
    this.diagnostics.push(hint === undefined ? words : { ...words, hint })
  }
}

function sourceOf(node: YamlNode): Source | undefined {
  const at = node.type === 'map' ? child(node, 'from') : node
  const text = textOf(at)
  return at?.type === 'scalar' && text !== undefined ? { path: text.split('.'), at } : undefined
}

function pairsOf(node: YamlNode | undefined): [YamlScalar, YamlNode][] {
  return node?.type === 'map' ? [...node.pairs.values()].map(({ key, value }) => [key, value]) : []
}
