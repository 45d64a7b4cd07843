/**
 * One ajv run → the problems a person has: errors at tagged nodes are dropped (their content is checked once it is
 * resolved), and the branches of anyOf and oneOf are settled into what the author most likely meant.
 */
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import { isJsonObject } from '../model/json.ts'
import { suggest } from '../model/suggest.ts'
import type { YamlNode } from '../model/yaml.ts'

export interface Problem {
  /** The JSON Schema keyword that failed. */
  readonly keyword: string
  /** From the checked node down to the one that fails. */
  readonly path: readonly string[]
  readonly pointer: string
  readonly schemaPath: string
  readonly params: { readonly [name: string]: unknown }
  /** Value of the keyword, and the schema that it stands in. */
  readonly schema: unknown
  readonly parent: { readonly [name: string]: unknown }
}

/** `data` is that of the node. */
export function problemsOf(validate: ValidateFunction, root: YamlNode, data: unknown): Problem[] {
  if (validate(data)) return []
  const problems: Problem[] = []
  for (const error of validate.errors ?? []) {
    // Errors inside a name are summed up by that of `propertyNames`, errors inside `then` speak for their `if`.
    if (error.keyword === 'if' || error.propertyName !== undefined) continue
    const problem = problemOf(error)
    if (isTagged(nodeAt(root, problem.path))) continue
    if (error.keyword === 'anyOf' || error.keyword === 'oneOf')
      problems.push(...settle(problem, takeBranches(problem, problems)))
    else problems.push(problem)
  }
  const groups = byPointer(problems)
  return problems.filter((problem) => {
    const others = groups.get(problem.pointer) ?? []
    return !isMisspelt(problem, others) && !isSaidBetter(problem, others) && !isRefused(problem, root)
  })
}

function byPointer(problems: readonly Problem[]): Map<string, Problem[]> {
  const groups = new Map<string, Problem[]>()
  for (const problem of problems) {
    const group = groups.get(problem.pointer)
    if (group === undefined) groups.set(problem.pointer, [problem])
    else group.push(problem)
  }
  return groups
}

/** A wrong type where only certain values are allowed: the values say more. */
function isSaidBetter({ keyword }: Problem, others: readonly Problem[]): boolean {
  return keyword === 'type' && others.some((other) => other.keyword === 'enum' || other.keyword === 'const')
}

/** A required key that stands there misspelt is one problem, not two. */
function isMisspelt(problem: Problem, others: readonly Problem[]): boolean {
  if (problem.keyword !== 'required') return false
  const { oneOf, missingProperty } = problem.params
  const missing = (Array.isArray(oneOf) ? oneOf : [missingProperty]).map(String)
  return others.some(
    ({ keyword, params }) =>
      keyword === 'additionalProperties' && suggest(String(params['additionalProperty']), missing).length > 0,
  )
}

/** A required key that may stand in a pair that was refused, as in what a merge key brings. */
function isRefused({ keyword, path }: Problem, root: YamlNode): boolean {
  const node = nodeAt(root, path)
  return keyword === 'required' && node?.type === 'map' && node.holed === true
}

/** The node that a path leads to; undefined where the path leads nowhere. */
export function nodeAt(root: YamlNode, path: readonly string[]): YamlNode | undefined {
  let node: YamlNode | undefined = root
  for (const step of path) {
    if (node?.type === 'map') node = node.pairs.get(step)?.value
    else if (node?.type === 'list') node = node.items[Number(step)]
    else return undefined
  }
  return node
}

function isTagged(node: YamlNode | undefined): boolean {
  return node?.type === 'scalar' && node.tag !== undefined
}

/** Plain values, as the schemas see them. */
export function dataOf(node: YamlNode): unknown {
  if (node.type === 'scalar') return node.value
  if (node.type === 'list') return node.items.map(dataOf)
  const data: { [key: string]: unknown } = {}
  for (const [key, { value }] of node.pairs) {
    if (key === '__proto__') Object.defineProperty(data, key, { value: dataOf(value), enumerable: true })
    else data[key] = dataOf(value)
  }
  return data
}

