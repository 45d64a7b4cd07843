/** The lock at the remote: a ref to a commit that stands alone and holds who has it, and until when. */
import { LockedError } from '../../model/errors.ts'
import { type LockRecord, lockText, parseLock } from '../lock-file.ts'
import type { Store } from './store.ts'

const lockFile = 'lock.json'

export interface FoundLock {
  readonly record: LockRecord
  readonly commit: string
}

export async function lockCommit(store: Store, record: LockRecord): Promise<string> {
  const id = await store.making((objects) => objects.blob(lockText(record)))
  const { info, heartbeat } = record
  return await store.loneCommit(
    [{ name: lockFile, id }],
    `lock of ${info.holder} (${info.operation}), ${heartbeat ?? ''}\n`,
  )
}

/** Undefined where nobody holds it. Throws LockedError where it cannot be read as a lock. */
export async function recordAt(store: Store): Promise<FoundLock | undefined> {
  const { lock } = store.parts.refs
  return await store.reading(
    () => [lock],
    async (refs) => {
      const commit = refs.get(lock)
      if (commit === undefined) return undefined
      const id = (await store.objects.list(commit)).find(({ name }) => name === lockFile)?.id
      const [blob] = await store.objects.read(id === undefined ? [] : [id])
      const record = blob === undefined ? undefined : parseLock(blob.toString('utf8'))
      if (record === undefined) throw unreadable(lock, store.parts.label)
      return { record, commit }
    },
  )
}

function unreadable(ref: string, label: string): LockedError {
  return new LockedError(
    `${ref} of ${label} is in the way: it cannot be read as a lock`,
    `if no run is going on for certain: git push ${label} :${ref}`,
  )
}
