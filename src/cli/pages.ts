/** Which commands have an answer that can be a page, known before they begin. */
import { formatOfFile } from './formats.ts'
import { misused, type Options } from './options.ts'

const withPages: ReadonlySet<string> = new Set(['plan', 'apply', 'destroy'])
const hint = 'Pages are of plan, apply and destroy.'

/** Throws E5001. `command`: without the name of the group that it is in. */
export function checkPages(command: string, { format, report }: Pick<Options, 'format' | 'report'>): void {
  if (withPages.has(command)) return
  if (format === 'html') throw misused(`the answer of butik ${command} is no HTML page`, hint)
  const page = report.find((file) => formatOfFile(file) === 'html')
  if (page !== undefined) throw misused(`the answer of butik ${command} is no HTML page: --report ${page}`, hint)
}
