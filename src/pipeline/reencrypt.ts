/** All that is kept, written anew where it is: under the key of now. */
import { ReconcilerError } from '../model/errors.ts'
import { keptNames, type LockInfo } from '../model/state.ts'
import type { World } from './world.ts'

/** Throws E4008 where a run was interrupted: a new state would take its lines in unsettled. */
export async function reencrypt(
  world: World,
  info: LockInfo,
): Promise<{ readonly serial: number; readonly runs: number }> {
  const { backend, views, project, providers } = world
  await using lock = await backend.lock(info)
  const { snapshot, journal } = await backend.read()
  if (journal.length > 0)
    throw new ReconcilerError('E4008', 'a run was interrupted, and its journal is open', {
      hint: 'nothing was written; butik apply settles what it left, then try again',
    })
  const runs = [...(await backend.runs())].reverse()
  for (const run of runs) {
    for (const name of keptNames) {
      const content = await backend.kept(run, name)
      if (content !== undefined) await backend.keep(run, name, content)
    }
  }
  await lock.confirm()
  const serial = snapshot.serial + 1
  if (snapshot.serial > 0) await backend.write({ ...snapshot, serial }, snapshot.serial)
  // Last: what lies beside the state is the one before, of which the write has made another.
  await backend.reseal?.()
  for (const { name, vendor } of project.config.connections.values()) {
    for (const kind of providers.get(vendor)?.kinds ?? []) {
      const view = await views.read(name, kind.name)
      if (view !== undefined) await views.write(name, kind.name, view)
    }
  }
  return { serial, runs: runs.length }
}
