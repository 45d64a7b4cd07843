/**
 * The catalogue of one connection, or the rows of a CSV file → the resource files of another connection, by a map. Reads the old shop as
 * a full plan reads it, and writes nothing: the caller has the texts. A list that came short makes nothing.
 */
import { join, posix } from 'node:path'
import type { ConnectionConfig } from '../model/config.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { DiagnosticsError, ReconcilerError } from '../model/errors.ts'
import { byCodeUnit, isJsonObject } from '../model/json.ts'
import type { Provider } from '../model/provider.ts'
import { viewKey } from '../model/resource.ts'
import { didYouMean } from '../model/suggest.ts'
import type { Written, WrittenMap } from '../model/written.ts'
import { connect } from './connect.ts'
import { desiredOf } from './desired.ts'
import { loadProject, refuseUnread } from './load.ts'
import { migrate } from './migrate.ts'
import { csvRows } from './migrate-csv.ts'
import { type MigrationMap, readMap } from './migrate-map.ts'
import { type MigrationReport, type SourceRows, unknownSources } from './migrate-report.ts'
import type { SourceRow } from './migrate-source.ts'
import { overlaid } from './overlay.ts'
import { refresh } from './refresh.ts'
import { howToRead } from './refresh-how.ts'
import type { World } from './world.ts'

export interface MigrateOptions {
  readonly source: { readonly connection: string } | { readonly file: string; readonly text: string }
  /** The connection that the resources are for. */
  readonly as: string
  readonly map: { readonly file: string; readonly text: string }
  /** A folder below that of butik.yaml, with forward slashes; empty for that folder itself. */
  readonly into: string
}

/** What author/ does for it: a whole document. */
export type WriteDocument = (map: WrittenMap, vendor: string, path: string) => string

export interface Migration {
  /** Relative to the folder of butik.yaml; sorted. None of them is there yet. */
  readonly files: readonly { readonly path: string; readonly text: string }[]
  readonly report: MigrationReport
  /** What would be wrong with the files, each with its place in them. */
  readonly problems: readonly Diagnostic[]
  readonly calls: { readonly [connection: string]: number }
}

/** Throws DiagnosticsError for a map that is wrong, and for a shop that cannot be read whole; E1552 where a file is there already, E1503 where it would not be read. */
export async function makeMigration(world: World, write: WriteDocument, options: MigrateOptions): Promise<Migration> {
  const target = connectionOf(world, options.as)
  const provider = providerOf(world, target)
  const schema = await world.schemas.read(target.vendor)
  const sections = new Map(
    provider.kinds.flatMap((kind) => {
      if (kind.section === undefined) return []
      const properties = isJsonObject(schema['properties']) ? schema['properties'] : {}
      const section = properties[kind.section]
      const resource = isJsonObject(section) ? section['additionalProperties'] : undefined
      return [[kind.section, { kind, schema: resource, required: requiredIn(resource) }] as const]
    }),
  )
  const targets = new Map([...sections].map(([name, one]) => [name, one.schema]))
  const { map, diagnostics } = await readMap({ ...options.map, schemas: world.schemas, targets })
  if (map === undefined) throw new DiagnosticsError(diagnostics)
  const { rows, calls } = await rowsOf(world, options, map)
  const unknown = unknownSources(map, rows)
  if (unknown.length > 0) throw new DiagnosticsError(unknown)
  const migrated = migrate({ map, rows, targets: sections })
  const files = [...migrated.sections]
    .filter(([, resources]) => resources.size > 0)
    .map(([section, resources]) => {
      const path = posix.join(options.into, `${section}.yaml`)
      const head: Written = { type: 'scalar', as: 'text', text: options.as }
      const pairs = new Map<string, Written>([
        ['connection', head],
        [section, { type: 'map', pairs: resources }],
      ])
      return { path, text: write({ type: 'map', pairs }, target.vendor, path) }
    })
  for (const { path } of files) {
    refuseUnread(world.project.config, path)
    await refuseTaken(world, path)
  }
  files.sort((a, b) => byCodeUnit(a.path, b.path))
  return { files, report: migrated.report, problems: await problemsOf(world, files), calls }
}

