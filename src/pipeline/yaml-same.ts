/** Whether two texts stand for the same: what whoever lays a file out anew asks before it is written. */
import type { YamlNode } from '../model/yaml.ts'
import { parseYaml } from './yaml-parse.ts'

/** Quotes count: a number in quotes is not the same as one without. */
export function sameYaml(file: string, before: string, after: string): boolean {
  const [one, other] = [parseYaml(file, before), parseYaml(file, after)]
  if (one.diagnostics.length > 0 || other.diagnostics.length > 0) return false
  if (one.root === undefined || other.root === undefined) return one.root === other.root
  return sameNode(one.root, other.root)
}

function sameNode(one: YamlNode, other: YamlNode): boolean {
  if (one.type === 'scalar') {
    if (other.type !== 'scalar' || one.text !== other.text) return false
    return one.plain === other.plain && one.tag === other.tag && one.value === other.value
  }
  if (one.type === 'list') {
    if (other.type !== 'list' || one.items.length !== other.items.length) return false
    return one.items.every((item, index) => {
      const beside = other.items[index]
      return beside !== undefined && sameNode(item, beside)
    })
  }
  if (other.type !== 'map' || one.pairs.size !== other.pairs.size) return false
  const beside = other.pairs.entries()
  return [...one.pairs].every(([key, { value }]) => {
    const next = beside.next()
    return !next.done && next.value[0] === key && sameNode(value, next.value[1].value)
  })
}
