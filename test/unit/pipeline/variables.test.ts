// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the very text that these tests are about
/** `${name}` in values: what is put in, what stays as it is written, and what is said where it cannot be. */
import { describe, expect, it } from 'vitest'
import type { YamlMap, YamlNode, YamlScalar } from '../../../src/model/yaml.ts'
import { mayHoldVariables, namesIn, placeKey, putIn, type Variables } from '../../../src/pipeline/variables.ts'
import { parseYaml } from '../../../src/pipeline/yaml-parse.ts'
import { said } from './load-fixture.ts'

const declared = `currency: DKK
amount: 12.50
sku: 00123
hero: true
none: null
quoted: "null"
empty: ""
code: !env CODE
`

function variablesOf(text = declared): Variables {
  const root = map(parseYaml('vars.yaml', text).root)
  const values = new Map<string, YamlScalar>()
  for (const [name, { value }] of root.pairs) if (value.type === 'scalar') values.set(name, value)
  const elsewhere = new Map([['vat', ['staging', 'test']]])
  return { values, declared: new Set([...values.keys(), 'broken']), elsewhere }
}

function map(node: YamlNode | undefined): YamlMap {
  if (node?.type !== 'map') throw new TypeError('not a mapping')
  return node
}

function put(text: string) {
  const { root } = parseYaml('a.yaml', text)
  return putIn(map(root), variablesOf())
}

/** The value of the one key. */
function scalarOf(text: string) {
  const { node, diagnostics } = put(`a: ${text}\n`)
  const value = map(node).pairs.get('a')?.value
  if (value?.type !== 'scalar') throw new TypeError('not a scalar')
  return { value, said: diagnostics.map(said) }
}

describe('a value that is nothing but a variable', () => {
  it.each([
    ['is a text', '${currency}', { value: 'DKK', text: 'DKK' }],
    ['keeps a number with its source text', '${amount}', { value: 12.5, text: '12.50' }],
    ['keeps zeros in front', '${sku}', { text: '00123' }],
    ['keeps a flag', '${hero}', { value: true, plain: true }],
    ['keeps null', '${none}', { value: null, plain: true }],
    ['keeps a quoted null a text', '${quoted}', { value: 'null', plain: false }],
    ['keeps no text', '${empty}', { value: '', text: '' }],
    ['keeps its type in quotes too', '"${hero}"', { value: true, plain: true }],
    ['is secret where the variable is', '${code}', { tag: '!env', text: 'CODE' }],
  ])('%s', (_, text, expected) => {
    const found = scalarOf(text)
    expect(found.said).toEqual([])
    expect(found.value).toMatchObject(expected)
    expect(found.value.at).toMatchObject({ file: 'a.yaml', line: 1, column: 4 })
  })
})

describe('a variable within a text', () => {
  it.each([
    ['by its source text', 'x ${amount} y ${sku}', 'x 12.50 y 00123'],
    ['flags as they are written', '"${hero}!"', 'true!'],
    ['twice', '${currency}${currency}', 'DKKDKK'],
    ['of a literal block', '|\n  <b>${currency}</b>\n  ${amount}\n', '<b>DKK</b>\n12.50\n'],
    ['nothing for no text', 'a${empty}b', 'ab'],
  ])('is put in %s', (_, text, expected) => {
    const { value, said } = scalarOf(text)
    expect(said).toEqual([])
    expect(value).toMatchObject({ value: expected, text: expected, plain: false })
    expect(value).not.toHaveProperty('tag')
  })

  it('is put into the path of a file and the name of a variable of the machine', () => {
    expect(scalarOf('!file texts/${currency}.html').value).toMatchObject({ tag: '!file', text: 'texts/DKK.html' })
    expect(scalarOf('!env ${currency}_TOKEN').value).toMatchObject({ tag: '!env', text: 'DKK_TOKEN' })
  })

  it('is put in within lists and mappings, and the rest stays the very same', () => {
    const { node } = put('a: [x, "${currency}"]\nb: { c: "${hero}", d: 1 }\ne: { f: 1 }\n')
    const { pairs } = map(node)
    expect(pairs.get('a')?.value).toMatchObject({ items: [{ text: 'x' }, { text: 'DKK' }] })
    expect(map(pairs.get('b')?.value).pairs.get('c')?.value).toMatchObject({ value: true })
    expect(map(node).at).toMatchObject({ line: 1, column: 1 })
    const { root } = parseYaml('a.yaml', 'e: { f: $1 }\nprice: $\n')
    expect(putIn(map(root), variablesOf()).node).toBe(root)
  })
})

