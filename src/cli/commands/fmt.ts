/** `butik fmt`: the files of the configuration, laid out one way. What they say, their comments and their quotes stay. */
import { relative, sep } from 'node:path'
import { formatText, NotFormatted } from '../../author/format.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import { DiagnosticsError, ReconcilerError } from '../../model/errors.ts'
import { byCodeUnit } from '../../model/json.ts'
import { parseYaml } from '../../pipeline/yaml-parse.ts'
import { placesOf } from '../../pipeline/yaml-place.ts'
import { sameYaml } from '../../pipeline/yaml-same.ts'
import { openEveryText } from '../compose.ts'
import { type Context, pathFrom } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { openOutput } from '../output.ts'
import { type Replacement, replaceFiles } from '../replace-files.ts'

export interface FmtFlags {
  readonly check: boolean
}

export async function fmt(context: Context, named: readonly string[], { check }: FmtFlags): Promise<ExitCode> {
  const output = await openOutput(context)
  try {
    const { texts, problems } = await openEveryText(context)
    const files = chosen(context, [...texts.keys()].sort(byCodeUnit), named)
    const wrong = problems.filter(({ source }) => source !== undefined && files.includes(source.file))
    const changed: Replacement[] = []
    for (const file of files) {
      const before = texts.get(file)
      if (before === undefined || wrong.some(({ source }) => source?.file === file)) continue
      const made = formatted(file, before)
      if (typeof made !== 'string') wrong.push(...made)
      else if (made !== before) changed.push({ file, before, after: made })
    }
    if (!check) replaceFiles(context.dir, changed)
    const names = changed.map(({ file }) => file)
    const list = names.map((file) => `${output.render.plain(file)}\n`).join('')
    if (wrong.length > 0) {
      output.show(() => list)
      throw new DiagnosticsError(wrong)
    }
    await output.answer({
      text: () => list,
      json: () => output.render.renderJson({ files: files.length, changed: names, written: !check }),
      lines: () => names.map((file) => output.render.renderLine({ type: 'formatted', file, written: !check })).join(''),
    })
    return check && names.length > 0 ? exitCodes.error : exitCodes.done
  } finally {
    output.quiet()
  }
}

/** All of them, or those that are named, by file or by folder. */
function chosen(context: Context, files: readonly string[], named: readonly string[]): readonly string[] {
  if (named.length === 0) return files
  return named.flatMap((name) => {
    const wanted = relative(context.dir, pathFrom(context, name)).split(sep).join('/')
    const found = files.filter((file) => file === wanted || wanted === '' || file.startsWith(`${wanted}/`))
    if (found.length > 0) return found
    throw new ReconcilerError('E1503', `${name} is no file of this configuration`, {
      hint: 'nothing was written; butik.yaml says with "resources" which files are',
    })
  })
}

function formatted(file: string, before: string): string | readonly Diagnostic[] {
  const { diagnostics } = parseYaml(file, before)
  if (diagnostics.length > 0) return diagnostics
  try {
    const after = formatText(before)
    if (after === before || sameYaml(file, before, after)) return after
    return [unclear(file, before, 0, 'it would not say the same afterwards')]
  } catch (error) {
    if (!(error instanceof NotFormatted)) throw error
    return [unclear(file, before, error.offset, error.message)]
  }
}

function unclear(file: string, text: string, offset: number, why: string): Diagnostic {
  return {
    severity: 'error',
    code: 'E1504',
    summary: `the file cannot be formatted: ${why}`,
    hint: 'it is left as it was; write this place more plainly',
    source: placesOf(file, text).range(offset, offset + 1),
  }
}
