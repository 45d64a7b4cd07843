// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of butik.yaml are what these tests are about
/** What an environment lays over butik.yaml, which one is meant, and what is said of all of them. */
import { describe, expect, it } from 'vitest'
import type { Project } from '../../../src/model/project.ts'
import type { YamlNode } from '../../../src/model/yaml.ts'
import { checkEvery } from '../../../src/pipeline/check-every.ts'
import { loadEveryProject, loadProject } from '../../../src/pipeline/load.ts'
import { excerptTexts } from '../../../src/pipeline/load-excerpts.ts'
import { sectionsOf } from '../../../src/pipeline/validate-sections.ts'
import { memoryFiles, providers, root, said, schemas, type Tree } from './load-fixture.ts'

const shops = `version: 1
connections:
  shop: { vendor: acme, token: !env TOKEN, url: https://shop.example, pages: 2 }
  other: { vendor: border, password: !env PASSWORD }
guards: { price: { change: 20 }, offline: off }
quota: { shop: { calls: 100, reserve: 10 }, other: { calls: 5 } }
`
const two = `${shops}environments:
  production:
  staging:
    connections:
      shop: { url: https://staging.example, token: !env STAGING }
    guards: { price: { change: 90 } }
    quota: { shop: { calls: 50 } }
`

function load(butik: string, environment?: string, tree: Tree = {}): Promise<Project> {
  const files = memoryFiles({ 'butik.yaml': butik, ...tree })
  return loadProject({ dir: root, files, butikVersion: '0.1.0', environment })
}

async function every(butik: string, tree: Tree = {}) {
  const files = memoryFiles({ 'butik.yaml': butik, ...tree })
  const projects = await loadEveryProject({ dir: root, files, butikVersion: '0.1.0' })
  const declared = projects.map((project) => ({ project, providers, schemas, files, env: () => 'x' }))
  const found = await checkEvery(declared, { secretsOptional: true })
  return found.map((one) => `${said(one)}${one.detail === undefined ? '' : ` [${one.detail}]`}`)
}

const sameOther =
  'N1050 butik.yaml:4:3 the environments production and staging have the same connection "other" (give each settings of its own; where it is meant, write "connections: { other: {} }" in each) [unless variables of the machine tell them apart, each writes the shop of the other]'

/** `line text` of each scalar setting. */
function settings(project: Project, connection: string): { readonly [name: string]: string } {
  const pairs = project.config.connections.get(connection)?.settings.pairs ?? new Map()
  const shown = (node: YamlNode) => (node.type === 'scalar' ? `${node.at.line} ${node.tag ?? ''}${node.text}` : '')
  return Object.fromEntries([...pairs].map(([name, { value }]) => [name, shown(value)]))
}

describe('which environment', () => {
  it('has to be named where there are any, and has to be one of them', async () => {
    await expect(load(two)).rejects.toMatchObject({
      code: 'E1401',
      hint: 'give -e NAME; the environments of butik.yaml are production, staging',
    })
    await expect(load(two, 'stagin')).rejects.toMatchObject({ code: 'E1401', hint: 'did you mean "staging"?' })
    await expect(load(two, 'default')).rejects.toMatchObject({
      code: 'E1401',
      message: 'there is no environment "default"',
    })
  })

  it('is no question where there are none', async () => {
    for (const name of [undefined, 'default', 'anything']) {
      const project = await load(shops, name)
      expect(project.laid).toBeUndefined()
      expect(settings(project, 'shop')).toMatchObject({ url: '3 https://shop.example' })
    }
  })

  it('is asked after what is wrong with the file, and with its version', async () => {
    expect((await load(`${two}a: [`)).diagnostics.map(said)).toEqual([expect.stringContaining('E1004 butik.yaml:')])
    expect((await load(`requires: ">=9"\n${two}`)).diagnostics.map(({ code }) => code)).toEqual(['E1013'])
  })
})

