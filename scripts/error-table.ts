/** The table of docs/errors.md, made of the codes and their pages. */
import { codePages, pageOf } from '../src/model/code-pages/pages.ts'
import { diagnosticCodes } from '../src/model/codes.ts'

/** Throws where a code has no page, with the entry to add: taken from its row, where the page has one already. */
export function errorTable(written: string): string {
  const rows = Object.entries(diagnosticCodes).map(([code, meaning]) => {
    const page = pageOf(code)
    if (page === undefined) throw new Error(`src/model/code-pages/ has no ${code}. Add:\n${entryFor(code, written)}`)
    return `| ${code} | ${meaning} | ${page.why} | ${page.remedy} |`
  })
  const unknown = Object.keys(codePages).filter((code) => !Object.hasOwn(diagnosticCodes, code))
  if (unknown.length > 0) throw new Error(`src/model/code-pages/ has pages of no code: ${unknown.join(', ')}`)
  return ['| code | meaning | why | what to do |', '|---|---|---|---|', ...rows].join('\n')
}

function entryFor(code: string, written: string): string {
  const [, why = '…', remedy = '…'] =
    new RegExp(`^\\| ${code} \\| .*? \\| (.*?) \\| (.*?) \\|$`, 'm').exec(written) ?? []
  return `  ${code}: {\n    why: ${JSON.stringify(why)},\n    remedy: ${JSON.stringify(remedy)},\n    example: '…', // the summary of such a message\n  },`
}
