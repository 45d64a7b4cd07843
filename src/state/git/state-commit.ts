/** A snapshot → the commit that holds it, on top of what the branch has, and the moves that go with it. */
import { type StoredState, snapshotText } from '../snapshot.ts'
import type { TreeEntry } from './objects.ts'
import { writtenSerial } from './refs.ts'
import type { Move, Refs } from './remote.ts'
import type { Store } from './store.ts'
import { statePlace } from './stored.ts'

/** The blob of a snapshot. */
export async function stateBlobOf(store: Store, stored: StoredState): Promise<string> {
  const text = store.parts.cipher.seal(snapshotText(stored), statePlace)
  return await store.making((objects) => objects.blob(text))
}

export interface StateCommit {
  readonly refs: Refs
  /** What the folder of the environment gets, in the place of what has the same name. */
  readonly files: readonly TreeEntry[]
  readonly message: string
}

/** Other environments, and whatever else somebody put on the branch, stay as they are. */
export async function stateCommit(store: Store, { refs, files, message }: StateCommit): Promise<string> {
  const { clock, environment, refs: names } = store.parts
  const parent = refs.get(names.branch)
  return await store.making(async (objects) => {
    const root = parent === undefined ? [] : await objects.list(parent)
    const folder = root.find(({ name, isTree }) => name === environment && isTree === true)
    const before = folder === undefined ? [] : await objects.list(folder.id)
    const inside = await objects.tree(replaced(before, files))
    const tree = await objects.tree(replaced(root, [{ name: environment, id: inside, isTree: true }]))
    const parents = parent === undefined ? [] : [parent]
    return await objects.commit({ tree, message, parents, at: clock.now() })
  })
}

/** The branch first: where a remote cannot move all or none, what counts is done with that. */
export function movesOfWrite(store: Store, refs: Refs, commit: string, serial: number): Move[] {
  const { refs: names } = store.parts
  const written = names.written(serial)
  const earlier = [...refs.keys()].filter((ref) => isWritten(ref, refs) && ref !== written)
  const journal = refs.get(names.journal)
  return [
    { ref: names.branch, from: refs.get(names.branch), to: commit },
    { ref: written, from: refs.get(written), to: commit },
    ...earlier.map((ref): Move => ({ ref, from: refs.get(ref), to: undefined })),
    ...(journal === undefined ? [] : [{ ref: names.journal, from: journal, to: undefined }]),
  ]
}

function isWritten(ref: string, refs: Refs): boolean {
  return writtenSerial(new Map([[ref, refs.get(ref) ?? '']])) !== undefined
}

function replaced(before: readonly TreeEntry[], files: readonly TreeEntry[]): TreeEntry[] {
  return [...before.filter(({ name }) => !files.some((file) => file.name === name)), ...files]
}
