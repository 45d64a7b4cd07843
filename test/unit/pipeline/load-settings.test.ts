/** Secrets are resolved when a connection is opened, and nowhere else. */
import { describe, expect, it } from 'vitest'
import { defaultLimits } from '../../../src/model/config.ts'
import type { Provider } from '../../../src/model/provider.ts'
import { excerptTexts } from '../../../src/pipeline/load-excerpts.ts'
import { connectionSettings } from '../../../src/pipeline/load-settings.ts'
import { butikYaml, load, memoryFiles, providers, root, said, type Tree } from './load-fixture.ts'

const environment = new Map([
  ['TOKEN', 'abc'],
  ['EMPTY', ''],
])

async function settings(lines: string, tree: Tree = {}) {
  const { config } = await load({ 'butik.yaml': `version: 1\nconnections:\n  shop:\n    vendor: acme\n${lines}` })
  const connection = config.connections.get('shop')
  const provider: Provider | undefined = providers.get('acme')
  if (connection === undefined || provider === undefined) throw new Error('no connection')
  const found = await connectionSettings({
    connection,
    provider,
    env: (name) => environment.get(name),
    files: memoryFiles(tree),
    bulk: defaultLimits.bulk,
    probed: {},
    root,
  })
  return { values: found.settings?.values, said: found.diagnostics.map(said) }
}

describe('connectionSettings', () => {
  it('puts secrets and plain settings together, without the vendor', async () => {
    expect(
      await settings(
        '    token: !env TOKEN\n    pages: 10\n    url: http://127.0.0.1:1\n    assume: { a: [x, 1.50, 007, true, null] }\n',
      ),
    ).toEqual({
      values: { token: 'abc', pages: 10, url: 'http://127.0.0.1:1', assume: { a: ['x', 1.5, '007', true, null] } },
      said: [],
    })
  })

  it('reads a mounted secret without the break at its end', async () => {
    const tree = { 'secrets/token': 'from file\r\n' }
    expect((await settings('    token: !file secrets/token\n', tree)).values).toEqual({ token: 'from file' })
    expect((await settings('    token: !file /shop/secrets/token\n', tree)).values).toEqual({ token: 'from file' })
  })

  it.each([
    [
      '    token: !env NONE\n',
      'E1011 butik.yaml:5:12 the environment variable NONE is not set (set NONE for this run)',
    ],
    [
      '    token: !env EMPTY\n',
      'E1011 butik.yaml:5:12 the environment variable EMPTY is empty (set EMPTY for this run)',
    ],
    ['    token: !file none\n', 'E1010 butik.yaml:5:12 the secret file "none" does not exist'],
    ['    token: !file empty\n', 'E1011 butik.yaml:5:12 the secret file "empty" is empty'],
    ['    token: !file binary\n', 'E1014 butik.yaml:5:12 the secret file "binary" is not UTF-8 text'],
    ['    token: !file large\n', 'E1003 butik.yaml:5:12 the secret file "large" is too large to be a secret'],
    ['    pages: 1\n', 'E1301 butik.yaml:3:3 connection "shop" needs the setting "token"'],
  ])('%s', async (lines, message) => {
    const tree = { empty: '\n', binary: new Uint8Array([0xff]), large: 'x'.repeat(70_000) }
    expect(await settings(lines, tree)).toEqual({ values: undefined, said: [message] })
  })

  it('names all that is missing, in the order of the file', async () => {
    const found = await settings('    token: !file none\n    url: !env NONE\n')
    expect(found.said.map((line) => line.slice(0, 20))).toEqual(['E1010 butik.yaml:5:1', 'E1011 butik.yaml:6:1'])
  })
})

describe('excerptTexts', () => {
  const excerpt = async (text: string) =>
    excerptTexts(await load({ 'butik.yaml': text, 'a.yaml': 'token: shown\n' }), providers)

  it('covers what may be a secret, and keeps every column', async () => {
    const text =
      'version: 1\nconnections:\n  shop: { vendor: acme, url: http://x, pages: 3, token: s3cret, tokn: "a b", x: [y] } # end\n'
    const texts = await excerpt(text)
    expect(texts.get('butik.yaml')).toBe(
      'version: 1\nconnections:\n  shop: { vendor: acme, url: http://x, pages: 3, token: ••••••, tokn: •• ••, x: [•] } # end\n',
    )
    expect(texts.get('a.yaml')).toBe('token: shown\n')
  })

  it('leaves a good file as it is', async () => {
    expect((await excerpt(butikYaml)).get('butik.yaml')).toBe(butikYaml)
  })

  it('covers every value of a vendor that is not known', async () => {
    expect((await excerpt('connections: { a: { vendor: x, code: 12 }, b: word }\n')).get('butik.yaml')).toBe(
      'connections: { a: { vendor: x, code: •• }, b: •••• }\n',
    )
  })

  it('goes by names where the file does not parse', async () => {
    expect(
      (await excerpt('a: [\n  token: s3cret\n  pass_word: "x y" \n  token: !env A\n  name: n\n')).get('butik.yaml'),
    ).toBe('a: [\n  token: ••••••\n  pass_word: •• •• \n  token: !env A\n  name: n\n')
  })
})
