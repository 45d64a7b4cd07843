// Wherever defaults stand, a resource has what its own file would say with the nearest of them written into it.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { schemaFiles } from '../../src/cli/schema-files.ts'
import type { FilePort } from '../../src/model/project.ts'
import { desiredOf } from '../../src/pipeline/desired.ts'
import { governed } from '../../src/pipeline/govern.ts'
import { loadProject } from '../../src/pipeline/load.ts'
import { loadProviders } from '../../src/providers/index.ts'
import { runs } from './setup.ts'

const providers = await loadProviders(['shoporama'])
const butik = 'version: 1\nconnections: { shop: { vendor: shoporama, token: !env TOKEN } }\n'

type Fields = Readonly<Record<string, string>>

const fields: fc.Arbitrary<Fields> = fc.record(
  {
    price: fc.constantFrom('0012.50', '7', 'null'),
    vat: fc.constantFrom('0', '25', 'null'),
    is_online: fc.constantFrom('true', 'false'),
    search: fc.constantFrom('00123', '"a b"', 'null'),
    related: fc.constantFrom('[]', '[p0]'),
    stock: fc.constantFrom('1', '2'),
  },
  { requiredKeys: [] },
)
/** Parts of folder names, so that one folder's name begins another's. */
const folder = fc.array(fc.constantFrom('a', 'ab', 'b'), { maxLength: 3 }).map((parts) => parts.join('/'))
const world = fc.record({
  root: fields,
  defaults: fc.uniqueArray(fc.record({ folder, fields }), {
    maxLength: 5,
    selector: (one) => one.folder,
  }),
  products: fc.array(fc.record({ folder, fields }), { minLength: 1, maxLength: 4 }),
})

const flow = (written: Fields) =>
  `{ ${Object.entries(written)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')} }`
const within = (place: string, name: string) => (place === '' ? name : `${place}/${name}`)
const productFile = (index: number, written: Fields) =>
  `products: { p${index}: ${flow({ own_id: `P-${index}`, name: `"N${index}"`, ...written })} }\n`

async function desired(files: Readonly<Record<string, string>>) {
  const bytes = (path: string) => new TextEncoder().encode(files[path.slice('/shop/'.length)] ?? '')
  const port: FilePort = {
    read: async (path) => bytes(path),
    size: async (path) => (path.slice('/shop/'.length) in files ? bytes(path).length : undefined),
    real: async (path) => path,
    list: async () => Object.keys(files).sort(),
  }
  const project = await loadProject({ dir: '/shop', files: port, butikVersion: '0.1.0' })
  const env = () => 'token'
  const declared = { project, providers: governed(providers, project.config), schemas: schemaFiles, files: port, env }
  const found = await desiredOf(declared, 'key', false)
  const resources = [...found.desired.resources].map(([address, { spec, dependsOn }]) => [address, spec, dependsOn])
  return { resources, diagnostics: found.diagnostics.map(({ summary }) => summary) }
}

test('a default is as if it were written in each resource that has none nearer', async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ root, defaults, products }) => {
      const said: Record<string, string> = { 'butik.yaml': `${butik}defaults: { products: ${flow(root)} }\n` }
      const written: Record<string, string> = { 'butik.yaml': butik }
      // What stands in the folder of butik.yaml stands there once.
      const below = defaults.filter((one) => one.folder !== '')
      for (const one of below)
        said[within(one.folder, 'defaults.yaml')] = `defaults: { products: ${flow(one.fields)} }\n`
      for (const [index, product] of products.entries()) {
        const file = within(product.folder, `p${index}.yaml`)
        said[file] = productFile(index, product.fields)
        const above = below
          .filter((one) => `${product.folder}/`.startsWith(`${one.folder}/`))
          .sort((a, b) => a.folder.length - b.folder.length)
        const all = Object.assign({}, root, ...above.map((one) => one.fields), product.fields)
        written[file] = productFile(index, all)
      }
      expect(await desired(said)).toEqual(await desired(written))
    }),
    runs(60, 3000),
  )
})
