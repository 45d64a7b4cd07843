// `butik pull` in this process: read, put into the files, kept in the state.
import { editText } from '../../src/author/edit-text.ts'
import { writeYaml } from '../../src/author/write-yaml.ts'
import { keepPulled, makePull, type Pulled, type PullOptions } from '../../src/pipeline/pull.ts'
import type { YamlParts } from '../../src/pipeline/pull-draft.ts'
import type { World } from '../../src/pipeline/world.ts'

const yamlParts: YamlParts = { write: writeYaml, edit: editText, head: () => '' }

const whole: PullOptions = { connections: [], into: '', split: 'kind', target: [], exclude: [] }

/** `write` puts the files where the next world finds them. */
export async function pulled(
  shop: { world(): Promise<World>; write(files: Readonly<Record<string, string>>): void },
  options: Partial<PullOptions> = {},
): Promise<Pulled> {
  const world = await shop.world()
  const info = { id: 'lock', operation: 'pull', holder: 'test', since: new Date(0).toISOString() }
  await using _held = await world.backend.lock(info)
  const made = await makePull(world, yamlParts, { ...whole, ...options })
  shop.write(filesIn(made))
  await keepPulled(world, made)
  return made
}

export const filesIn = ({ files }: Pulled): Record<string, string> =>
  Object.fromEntries(files.map(({ path, after }) => [path, after]))
