/** `butik schema --project`: schemas for editors in which the keys of this project complete. Writes the cache, and modelines if asked. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { modelineOf, withModeline } from '../../author/modeline.ts'
import type { JsonObject } from '../../model/json.ts'
import { declaredKeys } from '../../pipeline/declared-keys.ts'
import { withProjectKeys } from '../../pipeline/project-schema.ts'
import { sectionsOf } from '../../pipeline/validate-sections.ts'
import type { Declared } from '../../pipeline/world.ts'
import { openDeclared } from '../compose.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { openOutput } from '../output.ts'

const folder = '.butik/cache/schemas'

export async function projectSchema(
  context: Context,
  { modelines }: { readonly modelines: boolean },
): Promise<ExitCode> {
  const { answer, render } = await openOutput(context)
  const declared = await openDeclared(context)
  const schemas = await schemasFor(declared)
  const written: string[] = []
  for (const [name, schema] of schemas) {
    const file = `${folder}/${name}.json`
    await mkdir(dirname(join(declared.project.root, file)), { recursive: true })
    await writeFile(join(declared.project.root, file), `${JSON.stringify(schema)}\n`)
    written.push(file)
  }
  if (modelines)
    for (const [file, name] of followers(declared)) if (await follow(declared, file, name)) written.push(file)
  await answer({
    text: () => written.map((file) => `wrote ${render.plain(file)}\n`).join(''),
    json: () => render.renderJson({ formatVersion: 1, written }),
    lines: () => render.renderLine({ type: 'written', files: written }),
  })
  return exitCodes.done
}

/** By name: `config`, `vendors/shoporama`. Only of vendors that the project has a connection to. */
async function schemasFor({ project, providers, schemas }: Declared): Promise<Map<string, JsonObject>> {
  const vendors = new Set([...project.config.connections.values()].map(({ vendor }) => vendor))
  const known = [...providers.values()].filter(({ vendor }) => vendors.has(vendor))
  const published = new Map(
    await Promise.all(known.map(async ({ vendor }) => [vendor, await schemas.read(vendor)] as const)),
  )
  const keys = declaredKeys(project, providers, published)
  const found = new Map([['config', await schemas.read('config')]])
  for (const provider of known) {
    const { vendor } = provider
    const own = keys.filter(({ connection }) => project.config.connections.get(connection)?.vendor === vendor)
    found.set(`vendors/${vendor}`, withProjectKeys(published.get(vendor) ?? {}, provider, own))
  }
  return found
}

/** Each file with the schema that it follows. One whose sections are of two vendors follows none. */
function followers({ project, providers }: Declared): [file: string, schema: string][] {
  const vendorsOf = new Map<string, Set<string>>()
  for (const { connection, document } of sectionsOf(project, providers).sections) {
    const { vendor = '' } = project.config.connections.get(connection) ?? {}
    vendorsOf.set(document.file, (vendorsOf.get(document.file) ?? new Set()).add(vendor))
  }
  const files = [...vendorsOf].flatMap(([file, vendors]): [string, string][] =>
    vendors.size === 1 ? [[file, `vendors/${[...vendors].join('')}`]] : [],
  )
  return [['butik.yaml', 'config'], ...files]
}

async function follow({ project }: Declared, file: string, schema: string): Promise<boolean> {
  const path = join(project.root, file)
  const before = await readFile(path, 'utf8')
  const after = withModeline(before, modelineOf(file, schema, folder))
  if (after !== before) await writeFile(path, after)
  return after !== before
}
