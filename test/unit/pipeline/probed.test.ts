import { expect, test } from 'vitest'
import { probedFacts, probeText } from '../../../src/pipeline/probed.ts'
import { parseYaml } from '../../../src/pipeline/yaml-parse.ts'

const file = 'butik.probe.shop.yaml'
const read = (text: string) => probedFacts({ file, text, root: parseYaml(file, text).root })

test('what probe writes is what the provider is told, and the rest is a comment', () => {
  const text = probeText('shop', {
    vendor: 'toy',
    day: '2026-03-01',
    facts: [
      { fact: 'max_limit', finding: { known: true, value: 50, evidence: 'limit=1000 gave 50 rows: "50"' } },
      { fact: 'list_form', finding: { known: true, value: 'bare', evidence: 'an array' } },
      { fact: 'array_put', finding: { known: false, why: 'only writing\ncan tell' } },
    ],
  })
  expect(read(text)).toEqual({ facts: { max_limit: 50, list_form: 'bare' }, diagnostics: [] })
  expect(text).toContain('# array_put: only writing can tell\n')
})

test('nothing found is an empty file of facts', () => {
  expect(read(probeText('shop', { vendor: 'toy', day: '2026-03-01', facts: [] }))).toEqual({
    facts: {},
    diagnostics: [],
  })
  expect(probedFacts(undefined)).toEqual({ facts: {}, diagnostics: [] })
})

test.each([
  ['facts: [1]', '1:8 "facts" is not a mapping'],
  ['shop: true', '1:1 "facts" is not a mapping'],
  ['facts: { max_limit: {} }', '1:10 the fact "max_limit" has no value that is a text or a number'],
  ['facts: { max_limit: { value: [1] } }', '1:30 the fact "max_limit" has no value that is a text or a number'],
  ['facts: { max_limit: { value: !env X } }', '1:30 the fact "max_limit" has no value that is a text or a number'],
])('%s is said at its place', (text, said) => {
  const { diagnostics, facts } = read(text)
  expect(facts).toEqual({})
  expect(diagnostics.map(({ source, summary }) => `${source?.line}:${source?.column} ${summary}`)).toEqual([said])
})
