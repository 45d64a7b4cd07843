// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of butik.yaml are meant
// However the same values are brought together (written out, as variables, as overrides, in an environment or without any), the
// desired state is the same.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { schemaFiles } from '../../src/cli/schema-files.ts'
import type { FilePort } from '../../src/model/project.ts'
import type { Resource } from '../../src/model/resource.ts'
import { desiredOf } from '../../src/pipeline/desired.ts'
import { governed } from '../../src/pipeline/govern.ts'
import { loadProject } from '../../src/pipeline/load.ts'
import { loadProviders } from '../../src/providers/index.ts'
import { runs } from './setup.ts'

const providers = await loadProviders(['shoporama'])
const connections = 'version: 1\nconnections: { shop: { vendor: shoporama, token: !env TOKEN } }\n'

/** Fields with their values as YAML, by the key of a product. */
type Shop = Readonly<Record<string, Readonly<Record<string, string>>>>

const text = fc.string({
  unit: fc.constantFrom('$', '{', '}', 'a', 'name', ' ', '\\', '"', 'æ', '\n', '1'),
  maxLength: 12,
})
const quoted = (value: string) => JSON.stringify(value.split('${').join('$${'))
const field = {
  name: text.map((value) => quoted(`N${value}`)),
  price: fc.constantFrom('0012.50', '1299', '"7.10"', '0', 'null'),
  is_online: fc.constantFrom('true', 'false'),
  description: fc.oneof(text.map(quoted), fc.constant('null')),
  search: fc.constantFrom('00123', '1e5', 'true', '"null"', '!env CODE'),
  delivery_time: text.map(quoted),
}
const product = fc.record(field, { requiredKeys: ['name'] })
const shop: fc.Arbitrary<Shop> = fc
  .array(product, { minLength: 1, maxLength: 4 })
  .map((products) =>
    Object.fromEntries(products.map((one, index) => [`p${index}`, { own_id: `"P-${index}"`, ...one }])),
  )

const flow = (fields: Readonly<Record<string, string>>) =>
  `{ ${Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')} }`

function filesOf(products: Shop): string {
  return `products:\n${Object.entries(products)
    .map(([key, fields]) => `  ${key}: ${flow(fields)}\n`)
    .join('')}`
}

function port(files: Readonly<Record<string, string>>): FilePort {
  const bytes = (path: string) => {
    const content = files[path.slice('/shop/'.length)]
    return content === undefined ? undefined : new TextEncoder().encode(content)
  }
  return {
    read: async (path) => bytes(path) ?? new Uint8Array(),
    size: async (path) => bytes(path)?.length,
    real: async (path) => path,
    list: async () => Object.keys(files),
  }
}

async function desired(butik: string, products: Shop, environment?: string) {
  const files = port({ 'butik.yaml': `${connections}${butik}`, 'shop.yaml': filesOf(products) })
  const project = await loadProject({ dir: '/shop', files, butikVersion: '0.1.0', environment })
  const env = (name: string) => (name === 'CODE' ? 'code' : 'token')
  const declared = { project, providers: governed(providers, project.config), schemas: schemaFiles, files, env }
  const { desired, diagnostics } = await desiredOf(declared, 'key', false)
  const told = ({ spec, dependsOn, policy }: Resource) => ({ spec, dependsOn, policy })
  return {
    resources: [...desired.resources].map(([address, one]) => [address, told(one)]),
    errors: diagnostics.filter(({ severity }) => severity === 'error'),
  }
}

const some = runs(60, 3000)

test('an environment that says nothing is no environment', async () => {
  await fc.assert(
    fc.asyncProperty(
      shop,
      fc.constantFrom('', ' {}', ' { connections: {}, variables: {}, overrides: {} }'),
      async (all, says) => {
        const plain = await desired('', all)
        expect(plain.errors).toEqual([])
        const butik = `environments:\n  one:${says}\n  other: { overrides: { "shop/product/*": { price: 1 } } }\n`
        expect(await desired(butik, all, 'one')).toEqual(plain)
      },
    ),
    some,
  )
})

/** For each field in turn: left as it is, or said elsewhere. */
const choices = fc.infiniteStream(fc.nat(3))

test('a value that is a variable, of all or of the environment, is that value', async () => {
  await fc.assert(
    fc.asyncProperty(shop, choices, async (all, choice) => {
      const [shared, own]: [Record<string, string>, Record<string, string>] = [{}, {}]
      const written = mapped(all, (value, name) => {
        const turn = choice.next().value
        // A variable holds no other, so no text that could be one.
        if (turn < 2 || value.includes('${')) return value
        const variable = `v${Object.keys(shared).length + Object.keys(own).length}`
        if (turn === 2) shared[variable] = value
        else own[variable] = value
        return name === 'name' ? `"\${${variable}}"` : `'\${${variable}}'`
      })
      const says = `variables: ${flow(shared)}\nenvironments: { one: { variables: ${flow(own)} } }\n`
      expect(await desired(says, written, 'one')).toEqual(await desired('', all))
    }),
    some,
  )
})

test('a field that is overridden is what the override says', async () => {
  await fc.assert(
    fc.asyncProperty(shop, choices, async (all, choice) => {
      const overrides: string[] = []
      const written = Object.fromEntries(
        Object.entries(all).map(([key, fields]) => {
          const over = Object.entries(fields).filter(([name]) => name !== 'own_id' && choice.next().value > 1)
          if (over.length > 0) overrides.push(`shop/product/${key}: ${flow(Object.fromEntries(over))}`)
          // What stands in the file, or whether anything does, is of no account.
          const kept = Object.entries(fields).flatMap(([name, value]): [string, string][] => {
            if (!over.some(([other]) => other === name)) return [[name, value]]
            return choice.next().value > 1 ? [[name, name === 'is_online' ? 'true' : '"1"']] : []
          })
          return [key, Object.fromEntries(kept)]
        }),
      )
      const says = `environments: { one: { overrides: { ${overrides.join(', ')} } } }\n`
      expect(await desired(says, written, 'one')).toEqual(await desired('', all))
    }),
    some,
  )
})

function mapped(all: Shop, change: (value: string, name: string) => string): Shop {
  return Object.fromEntries(
    Object.entries(all).map(([key, fields]) => [
      key,
      Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, change(value, name)])),
    ]),
  )
}
