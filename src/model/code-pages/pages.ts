/** The pages of all codes, sorted as the codes are. Loaded for `butik explain` and docs/errors.md only. */
import type { CodePage, PagesOf } from './code-page.ts'
import { files } from './files.ts'
import { notes } from './notes.ts'
import { others } from './others.ts'
import { plans } from './plans.ts'
import { state } from './state.ts'
import { vendors } from './vendors.ts'

export const codePages: PagesOf<string> = { ...files, ...vendors, ...plans, ...state, ...others, ...notes }

/** Of any text; undefined where it is no code. */
export function pageOf(code: string): CodePage | undefined {
  return Object.entries(codePages).find(([name]) => name === code)?.[1]
}
