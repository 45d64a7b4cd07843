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
  /** Not of this run: what is kept of a token for others holds whichever of its connections is used. */
  const besides: AccountParts[] = []
  const { connections, quota, limits } = world.project.config
  for (const config of connections.values()) {
    const isWanted = selection.connection.length === 0 || selection.connection.includes(config.name)
    const provider = world.providers.get(config.vendor)
    if (provider === undefined || !(isWanted || quota.has(config.name))) continue
    const { settings, diagnostics } = await connectionSettings({
      connection: config,
      provider,
      env: world.env,
      files: world.files,
      root: world.project.root,
      bulk: limits.bulk,
      probed: probedFacts(world.project.probes.get(config.name)).facts,
    })
    if (isWanted) problems.push(...diagnostics)
    if (settings !== undefined) (isWanted ? wanted : besides).push({ config, provider, settings })
  }
  const all = [...wanted, ...besides]
  const opened = wanted.flatMap((one) => opening(world, { one, all, problems }) ?? [])
  if (problems.some((problem) => problem.severity === 'error')) throw new DiagnosticsError(problems)
  return opened
}

interface Opening {
  readonly one: AccountParts
  /** Some may share its token. */
  readonly all: readonly AccountParts[]
  readonly problems: Diagnostic[]
}

/** Undefined where the settings make no session: that is among the problems then. */
function opening(world: Connecting, { one, all, problems }: Opening): Connected | undefined {
  const { config, provider, settings } = one
  let count = 0
  try {
    const { take, answered, ...account } = accountOf(world, one, all)
    const { today } = account
    let underWay = 0
    const takeCall = () => {
      world.ports.takeCall?.()
      take()
      underWay += 1
    }
    const meter: typeof world.ports.meter = (call) => {
      count += 1
      underWay -= 1
      answered(call, underWay)
      world.ports.meter(call)
    }
    const left = today === undefined ? {} : { callsLeft: () => today().left + underWay }
    const session = provider.connect(settings, { ...world.ports, takeCall, meter, ...left })
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
