// A process that uses a local backend until it is killed; crash.test.ts and race.test.ts fork it and listen.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { JournalEntry, Lock, StateSnapshot } from '../../src/model/state.ts'
import { createLocalBackend } from '../../src/state/local.ts'

const [mode = '', folder = ''] = process.argv.slice(2)
const clock = { now: () => new Date(), sleep: async (ms: number) => void (await pause(ms)) }
const backend = createLocalBackend({
  folder,
  environment: 'default',
  clock,
  newId: randomUUID,
})

function tell(message: object): void {
  process.send?.(message)
}

function want() {
  const since = new Date().toISOString()
  return { id: randomUUID(), operation: 'apply', holder: `test pid ${process.pid}`, since }
}

function line(run: string, index: number): JournalEntry {
  // Long enough that a kill in mid-write is likely.
  return { phase: 'begun', run, at: new Date().toISOString(), plan: 'x'.repeat(20_000), serial: index }
}

async function append(): Promise<void> {
  await backend.lock(want())
  const journal = await backend.openJournal()
  for (let index = 1; ; index += 1) {
    await journal.append([line('run', index)])
    tell({ done: index })
  }
}

async function write(): Promise<void> {
  await backend.lock(want())
  const journal = await backend.openJournal()
  for (let index = 1; ; index += 1) {
    const { snapshot } = await backend.read()
    await journal.append([line(`run-${process.pid}-${index}`, index)])
    const next: StateSnapshot = { ...snapshot, serial: snapshot.serial + 1, identities: { shop: 'x'.repeat(50_000) } }
    await backend.write(next, snapshot.serial)
    tell({ done: next.serial })
  }
}

let lock: Lock | undefined

/** One attempt for each message; a winner keeps the lock until it is told to let go. */
async function obey(order: unknown): Promise<object> {
  if (order === 'release') {
    await lock?.release()
    lock = undefined
    return { released: true }
  }
  try {
    lock = await backend.lock(want())
    return { won: true }
  } catch (error) {
    return { won: false, error: String(error) }
  }
}

function race(): void {
  process.on('message', (order) => void obey(order).then(tell))
  tell({ ready: true })
}

if (mode === 'race') race()
else await (mode === 'append' ? append() : write())