describe('what stands for itself', () => {
  it.each([
    ['$${currency}', '${currency}'],
    ['a $${ b', 'a ${ b'],
    ['$$$${x}', '$$${x}'],
    ['"$ {currency} $currency {currency}"', '$ {currency} $currency {currency}'],
  ])('%s', (text, expected) => {
    const { value, said } = scalarOf(text)
    expect(said).toEqual([])
    expect(value.text).toBe(expected)
  })

  it('what is put in is not looked through again', () => {
    const variables = variablesOf('odd: "$${currency}"\n')
    const { node } = putIn(map(parseYaml('a.yaml', 'a: x ${odd}\n').root), variables)
    expect(map(node).pairs.get('a')?.value).toMatchObject({ text: 'x $${currency}' })
  })
})

describe('what cannot be put in', () => {
  const literal = (name: string) => `declare it under "variables" in butik.yaml; for the text itself write $\${${name}}`
  it.each([
    ['price: ${curency}', 'E1402 a.yaml:1:8 there is no variable "curency" (did you mean "currency"?)'],
    ['price: "x ${zzzzzz}"', `E1402 a.yaml:1:11 there is no variable "zzzzzz" (${literal('zzzzzz')})`],
    ['price: |\n  x ${zzzzzz}', `E1402 a.yaml:1:8 there is no variable "zzzzzz" (${literal('zzzzzz')})`],
    [
      'price: ${vat}',
      'E1402 a.yaml:1:8 there is no variable "vat" (only staging, test sets it: set it in each environment, or under "variables")',
    ],
    [
      'url: https://x/${code}',
      'E1402 a.yaml:1:16 the variable "code" is secret, and can only be a whole value (put the whole value into an environment variable, and write !env NAME or a variable that is one)',
    ],
    [
      'a: !env ${code}',
      'E1402 a.yaml:1:4 the variable "code" is secret, and can only be a whole value (put the whole value into an environment variable, and write !env NAME or a variable that is one)',
    ],
    [
      'name: a ${none}',
      'E1402 a.yaml:1:9 the variable "none" is null, and can only be a whole value (write "" for no text)',
    ],
    ['x${hero}: 1', 'E1402 a.yaml:1:1 a variable cannot stand in a key (write the key out)'],
  ])('%s', (text, expected) => {
    expect(put(`${text}\n`).diagnostics.map(said)).toEqual([expected])
  })

  it.each(['${a.b}', '${}', '${a b}', '"${"', 'x ${open'])('%s is not a variable', (text) => {
    const [first, ...others] = scalarOf(text).said
    expect(others).toEqual([])
    expect(first).toMatch(/^E1402 a\.yaml:1:\d+ "\$\{.*" is not a variable \(a variable is written \$\{name\}/)
  })

  it('says it of each value, and of those that have an error of their own nothing', () => {
    expect(put('a: ${one}\nb: ${two} ${three}\nc: ${broken}\n').diagnostics.map(({ source }) => source?.line)).toEqual([
      1, 2, 2,
    ])
  })
})

it.each(['a: { b: ${sku} }', 'a: [x, ${sku}]', 'a: { b: "x", c: x ${sku} }'])('asks for quotes in %s', (text) => {
  expect(parseYaml('a.yaml', `${text}\n`).diagnostics.map(({ code, hint }) => [code, hint])).toEqual([
    ['E1004', 'between brackets or braces a variable is written in quotes: "${name}"'],
  ])
})

it('says where a value comes from, and which values are not what is meant', () => {
  const { origins, unclear } = put('a: ${hero}\nb: x ${sku}${sku} ${amount}\nc: "${zzz}"\nd: 1\n')
  expect([...origins]).toEqual([
    ['a.yaml:1:4', '${hero} is set at vars.yaml:4:7'],
    ['a.yaml:2:4', '${sku} is set at vars.yaml:3:6, ${amount} is set at vars.yaml:2:9'],
  ])
  expect([...unclear]).toEqual([placeKey({ file: 'a.yaml', line: 3, column: 4 })])
})

it('finds variables however they are written', () => {
  for (const text of ['${a}', '"\\x24{a}"', '"$\\x7Ba}"', '"\\u0024{a}"', '"\\U00000024{a}"'])
    expect([text, mayHoldVariables(text)]).toEqual([text, true])
  for (const text of ['$a', '{a}', '$ {a}', '"\\x25"']) expect([text, mayHoldVariables(text)]).toEqual([text, false])
  expect(namesIn('${a} $${b} ${c}${a} ${x.y}')).toEqual(['a', 'c', 'a'])
})