function problemOf(error: ErrorObject): Problem {
  const parent: unknown = error.parentSchema
  const steps = error.instancePath.split('/').slice(1)
  return {
    keyword: error.keyword,
    path: steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')),
    pointer: error.instancePath,
    schemaPath: error.schemaPath,
    params: error.params,
    schema: error.schema,
    parent: isJsonObject(parent) ? parent : {},
  }
}

/** Takes the errors of a union's branches, which ajv lists just before the union's own, off the end of the list. */
function takeBranches(union: Problem, problems: Problem[]): Problem[][] {
  const branches: Problem[][] = Array.isArray(union.schema) ? union.schema.map(() => []) : []
  const prefix = `${union.schemaPath}/`
  for (let last = problems.at(-1); last !== undefined; last = problems.at(-1)) {
    if (!last.schemaPath.startsWith(prefix) || !last.pointer.startsWith(union.pointer)) break
    problems.pop()
    branches[Number.parseInt(last.schemaPath.slice(prefix.length), 10)]?.unshift(last)
  }
  return branches
}

function settle(union: Problem, branches: readonly Problem[][]): Problem[] {
  // Nothing is left of a branch whose only errors stood at tagged nodes: it may fit, once they are resolved.
  if (branches.some((branch) => branch.length === 0))
    return Array.isArray(union.params['passingSchemas']) ? [union] : []
  const fitting = branches.filter(
    (branch) => !branch.some((problem) => problem.keyword === 'type' && problem.pointer === union.pointer),
  )
  if (fitting.length === 0)
    return [{ ...union, keyword: 'type', params: { type: branches.flatMap((branch) => typesIn(branch, union)) } }]
  const least = Math.min(...fitting.map(distance))
  const nearest = fitting.filter((branch) => distance(branch) === least)
  return nearest.length > 1 ? together(union, nearest) : (nearest[0] ?? [])
}

/** Branches that are equally near: what they ask for is asked for in one breath. */
function together(union: Problem, nearest: readonly Problem[][]): Problem[] {
  const [first = []] = nearest
  const here = (branch: readonly Problem[], keywords: readonly string[]): Problem[] =>
    branch.filter(({ keyword, pointer }) => pointer === union.pointer && keywords.includes(keyword))
  const missing = nearest.map((branch) => here(branch, ['required']))
  if (missing.every(({ length }) => length === 1)) {
    const oneOf = missing.flat().map(({ params }) => params['missingProperty'])
    const others = first.filter((problem) => !missing.flat().includes(problem))
    return [{ ...union, keyword: 'required', params: { oneOf } }, ...others]
  }
  const fixed = nearest.map((branch) => here(branch, ['const', 'enum']))
  if (nearest.every(({ length }) => length === 1) && fixed.every(({ length }) => length === 1)) {
    return [{ ...union, keyword: 'enum', params: { allowedValues: fixed.flat().flatMap(allowedBy) } }]
  }
  return first
}

/** How far a branch is from what was written: another kind of thing, then things not there, then things too many. */
function distance(branch: readonly Problem[]): number {
  const weigh = ({ keyword }: Problem): number =>
    keyword === 'const' ? 1000 : keyword === 'additionalProperties' ? 11 : 10
  return branch.reduce((sum, problem) => sum + weigh(problem), 0)
}

function typesIn(branch: readonly Problem[], union: Problem): unknown[] {
  return branch
    .filter(({ keyword, pointer }) => keyword === 'type' && pointer === union.pointer)
    .flatMap(({ params }) => params['type'])
}

/** The values that a const or an enum takes. */
export function allowedBy({ keyword, params }: Problem): unknown[] {
  const allowed = keyword === 'const' ? [params['allowedValue']] : params['allowedValues']
  return Array.isArray(allowed) ? allowed : []
}
