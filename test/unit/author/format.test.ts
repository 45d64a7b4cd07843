import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { formatText } from '../../../src/author/format.ts'
import { newProject, vendorNames } from '../../../src/author/init/new-project.ts'
import { sameYaml } from '../../../src/pipeline/yaml-same.ts'

test.each([
  ['indentation', 'a:\n    b:\n        c: 1\n', 'a:\n  b:\n    c: 1\n'],
  ['a list stands further in than its key', 'a:\n- 1\n-   b: 2\n    c: 3\n', 'a:\n  - 1\n  - b: 2\n    c: 3\n'],
  ['spaces', 'a  :   {b: 1,c : [ 1,2 ],  d: { }}\n', 'a: { b: 1, c: [1, 2], d: {} }\n'],
  ['quotes stay', 'a: "x"\nb: \'y\'\n"c": 1\n', 'a: "x"\nb: \'y\'\n"c": 1\n'],
  ['blank lines', '\n\na: 1\n\n\n\nb: 2   \n\n', 'a: 1\n\nb: 2\n'],
  ['the last line', 'a: 1', 'a: 1\n'],
  [
    'comments go with what they are about',
    'a:\n    # b\n    b: 1\n    # end of a\n\n# end\n',
    'a:\n  # b\n  b: 1\n  # end of a\n\n# end\n',
  ],
  [
    'comments in a column stay in it',
    'a:   1        # one\nbb:  22       # two\n',
    'a: 1          # one\nbb: 22        # two\n',
  ],
  ['a comment that is in the way', 'a:\n- x # one\n', 'a:\n  - x # one\n'],
  ['a literal block', 'a: |\n      x\n        y  \n\n      z\nb: 1\n', 'a: |\n  x\n    y  \n\n  z\nb: 1\n'],
  ['a block that starts with spaces', 'a: |4\n      x\n    y\n', 'a: |2\n    x\n  y\n'],
  ['a text over several lines', 'a: "x\n        y"\nb:\n   z\n   w\n', 'a: "x\n  y"\nb: z\n  w\n'],
  ['brackets over several lines', 'a: [\n 1,   # one\n\n  2\n ]\n', 'a: [\n    1, # one\n\n    2\n  ]\n'],
  ['anchors and tags', 'a:   &x   !env   X\nb:    *x\nc: &y\n   d: 1\n', 'a: &x !env X\nb: *x\nc: &y\n  d: 1\n'],
  ['the start of a document', '---\n\n\na: 1\n', '---\n\na: 1\n'],
  ['lines of Windows', 'a:\r\n    b: 1\r\n', 'a:\r\n  b: 1\r\n'],
  ['nothing', '# only this\n', '# only this\n'],
])('%s', (_, before, after) => {
  expect(formatText(before)).toBe(after)
  expect(formatText(after)).toBe(after)
  expect(sameYaml('f.yaml', before, after)).toBe(true)
})

test('what butik does not read is left alone', () => {
  expect(() => formatText('? a\n: 1\n')).toThrow('question mark')
  expect(() => formatText('%YAML 1.2\n---\na: 1\n')).toThrow('directive is not expected')
  expect(() => formatText('a: [1\n')).toThrow('bracket')
})

test('the examples and what init writes are laid out so', () => {
  const folder = join(import.meta.dirname, '../../../examples')
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const examples = names.filter((name) => /\.ya?ml$/.test(name)).map((name) => readFileSync(join(folder, name), 'utf8'))
  const made = vendorNames.flatMap((vendor) => {
    const files = newProject({ vendor, connection: 'shop', platform: 'none', branch: 'main', butik: '0.1.0' }) ?? []
    return files.filter(({ path }) => /\.ya?ml$/.test(path)).map(({ text }) => text)
  })
  expect(examples.length).toBeGreaterThan(5)
  for (const text of [...examples, ...made]) expect(formatText(text)).toBe(text)
})