describe('what an environment says', () => {
  it('is laid over the connection of that name setting by setting, at the line where it is written', async () => {
    const staging = await load(two, 'staging')
    expect(settings(staging, 'shop')).toEqual({
      token: '11 !envSTAGING',
      url: '11 https://staging.example',
      pages: '3 2',
    })
    expect(settings(staging, 'other')).toEqual({ password: '4 !envPASSWORD' })
    expect(settings(await load(two, 'production'), 'shop')).toEqual({
      token: '3 !envTOKEN',
      url: '3 https://shop.example',
      pages: '3 2',
    })
  })

  it('is laid over the guards by name, and over the quota number by number', async () => {
    const [{ config: staging }, { config: production }] = [await load(two, 'staging'), await load(two, 'production')]
    expect([staging.guards, production.guards.price]).toEqual([{ ...production.guards, price: '90' }, '20'])
    expect([staging.quota.get('shop')?.calls, staging.quota.get('shop')?.reserve]).toEqual([50, 10])
    expect(production.quota.get('shop')?.calls).toBe(100)
  })

  it('may add a connection, and leave one out with all that is declared for it', async () => {
    const text = `${two.replace('      shop: {', '      other: false\n      third: { vendor: border, password: !env P }\n      shop: {')}`
    const tree = {
      'a.yaml': 'connection: other\nshops: { a: {} }\n',
      'b.yaml': 'suppliers: { b: { name: B } }\n',
      'c.yaml': 'connection: third\nshops: { c: {} }\n',
    }
    const staging = await load(text, 'staging', tree)
    expect([...staging.config.connections.keys()]).toEqual(['shop', 'third'])
    expect([...staging.config.quota.keys()]).toEqual(['shop'])
    const found = sectionsOf(staging, providers)
    expect(found.diagnostics).toEqual([])
    expect(found.sections.map(({ connection }) => connection)).toEqual(['shop', 'third'])
    expect(await every(text, tree)).toEqual([
      'E1201 c.yaml:1:13 there is no connection "third" (the connections are shop, other) [in the environment production]',
    ])
  })

  it('leaves a section out where only the connection that is not here has it', async () => {
    const text = two.replace('      shop: {', '      other: false\n      shop: {')
    const tree = { 'a.yaml': 'shops: { a: {} }\nsuppliers: { b: { name: B } }\n' }
    expect(sectionsOf(await load(text, 'staging', tree), providers)).toMatchObject({
      diagnostics: [],
      sections: [{ connection: 'shop', kindSection: 'suppliers' }],
    })
  })

  it('says nothing with an empty section or connection', async () => {
    const text = `${shops}environments:\n  staging:\n    connections:\n      shop:\n    variables:\n    guards:\n`
    const staging = await load(text, 'staging')
    expect(settings(staging, 'shop')).toMatchObject({ url: '3 https://shop.example' })
    expect(staging.config.guards).toEqual((await load(shops)).config.guards)
  })

  it('may choose other resource files and other facts by a variable and its name', async () => {
    const text = `${shops}resources: ["all/*.yaml", "\${which}/*.yaml"]\nvariables: { which: live }\nenvironments: { production: {}, staging: { variables: { which: trial } } }\n`
    const probe = 'facts: { page_size: { value: 7 } }\n'
    const tree = {
      'all/a.yaml': '',
      'live/b.yaml': '',
      'trial/c.yaml': '',
      'butik.probe.shop.yaml': probe,
      'butik.probe.shop.staging.yaml': probe,
    }
    const projects = [await load(text, 'production', tree), await load(text, 'staging', tree)]
    expect(projects.map(({ documents }) => documents.map(({ file }) => file))).toEqual([
      ['all/a.yaml', 'live/b.yaml'],
      ['all/a.yaml', 'trial/c.yaml'],
    ])
    expect(projects.map(({ probes }) => [...probes.values()].map(({ file }) => file))).toEqual([
      [],
      ['butik.probe.shop.staging.yaml'],
    ])
  })
})

