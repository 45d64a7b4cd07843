/** What a run knew as it broke off → the journal that did not get all of it. The next run goes on from there. */
import { ReconcilerError } from '../model/errors.ts'
import type { ErroredRun, LockInfo } from '../model/state.ts'
import { isPrefix } from './move-state.ts'
import type { World } from './world.ts'

/** How many lines were missing. Throws E4008 where another run has gone on since: it has looked for itself. */
export async function putBack(world: World, errored: ErroredRun, info: LockInfo): Promise<number> {
  const { backend, environment } = world
  const { run, lineage, serial, lines } = errored
  if (errored.environment !== environment)
    throw refused(`it is of the environment ${errored.environment}, not ${environment}`, 'give --env')
  await using lock = await backend.lock(info)
  const { snapshot, journal } = await backend.read()
  if (snapshot.lineage !== lineage)
    throw refused(`the state has lineage ${snapshot.lineage}, and the run ${run} began with ${lineage}`, otherState)
  if (snapshot.serial !== serial)
    throw refused(`the state has moved on since the run ${run}: it has serial ${snapshot.serial}, not ${serial}`, later)
  if (!isPrefix(journal, lines)) throw refused(`another run has begun since the run ${run}`, later)
  const missing = lines.slice(journal.length)
  if (missing.length === 0) return 0
  await lock.confirm()
  const open = await backend.openJournal()
  await open.append(missing)
  await open.close()
  if (isPrefix(lines, (await backend.read()).journal)) return missing.length
  throw refused('what is in the journal now is not what was put there', 'report this, and keep the file')
}

const otherState = 'check the environment, and state: in butik.yaml'
const later =
  'a run that came after has looked in the shops for itself, so there is nothing to put back; butik plan shows what is left'

function refused(why: string, hint: string): ReconcilerError {
  return new ReconcilerError('E4008', `this cannot be put back: ${why}`, { hint: `nothing was written; ${hint}` })
}
