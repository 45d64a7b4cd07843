/** Opens the sessions of the connections that a run is about: settings and secrets read, calls counted, nothing sent. */
import type { Diagnostic } from '../model/diagnostic.ts'
import { DiagnosticsError, ReconcilerError } from '../model/errors.ts'
import { connectionSettings } from './load-settings.ts'
import { probedFacts } from './probed.ts'
import { type AccountParts, accountOf } from './today.ts'
import type { Connected, Selection, World } from './world.ts'

/** The part of a world that sessions are made of. */
export type Connecting = Pick<World, 'project' | 'providers' | 'files' | 'env' | 'ports' | 'ledger'>

export async function connect(world: Connecting, selection: Pick<Selection, 'connection'>): Promise<Connected[]> {
  const problems: Diagnostic[] = []
  const wanted: AccountParts[] = []
  for (const config of world.project.config.connections.values()) {
    if (selection.connection.length > 0 && !selection.connection.includes(config.name)) continue
    const provider = world.providers.get(config.vendor)
    if (provider === undefined) continue
    const { settings, diagnostics } = await connectionSettings({
      connection: config,
      provider,
      env: world.env,
      files: world.files,
      root: world.project.root,
      bulk: world.project.config.limits.bulk,
      probed: probedFacts(world.project.probes.get(config.name)).facts,
    })
    problems.push(...diagnostics)
    if (settings !== undefined) wanted.push({ config, provider, settings })
  }
  const opened = wanted.flatMap((one) => opening(world, { one, wanted, problems }) ?? [])
  if (problems.some((problem) => problem.severity === 'error')) throw new DiagnosticsError(problems)
  return opened
}

interface Opening {
  readonly one: AccountParts
  /** All of the run: some may share a token. */
  readonly wanted: readonly AccountParts[]
  readonly problems: Diagnostic[]
}

/** Undefined where the settings make no session: that is among the problems then. */
function opening(world: Connecting, { one, wanted, problems }: Opening): Connected | undefined {
  const { config, provider, settings } = one
  let count = 0
  try {
    const { count: note, ...account } = accountOf(world, one, wanted)
    const { today } = account
    const meter: typeof world.ports.meter = (call) => {
      count += 1
      note(call)
      world.ports.meter(call)
    }
    const left = today === undefined ? {} : { callsLeft: () => today().left }
    const session = provider.connect(settings, { ...world.ports, meter, ...left })
    return { config, provider, session, url: provider.url(settings), calls: () => count, ...account }
  } catch (error) {
    if (!(error instanceof ReconcilerError)) throw error
    problems.push({
      severity: 'error',
      code: error.code,
      summary: error.message,
      source: config.at,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    })
    return undefined
  }
}
