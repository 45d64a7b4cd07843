/** The file that a comment or an issue is made of. Throws before anything is posted: it would take the place of what was said. */
import { readFile } from 'node:fs/promises'
import { ReconcilerError } from '../model/errors.ts'
import { type Context, pathFrom } from './context.ts'
import { misused } from './options.ts'
import { reasonOf } from './reports.ts'

export async function readMarkdown(context: Context, file: string): Promise<string> {
  const text = await readText(context, file)
  if (text.trim() === '')
    throw misused(`--file ${file} is empty`, 'Nothing was posted; --report FILE.md of the run before writes it.')
  if (/^\s*[[{]/.test(text) && isJson(text))
    throw misused(
      `--file ${file} is JSON, and --file takes Markdown`,
      'Nothing was posted; --report FILE.md writes it.',
    )
  return text
}

export async function readText(context: Context, file: string): Promise<string> {
  try {
    return await readFile(pathFrom(context, file), 'utf8')
  } catch (error) {
    throw new ReconcilerError('E1002', `${file} cannot be read: ${reasonOf(error)}`, {
      hint: 'nothing was posted; look whether the run before has written it, and at its name',
      cause: error,
    })
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
