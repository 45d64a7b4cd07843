// A state on a server that is encrypted, and one of a later butik, in each manner of servers.
import { folder, type HttpStoreOptions, httpStore } from './http-store.ts'
import { type LaterStore, sealedContract, spoiled, versionContract } from './sealed-contract.ts'
import { textsIn } from './texts-in.ts'

async function sealedStore(options: HttpStoreOptions = {}): Promise<LaterStore> {
  const root = await folder()
  const { open, server, path } = await httpStore({ few: true, ...options, settings: { ...options.settings, root } })
  return {
    open: async (cipher) => (await open({ cipher })).backend,
    raw: async () => [...[...server.kept.keys()].map((one) => server.text(one)), await textsIn(root)].join('\n'),
    async spoil() {
      // The journal lies before the state where both are at one address.
      const text = server.text(path)
      const from = text.lastIndexOf('"content"')
      server.put(path, text.slice(0, from) + spoiled(text.slice(from)))
    },
    async later() {
      const text = server.text(path)
      server.put(path, text.replace(/"formatVersion": ?1/, '"formatVersion": 2'))
    },
  }
}

for (const [name, options] of [
  ['http', {}],
  ['http, as GitLab keeps it', { manner: 'gitlab' }],
  ['http, one address', { only: ['/states/shop'] }],
  ['http, without locks', { locks: false, settings: { lock: 'none' } }],
] satisfies [string, HttpStoreOptions][]) {
  sealedContract(name, () => sealedStore(options))
  versionContract(name, () => sealedStore(options))
}
