// The floor of a start that reads files: the YAML of a folder is parsed by js-yaml, and nothing is done with it. Argument: folder.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'

const [, , folder = '.'] = process.argv
// A tag that js-yaml does not know would end it.
for (const file of readdirSync(folder, { recursive: true }))
  if (file.endsWith('.yaml')) load(readFileSync(join(folder, file), 'utf8').replace(/!(env|file) /g, ''))
