// A configuration in memory, a vendor of two kinds, and the one call that the tests of loading and validating make.
import { posix } from 'node:path'
import { z } from 'zod'
import { keyPattern } from '../../../src/model/address.ts'
import type { Diagnostic } from '../../../src/model/diagnostic.ts'
import type { FilePort, Project } from '../../../src/model/project.ts'
import type { Kind, Provider, Setting } from '../../../src/model/provider.ts'
import { composeConfigSchema, toJsonSchema } from '../../../src/pipeline/config-schema.ts'
import { loadProject } from '../../../src/pipeline/load.ts'
import { validateDocuments } from '../../../src/pipeline/validate.ts'
import type { SchemaSource } from '../../../src/pipeline/validate-fit.ts'
import { noVerbs } from './toy-vendor.ts'

export type Tree = { readonly [path: string]: string | Uint8Array }

export const root = '/shop'

export function memoryFiles(tree: Tree): FilePort {
  const bytesOf = (path: string): Uint8Array | undefined => {
    const content = tree[posix.relative(root, path)]
    return typeof content === 'string' ? new TextEncoder().encode(content) : content
  }
  return {
    read: async (path) => {
      const bytes = bytesOf(path)
      if (bytes === undefined) throw Object.assign(new Error('gone'), { code: 'ENOENT' })
      return bytes
    },
    size: async (path) => bytesOf(path)?.length,
    real: async (path) => (path === root || bytesOf(path) !== undefined ? path : undefined),
    list: async () => Object.keys(tree).sort(),
  }
}

export const butikYaml = 'version: 1\nconnections:\n  shop: { vendor: acme, token: !env TOKEN }\n'

export function load(tree: Tree, butikVersion = '0.1.0'): Promise<Project> {
  return loadProject({ dir: root, files: memoryFiles({ 'butik.yaml': butikYaml, ...tree }), butikVersion })
}

function provider(
  vendor: string,
  sections: readonly string[],
  settings: { readonly [name: string]: Setting },
): Provider {
  const kinds = sections.map(
    (section): Kind => ({
      name: section.replace(/s$/, ''),
      section,
      class: 'managed',
      fields: {},
      naturalKey: [],
      label: () => '',
      declare: () => ({}),
      reading: { by: 'nothing' },
      writing: {},
    }),
  )
  return { vendor, settings, kinds, url: () => '', connect: () => ({}), ...noVerbs }
}

export const providers: ReadonlyMap<string, Provider> = new Map([
  [
    'acme',
    provider('acme', ['products', 'suppliers'], {
      token: { required: true, secret: true },
      url: { required: false, secret: false },
      pages: { required: false, secret: false },
    }),
  ],
  ['border', provider('border', ['products', 'shops'], { password: { required: true, secret: true } })],
])

const text = z.union([z.string(), z.number(), z.boolean()])
const money = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)]).nullable()
const key = z.string().regex(keyPattern)
const picture = z.union([
  z.strictObject({ file: z.string(), description: text.optional() }),
  z.strictObject({ url: z.string(), description: text.optional() }),
])

const product = z.strictObject({
  own_id: text,
  name: text.nullable().optional(),
  price: money.optional(),
  weight: z.union([z.int(), z.string().regex(/^-?\d+$/)]).optional(),
  is_online: z.boolean().optional(),
  sort: z.enum(['normal', 'random']).nullable().optional(),
  supplier: z.union([key, z.strictObject({ id: z.int() })]).optional(),
  categories: z.array(key).optional(),
  images: z.array(picture).nonempty().optional(),
  title: z.string().max(5).optional(),
})

const sections = {
  acme: z.strictObject({
    products: z.record(key, product).optional(),
    suppliers: z.record(key, z.strictObject({ name: text })).optional(),
  }),
  border: z.strictObject({
    products: z.record(key, z.looseObject({})).optional(),
    shops: z.record(key, z.looseObject({})).optional(),
  }),
}

const config = composeConfigSchema({
  acme: toJsonSchema(z.strictObject({ token: z.string(), url: z.string().optional(), pages: z.int().optional() })),
  border: toJsonSchema(z.strictObject({ password: z.string() })),
})

export const schemas: SchemaSource = {
  read: async (name) => (name === 'config' ? config : toJsonSchema(name === 'acme' ? sections.acme : sections.border)),
  compiled: async () => undefined,
}

/** What `butik validate` says of the files before anything is resolved. */
export async function check(tree: Tree): Promise<Diagnostic[]> {
  const project = await load(tree)
  return [...project.diagnostics, ...(await validateDocuments(project, schemas, providers))]
}

/** `E1101 products.yaml:3:5 unknown key "prise" (did you mean "price"?)` */
export function said({ code, source, summary, hint }: Diagnostic): string {
  const place = source === undefined ? '' : ` ${source.file}:${source.line}:${source.column}`
  return `${code}${place} ${summary}${hint === undefined ? '' : ` (${hint})`}`
}
