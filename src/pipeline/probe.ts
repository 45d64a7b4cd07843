/** Asks a live account which of the assumed facts hold there. Reads only, unless told that it may make its own objects. */
import { ReconcilerError } from '../model/errors.ts'
import type { Finding, Probe } from '../model/provider.ts'
import type { LockInfo } from '../model/state.ts'
import { operationsOf, recordOf } from './call.ts'
import { connect } from './connect.ts'
import type { ProbedFact } from './probed.ts'
import type { World } from './world.ts'

export interface Probed extends ProbedFact {
  readonly question: string
}

/** Throws E2002, E2001 and E2013 at once: an account that cannot be asked has no facts, and what the calls did not do for is not one. */
export async function* probe(
  world: World,
  connection: string,
  options: { readonly write: boolean; readonly lock: LockInfo; readonly run: string },
): AsyncGenerator<Probed> {
  operationsOf(world, connection)
  const [connected] = await connect(world, { connection: [connection] })
  if (connected === undefined) return
  const { provider, session } = connected
  await provider.doctor.ask(session, world.signal)
  const reading = provider.probes.filter(({ writes }) => !writes)
  for (const one of reading) yield await found(one, session, world)
  const writing = provider.probes.filter(({ writes }) => writes)
  if (!options.write) {
    for (const { fact, question } of writing)
      yield { fact, question, finding: { known: false, why: 'only writing can tell: --write' } }
    return
  }
  await using lock = await world.backend.lock(options.lock)
  const record = await recordOf(world, options.run, { connection, operation: 'probe --write' })
  for (const one of writing) {
    await lock.confirm()
    yield await found(one, session, world)
  }
  await record('done')
}

async function found({ fact, question, run }: Probe<unknown>, session: unknown, world: World): Promise<Probed> {
  let finding: Finding
  try {
    finding = await run(session, world.signal)
  } catch (error) {
    if (!(error instanceof ReconcilerError) || error.code === 'E2013' || world.signal.aborted) throw error
    finding = { known: false, why: error.message }
  }
  return { fact, question, finding }
}
