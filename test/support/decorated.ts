// Files that were pulled, as if their author had been at them: another order, other quotes, brackets or lines, comments, blank lines,
// anchors, texts in files of their own, suppliers in a sheet. They say what they said before.
import { parseYaml } from '../../src/pipeline/yaml-parse.ts'
import { type Chance, print, type Tree, treeOfNode } from './yaml-documents.ts'

type Files = Readonly<Record<string, string>>

export function decorated(files: Files, chance: Chance): Record<string, string> {
  const made: Record<string, string> = { ...files }
  for (const [path, text] of Object.entries(files)) {
    const { root } = parseYaml(path, text)
    if (!path.endsWith('.yaml') || path === 'butik.yaml' || root === undefined) continue
    const tree = treeOfNode(root)
    const isSheet = path === 'suppliers.yaml' && chance.in(4)
    if (isSheet) Object.assign(made, sheetOf(tree))
    else made[path] = print(varied(tree, [], { chance, path, files: made }), chance, true).text
  }
  return made
}

interface Varying {
  readonly chance: Chance
  readonly path: string
  /** Where new ones are put. */
  readonly files: Record<string, string>
}

function varied(tree: Tree, at: readonly string[], how: Varying): Tree {
  const { chance } = how
  if (tree.type === 'list') return { type: 'list', items: tree.items.map((item) => varied(item, [...at, '-'], how)) }
  if (tree.type === 'scalar') return variedScalar(tree, at, how)
  const [only, ...more] = tree.pairs
  // `{ val: Sort }` is `Sort`.
  if (only?.[0] === 'val' && more.length === 0 && at.at(-2) === 'values' && chance.in(2)) return only[1]
  const pairs = tree.pairs.map(([key, value]): [string, Tree] => [key, varied(value, [...at, key], how)])
  return { type: 'map', pairs: chance.in(3) ? shuffled(pairs, chance) : pairs }
}

function variedScalar(tree: Tree & { type: 'scalar' }, at: readonly string[], { chance, path, files }: Varying): Tree {
  const field = at.at(-1) ?? ''
  if (/price$/.test(field) && /^\d+$/.test(tree.text) && chance.in(2)) return { ...tree, text: `${tree.text}.00` }
  if (field !== 'description' || at[0] !== 'products' || at.length !== 3) return tree
  if (tree.is !== 'text' || tree.text.includes('${') || chance.in(2)) return tree
  const name = `mine/${at[1]}.html`
  const folder = path.includes('/') ? '../'.repeat(path.split('/').length - 1) : ''
  files[name] = tree.text
  return { type: 'scalar', is: '!file', text: `${folder}${name}` }
}

function shuffled<One>(list: readonly One[], chance: Chance): One[] {
  const left = [...list]
  return list.flatMap(() => left.splice(chance.below(left.length), 1))
}

function sheetOf(tree: Tree): Record<string, string> {
  const [section] = tree.type === 'map' ? tree.pairs : []
  if (section?.[0] !== 'suppliers' || section[1].type !== 'map') return {}
  const rows = section[1].pairs.map(([key, fields]) => {
    const cell = (name: string) => {
      const found = fields.type === 'map' ? fields.pairs.find(([field]) => field === name)?.[1] : undefined
      return found?.type === 'scalar' ? found.text : ''
    }
    return `${key};${cell('name')};"${cell('dropshipping_mail')}"\n`
  })
  return {
    'suppliers.yaml': 'suppliers: !csv suppliers.csv # theirs\n',
    'suppliers.csv': `key;name;dropshipping_mail\n${rows.join('')}`,
  }
}
