/** `butik schema`: the published JSON Schemas, for editors and for programs that read butik's answers. */
import { readdir, readFile } from 'node:fs/promises'
import { ReconcilerError } from '../../model/errors.ts'
import { byCodeUnit } from '../../model/json.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { openOutput } from '../output.ts'
import { schemaFolder as folder } from '../schema-files.ts'

export async function schema(context: Context, name: string | undefined): Promise<ExitCode> {
  const { answer, render } = await openOutput(context)
  const names = await published()
  if (name === undefined) {
    await answer({
      text: () => names.map((known) => `${known}\n`).join(''),
      json: () => `${JSON.stringify(names)}\n`,
      lines: () => names.map((known) => render.renderLine({ type: 'schema', name: known })).join(''),
    })
    return exitCodes.done
  }
  const wanted = name.replace(/\.json$/, '')
  const known = names.find((each) => each === wanted || each === `vendors/${wanted}`)
  if (known === undefined) {
    throw new ReconcilerError('E5001', `there is no schema named ${name}`, { hint: `there are: ${names.join(', ')}` })
  }
  const text = await readFile(new URL(`${known}.json`, folder), 'utf8')
  await answer({
    text: () => text,
    json: () => text,
    lines: () => render.renderLine({ type: 'schema', name: known, schema: JSON.parse(text) }),
  })
  return exitCodes.done
}

async function published(): Promise<string[]> {
  const files = await readdir(folder, { recursive: true })
  return files
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.replaceAll('\\', '/').replace(/\.json$/, ''))
    .toSorted(byCodeUnit)
}
