// A migration in this process: an old shop and a new one in a sandbox, and files in memory.
import { writeYaml } from '../../src/author/write-yaml.ts'
import {
  type MigrateOptions,
  type Migration,
  makeMigration,
  type WriteDocument,
} from '../../src/pipeline/migrate-run.ts'
import type { Engine } from './engine.ts'

export const write: WriteDocument = (map) => writeYaml(map, 3)

export async function migration(
  shop: Engine,
  map: string,
  source: MigrateOptions['source'] = { connection: 'old' },
): Promise<Migration> {
  const options = { source, as: 'shop', map: { file: 'map.yaml', text: map }, into: '' }
  return makeMigration(await shop.world(), write, options)
}
