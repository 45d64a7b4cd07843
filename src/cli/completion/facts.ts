/** What the words of a completion are taken from: this folder's files and butik itself. Each part is read when it is asked for. */
import { readdir } from 'node:fs/promises'
import { diagnosticCodes } from '../../model/codes.ts'
import { byCodeUnit } from '../../model/json.ts'
import type { Provider } from '../../model/provider.ts'
import { butikYamlNames } from '../../pipeline/butik-yaml-names.ts'
import { declaredKeys } from '../../pipeline/declared-keys.ts'
import { namesBelow } from '../../pipeline/explain.ts'
import { loadProject } from '../../pipeline/load.ts'
import { everyProvider } from '../compose.ts'
import { nodeFiles } from '../node-files.ts'
import { schemaFiles, schemaFolder } from '../schema-files.ts'
import type { Word } from './answers.ts'

export interface CompletionFacts {
  /** Name → vendor. */
  readonly connections: ReadonlyMap<string, string>
  readonly environments: readonly string[]
  vendors(): Promise<readonly string[]>
  kinds(vendor: string): Promise<readonly string[]>
  keys(connection: string, kind: string): Promise<readonly string[]>
  /** Ids of the operations of a vendor. */
  operations(vendor: string): Promise<readonly string[]>
  schemas(): Promise<readonly string[]>
  codes(): readonly Word[]
  /** Kinds, and the fields of the one that is begun. */
  subjects(begun: string): Promise<readonly string[]>
}

export interface FactsOf {
  /** Absolute: the folder of -C. */
  readonly dir: string
  /** Of -e. */
  readonly environment: string | undefined
  readonly butik: string
}

export async function completionFacts({ dir, environment, butik }: FactsOf): Promise<CompletionFacts> {
  const names = (await butikYamlNames(dir, nodeFiles)) ?? { connections: new Map<string, string>(), environments: [] }
  const providerOf = async (vendor: string): Promise<Provider | undefined> =>
    (await everyProvider()).find((one) => one.vendor === vendor)
  return {
    ...names,
    vendors: async () => (await everyProvider()).map(({ vendor }) => vendor),
    kinds: async (vendor) => (await providerOf(vendor))?.kinds.map(({ name }) => name) ?? [],
    operations: async (vendor) => (await providerOf(vendor))?.api.operations.map(({ id }) => id) ?? [],
    keys: async (connection, kind) => {
      const providers = new Map((await everyProvider()).map((one) => [one.vendor, one]))
      const vendors = [...new Set(names.connections.values())].filter((vendor) => providers.has(vendor))
      const schemas = await Promise.all(
        vendors.map(async (vendor) => [vendor, await schemaFiles.read(vendor)] as const),
      )
      const where = { dir, files: nodeFiles, butikVersion: butik, environment: environment ?? names.environments[0] }
      const keys = declaredKeys(await loadProject(where), providers, new Map(schemas))
      const own = keys.filter((one) => one.connection === connection && one.kind === kind).map(({ key }) => key)
      return own.toSorted(byCodeUnit)
    },
    schemas: publishedSchemas,
    codes: () => Object.entries(diagnosticCodes).map(([word, about]) => ({ word, about })),
    subjects: async (begun) => subjectsFrom(begun, await everyProvider()),
  }
}

/** `config`, `vendors/shoporama`: as `butik schema` lists them, by the shorter name. */
async function publishedSchemas(): Promise<string[]> {
  const files = await readdir(schemaFolder, { recursive: true })
  return files
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.replaceAll('\\', '/').replace(/^vendors\/|\.json$/g, ''))
    .toSorted(byCodeUnit)
}

async function subjectsFrom(begun: string, providers: readonly Provider[]): Promise<string[]> {
  const path = begun.split('.').slice(0, -1)
  if (path.length === 0) {
    const kinds = new Set(providers.flatMap(({ kinds }) => kinds.map(({ name }) => name)))
    return [...kinds, ...providers.map(({ vendor }) => `${vendor}.`)].toSorted(byCodeUnit)
  }
  const vendor = providers.find((one) => one.vendor === path[0])
  const [word, ...rest] = vendor === undefined ? path : path.slice(1)
  const among = vendor === undefined ? providers : [vendor]
  if (word === undefined) return among.flatMap(({ kinds }) => kinds.map(({ name }) => `${path.join('.')}.${name}`))
  const found = await Promise.all(
    among.flatMap(({ vendor: name, kinds }) =>
      kinds
        .filter((kind) => kind.name === word)
        .map(async (kind) => namesBelow({ kind, path: rest }, await schemaFiles.read(name))),
    ),
  )
  return [...new Set(found.flat())].map((name) => `${path.join('.')}.${name}`)
}
