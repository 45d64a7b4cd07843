/** `butik schema`: the published JSON Schemas, for editors and for programs that read butik's answers. */
import { readdir, readFile } from 'node:fs/promises'
import { ReconcilerError } from '../../model/errors.ts'
import { byCodeUnit } from '../../model/json.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { schemaFolder as folder } from '../schema-files.ts'

export async function schema({ terminal, options }: Context, name: string | undefined): Promise<ExitCode> {
  const names = await published()
  if (name === undefined) {
    terminal.out(options.format === 'text' ? names.map((known) => `${known}\n`).join('') : `${JSON.stringify(names)}\n`)
    return exitCodes.done
  }
  const wanted = name.replace(/\.json$/, '')
  const known = names.find((each) => each === wanted || each === `vendors/${wanted}`)
  if (known === undefined) {
    throw new ReconcilerError('E5001', `there is no schema named ${name}`, { hint: `there are: ${names.join(', ')}` })
  }
  terminal.out(await readFile(new URL(`${known}.json`, folder), 'utf8'))
  return exitCodes.done
}

async function published(): Promise<string[]> {
  const files = await readdir(folder, { recursive: true })
  return files
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.replaceAll('\\', '/').replace(/\.json$/, ''))
    .toSorted(byCodeUnit)
}
