// A state in git that is encrypted, and one of a later butik.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gitWorld } from './git-store.ts'
import { type LaterStore, sealedContract, spoiled, versionContract } from './sealed-contract.ts'
import { textsIn } from './texts-in.ts'

async function sealedStore(): Promise<LaterStore> {
  const world = gitWorld()
  const root = world.tree()
  const stored = (folder: string) => world.git(folder, 'cat-file', '--batch-all-objects', '--batch', '--unordered')
  const edit = (change: (text: string) => string) => {
    const clone = join(world.folder, 'by-hand')
    world.git(world.folder, 'clone', '-q', '-b', 'butik-state', world.bare, clone)
    const text = world.git(clone, 'show', 'HEAD:default/state.json')
    writeFileSync(join(clone, 'default/state.json'), change(text))
    world.git(clone, '-c', 'user.name=Ole', '-c', 'user.email=o@example.com', 'commit', '-q', '-a', '-m', 'by hand')
    world.git(clone, 'push', '-q', 'origin', 'butik-state')
  }
  return {
    open: async (cipher) => (await world.open(root, { cipher })).backend,
    // Objects lie there compressed, at the remote and in the copy of it.
    raw: async () =>
      [
        stored(world.bare),
        [...world.refs().keys()].join('\n'),
        stored(join(root, '.butik/cache/git/objects.git')),
        await textsIn(join(root, '.butik')),
      ].join('\n'),
    spoil: async () => edit(spoiled),
    later: async () => edit((text) => text.replace('"formatVersion": 1', '"formatVersion": 2')),
  }
}

sealedContract('git', sealedStore)

versionContract('git', sealedStore)