/** As `butik validate` will find them: a table that names a category of another name, an own_id that two objects have. */
async function problemsOf(world: World, made: Migration['files']): Promise<readonly Diagnostic[]> {
  const { project, butik } = world
  const files = overlaid(world.files, project.root, new Map(made.map(({ path, text }) => [path, text])))
  const environment = project.laid?.environment
  const loaded = await loadProject({ dir: project.root, files, butikVersion: butik, environment })
  const { diagnostics } = await desiredOf({ ...world, files, project: loaded }, '', true)
  const isOurs = ({ source }: Diagnostic) => made.some(({ path }) => path === source?.file)
  return diagnostics.filter((one) => one.severity === 'error' && isOurs(one))
}

async function refuseTaken({ files, project }: World, path: string): Promise<void> {
  if ((await files.real(join(project.root, path))) === undefined) return
  throw new ReconcilerError('E1552', `${path} is there already, and a migration writes over nothing`, {
    hint: 'name another folder with --into, or move the file away; later edits are made in the files themselves',
  })
}

function connectionOf({ project: { config } }: World, name: string): ConnectionConfig {
  const found = config.connections.get(name)
  if (found !== undefined) return found
  const names = [...config.connections.keys()]
  const hint = didYouMean(name, names) ?? `there are: ${names.join(', ')}`
  throw new ReconcilerError('E3006', `there is no connection "${name}"`, { hint })
}

function providerOf({ providers }: World, { name, vendor }: ConnectionConfig): Provider {
  const provider = providers.get(vendor)
  if (provider === undefined)
    throw new ReconcilerError('E3006', `the vendor "${vendor}" of ${name} is not known`, { hint: 'run butik validate' })
  return provider
}

function requiredIn(schema: unknown): readonly string[] {
  const required = isJsonObject(schema) ? schema['required'] : undefined
  return Array.isArray(required) ? required.filter((name) => typeof name === 'string') : []
}

async function rowsOf(
  world: World,
  { source }: MigrateOptions,
  map: MigrationMap,
): Promise<{ readonly rows: SourceRows; readonly calls: Migration['calls'] }> {
  if ('text' in source) {
    const { rows, diagnostics } = csvRows(source.file, source.text)
    if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics)
    // There is one kind of rows in a file, whatever the map calls it.
    return { rows: new Map([...new Set(map.sections.map(({ from }) => from))].map((kind) => [kind, rows])), calls: {} }
  }
  return readOld(world, connectionOf(world, source.connection), new Set(map.sections.map(({ from }) => from)))
}

/** The kinds that the map names, whole or not at all. */
async function readOld(
  world: World,
  old: ConnectionConfig,
  wanted: ReadonlySet<string>,
): Promise<{ readonly rows: SourceRows; readonly calls: Migration['calls'] }> {
  const kinds = providerOf(world, old).kinds.filter(({ name, reading }) => wanted.has(name) && reading.by !== 'nothing')
  const views = new Set(kinds.map(({ name }) => viewKey(old.name, name)))
  const observed = await refresh({
    connected: await connect(world, { connection: [old.name] }),
    desired: { resources: new Map(), digest: '', diagnostics: [] },
    entries: new Map(),
    views,
    whole: views,
    everyParent: true,
    how: howToRead(world, 'full'),
    emit: world.emit,
    signal: world.signal,
  })
  const short = [...observed.views.values()].filter(({ reach }) => reach !== 'complete')
  if (short.length > 0) throw new DiagnosticsError(short.map(({ kind, problem }) => problem ?? unread(old.name, kind)))
  const rows = [...observed.views.values()].map(({ kind, objects }) => {
    const all = objects.map(({ remoteId, spec }): SourceRow => ({ id: remoteId, values: spec }))
    return [kind, all] as const
  })
  return { rows: new Map(rows), calls: Object.fromEntries(observed.calls) }
}

function unread(connection: string, kind: string): Diagnostic {
  const summary = `${connection}: the list of ${kind} could not be read whole`
  return { severity: 'error', code: 'E2006', summary, hint: 'nothing was written; run again' }
}