describe('variables of an environment', () => {
  const text = `${shops.replace('pages: 2', 'pages: "${pages}"')}variables: { pages: 2, name: Acme }\nenvironments:\n  production: {}\n  staging: { connections: { shop: { url: "https://\${host}" } }, variables: { pages: 3, host: s.example } }\n`
  const tree = { 'a.yaml': 'suppliers:\n  acme: { name: "${name} ${pages}" }\n' }

  it('win over those of all, in settings and in resources', async () => {
    const name = async (environment: string) => {
      const { documents } = await load(text, environment, tree)
      const [document] = documents
      const value = document?.root?.type === 'map' ? document.root.pairs.get('suppliers')?.value : undefined
      const acme = value?.type === 'map' ? value.pairs.get('acme')?.value : undefined
      const scalar = acme?.type === 'map' ? acme.pairs.get('name')?.value : undefined
      document?.letGo?.()
      return [scalar?.type === 'scalar' ? scalar.text : undefined, document?.root === undefined]
    }
    expect([await name('production'), await name('staging')]).toEqual([
      ['Acme 2', false],
      ['Acme 3', false],
    ])
    expect(settings(await load(text, 'staging'), 'shop')).toMatchObject({ url: '10 https://s.example', pages: '3 3' })
    expect(await every(text, tree)).toEqual([sameOther])
  })

  it('are known without environments too', async () => {
    const project = await load(`${shops}variables: { a: 1 }\n`, undefined, {
      'a.yaml': 'suppliers:\n  acme: { name: "${b}" }\n',
    })
    expect(project.diagnostics.map(({ code }) => code)).toEqual(['E1402'])
    expect(project.laid?.environment).toBeUndefined()
  })

  it('are an error where none are declared', async () => {
    const project = await load(shops, undefined, { 'a.yaml': 'suppliers:\n  acme: { name: "${b}" }\n' })
    expect(project.diagnostics.map(said)).toEqual([
      'E1402 a.yaml:2:18 there is no variable "b" (declare it under "variables" in butik.yaml; for the text itself write $${b})',
    ])
  })

  it('say where they are set where the value does not fit, and nothing follows from one that is not known', async () => {
    const wrong = text.replace('pages: 3', 'pages: many').replace('name: Acme', 'other: Acme')
    expect(await every(wrong, tree)).toEqual([
      'E1402 a.yaml:2:18 there is no variable "name" (declare it under "variables" in butik.yaml; for the text itself write $${name})',
      'E1301 butik.yaml:3:78 "pages" must be a whole number, not "many" [in the environment staging; ${pages} is set at butik.yaml:10:85]',
      sameOther,
    ])
  })

  it('that are not known hide nothing else, and nothing follows from them', async () => {
    const files = {
      'a.yaml': 'connection: shop\nproducts:\n  lamp: { own_id: L, price: "12${nope}", weight: "${nope}" }\n',
    }
    const more = `${text.replace('"${pages}"', '"1${nope}"')}gards: {}\n`
    expect((await every(more, files)).map((one) => one.replace(/ \(.*/, ''))).toEqual([
      'E1402 a.yaml:3:32 there is no variable "nope"',
      'E1402 a.yaml:3:51 there is no variable "nope"',
      'E1402 butik.yaml:3:80 there is no variable "nope"',
      sameOther.replace(/ \(.*/, ''),
      'E1101 butik.yaml:11:1 unknown key "gards"',
    ])
  })

  it('are not put into what is read before them', async () => {
    const project = await load(`requires: ">=\${x}"\n${shops}variables: { x: 0.1 }\n`)
    expect(project.diagnostics.map(({ code }) => code)).toEqual(['E1013'])
  })
})

describe('one connection of two environments', () => {
  const same = async (staging: string, vendor = 'acme, token: !env T') =>
    every(
      `version: 1\nvariables: { n: 1 }\nconnections: { shop: { vendor: ${vendor}, pages: "\${n}" } }\nenvironments:\n  a: {}\n  b: ${staging}\n`,
    )

  it('is said where neither says a word about it', async () => {
    expect(await same('{}')).toEqual([expect.stringContaining('N1050 butik.yaml:3:16 the environments a and b have')])
    expect(await same('{ guards: { offline: off } }')).toHaveLength(1)
  })

  it.each([
    ['its settings differ', '{ connections: { shop: { token: !env B } } }'],
    ['a variable makes them differ', '{ variables: { n: 2 } }'],
    ['one of them says that it is meant', '{ connections: { shop: {} } }'],
    ['one of them does without', '{ connections: { shop: false } }'],
  ])('is well where %s', async (_, staging) => {
    expect(await same(staging)).toEqual([])
  })
})

describe('what is wrong with the section itself', () => {
  it.each([
    ['environments: [a]', 'E1102 butik.yaml:7:15 "environments" must be a mapping, not a list'],
    [
      'environments: { a: { conections: {} } }',
      'E1101 butik.yaml:7:22 unknown key "conections" (did you mean "connections"?)',
    ],
    ['environments: { a: { overrides: { x: 1 } } }', 'E1102 butik.yaml:7:38 "x" must be a mapping, not 1'],
    ['environments: { "a b": {} }', 'E1106 butik.yaml:7:17 "a b" cannot be a key (write "a-b")'],
    [
      'environments: { a: { connections: { othr: false } } }',
      'E1201 butik.yaml:7:37 there is no connection "othr" to leave out (did you mean "other"?)',
    ],
    [
      'environments: { Cache: {} }',
      'E1107 butik.yaml:7:17 an environment cannot be named "Cache" (give it another name: .butik/cache/ holds what may be deleted)',
    ],
    [
      'environments: { errored: {} }',
      'E1107 butik.yaml:7:17 an environment cannot be named "errored" (give it another name: .butik/errored/ holds what a run could not write to the state)',
    ],
    [
      'environments: { a: { connections: { shop: {}, other: {} } }, A: {} }',
      'E1107 butik.yaml:7:62 the environments "a" and "A" differ in capitals only (their states could lie in one folder: give one another name)',
    ],
    ['variables: { a: [1] }', 'E1102 butik.yaml:7:17 "a" must be a text, not a list'],
    [
      'variables: { a: !file x }',
      'E1402 butik.yaml:7:17 the variable "a" cannot be !file (write !file where the text is used; its path may hold a variable)',
    ],
    [
      'variables: { a: "x ${b}" }',
      'E1402 butik.yaml:7:17 the variable "a" cannot hold another (write the value out, or put both where they are used)',
    ],
    ['environments: { a: { variables: { a: { b: 1 } } } }', 'E1102 butik.yaml:7:38 "a" must be a text, not a mapping'],
  ])('%s', async (text, expected) => {
    expect(await every(`${shops}${text}\n`)).toEqual([expect.stringContaining(expected)])
  })

  it('waits for the variables where a value of an environment holds one', async () => {
    expect(
      await every(
        `${shops}variables: { n: 7, s: x }\nenvironments: { a: { connections: { shop: { pages: "\${n}" } }, guards: { price: { change: "\${n}" } } } }\n`,
      ),
    ).toEqual([])
  })
})

it('covers what may be a secret in every environment, and the variables that stand there', async () => {
  const text = `version: 1
variables: { word: hunter2, name: plain }
connections:
  shop: { vendor: acme, token: "\${word}", url: "https://\${name}" }
environments:
  a: { variables: { word: swordfish } }
  b: { connections: { shop: { token: geheim, url: https://b } } }
`
  const shown = excerptTexts(await load(text, 'a'), providers).get('butik.yaml') ?? ''
  expect(shown.length).toBe(text.length)
  for (const secret of ['hunter2', 'swordfish', 'geheim']) expect(shown).not.toContain(secret)
  for (const word of ['plain', 'https://b', 'vendor: acme']) expect(shown).toContain(word)
  expect((await every(text)).filter((one) => one.startsWith('E1012'))).toEqual([
    expect.stringContaining('E1012 butik.yaml:4:32 the secret "token" of connection "shop" is written in plain text'),
    expect.stringContaining('E1012 butik.yaml:7:38'),
  ])
})

describe('all environments at once', () => {
  it('finds what is wrong with each, and names it', async () => {
    const text = `${two.replace('token: !env TOKEN, ', '')}  test: { connections: { shop: { url: https://test.example, pags: 3 } } }\n`
    expect(await every(text)).toEqual([
      'E1301 butik.yaml:3:3 connection "shop" needs the setting "token" (write "token: !env SHOP_TOKEN") [in the environments production, test]',
      sameOther.replace('production and', 'production, staging and').replace('and staging', 'and test'),
      'E1101 butik.yaml:14:61 unknown key "pags" (did you mean "pages"?) [in the environment test]',
    ])
  })
})
