// A run with the state in git, until it is killed: git-crash.test.ts forks it and listens.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { JournalEntry } from '../../src/model/state.ts'
import { plainCipher } from '../../src/state/cipher.ts'
import { openGitState } from '../../src/state/git/open.ts'

const [root = ''] = process.argv.slice(2)
const { backend } = await openGitState({
  root,
  environment: 'default',
  clock: { now: () => new Date(), sleep: async (ms) => void (await pause(ms)) },
  newId: randomUUID,
  notice: () => undefined,
  cipher: plainCipher,
  env: process.env,
  // As of a machine whose processes nobody here can see.
  host: 'runner',
})

function line(run: string, index: number): JournalEntry {
  return { phase: 'begun', run, at: new Date().toISOString(), plan: 'x'.repeat(20_000), serial: index }
}

await backend.lock({ id: 'one', operation: 'apply', holder: 'runner pid 1', since: new Date().toISOString() })
const journal = await backend.openJournal()
for (let index = 1; ; index += 1) {
  await journal.append([line('run', index)])
  process.send?.({ appended: index })
  if (index % 4 !== 0) continue
  const { snapshot } = await backend.read()
  await backend.write({ ...snapshot, serial: snapshot.serial + 1, identities: { shop: `${index}` } }, snapshot.serial)
  process.send?.({ written: index / 4 })
}
