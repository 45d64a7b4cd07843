// `butik pull` in this process: read, put into the files, kept in the state.
import { editText } from '../../src/author/edit-text.ts'
import { sheetEdits } from '../../src/author/sheet-text.ts'
import { writeYaml } from '../../src/author/write-yaml.ts'
import { createDownloads } from '../../src/http/downloads.ts'
import { keepPictures, keepPulled, makePull } from '../../src/pipeline/pull.ts'
import type { Pulled, PullOptions } from '../../src/pipeline/pull-attempt.ts'
import type { YamlParts } from '../../src/pipeline/pull-draft.ts'
import type { World } from '../../src/pipeline/world.ts'
import type { Lab } from './worlds/lab.ts'

const yamlParts: YamlParts = { write: writeYaml, edit: editText, editSheet: sheetEdits, head: () => '' }

const whole: PullOptions = { connections: [], into: '', split: 'kind', target: [], exclude: [] }

/** `write` puts the files where the next world finds them. */
export async function pulled(
  shop: { world(): Promise<World>; write(files: Readonly<Record<string, string | Uint8Array>>): void },
  options: Partial<PullOptions> = {},
): Promise<Pulled> {
  const world = await shop.world()
  const info = { id: 'lock', operation: 'pull', holder: 'test', since: new Date(0).toISOString() }
  await using _held = await world.backend.lock(info)
  const fetch = createDownloads({ ports: world.ports, most: 1_000_000, agent: 'test' })
  const keep = (path: string, bytes: Uint8Array) => shop.write({ [path]: bytes })
  const made = await keepPictures(
    world,
    await makePull(world, { ...yamlParts, pictures: { fetch, keep } }, { ...whole, ...options }),
  )
  shop.write(filesIn(made))
  await keepPulled(world, made)
  return made
}

export const filesIn = ({ files }: Pick<Pulled, 'files'>): Record<string, string> =>
  Object.fromEntries(files.map(({ path, after }) => [path, after]))

const noState = { formatVersion: 1, lineage: 'new', serial: 0, identities: {}, entries: {} } as const

/** Of an empty folder. */
export const butikFor = (isOurs: boolean) => `version: 1
connections:
  shop: { vendor: shoporama, token: !env SHOPORAMA_TOKEN, url: !env SHOPORAMA_URL }
${isOurs ? 'ownership: { stock: ours }\n' : ''}`

/** A shop that exists already, and a folder with butik.yaml alone. */
export class PulledShop {
  readonly lab: Lab
  readonly files: Record<string, string | Uint8Array>

  constructor(lab: Lab, files: Readonly<Record<string, string | Uint8Array>>) {
    this.lab = lab
    this.files = { ...files }
    lab.begin(noState)
    lab.use(this.files)
  }

  /** As they are now, without pictures. */
  texts(): Record<string, string> {
    return Object.fromEntries(
      Object.entries(this.files).flatMap(([path, file]) => (typeof file === 'string' ? [[path, file] as const] : [])),
    )
  }

  async pull(options: Parameters<typeof pulled>[1] = {}): Promise<Pulled> {
    const write = (some: Readonly<Record<string, string | Uint8Array>>) => {
      for (const [path, after] of Object.entries(some)) {
        const before = this.files[path]
        // As files are replaced on disk: the mark at the beginning stays.
        const isMarked = typeof before === 'string' && before.startsWith('\ufeff')
        // The same folder: what is written is there for the command that wrote it, too.
        this.files[path] = isMarked && typeof after === 'string' ? `\ufeff${after}` : after
      }
      this.lab.use(this.files)
    }
    return await pulled({ world: () => this.lab.world(), write }, options)
  }
}
