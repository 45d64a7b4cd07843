/** Writes the tables of docs/vendors/ and docs/errors.md between their marks; `--check` only tells whether they are fresh. */
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { errorTable } from './error-table.ts'
import { vendors } from './vendor-facts.ts'
import { assumedTable, operationsTable } from './vendor-tables.ts'

/** What stands between `<!-- name -->` and `<!-- /name -->` is ours, all else is its author's. */
function between(page: string, name: string, content: string, file: string): string {
  const marks = new RegExp(`(<!-- ${name} -->).*?(<!-- /${name} -->)`, 's')
  if (!marks.test(page)) throw new Error(`${file} has no <!-- ${name} --> … <!-- /${name} -->`)
  return page.replace(marks, (_, start: string, end: string) => `${start}\n\n${content}\n\n${end}`)
}

const folder = fileURLToPath(new URL('../docs/', import.meta.url))
const check = process.argv.includes('--check')
const stale: string[] = []

async function keepFresh(
  file: string,
  tables: (written: string) => { readonly [name: string]: string },
): Promise<void> {
  const written = await readFile(`${folder}${file}`, 'utf8')
  const entries = Object.entries(tables(written))
  const page = entries.reduce((text, [name, table]) => between(text, name, table, file), written)
  if (page === written) return
  stale.push(file)
  if (!check) await writeFile(`${folder}${file}`, page)
}

for (const facts of vendors)
  await keepFresh(`vendors/${facts.vendor}.md`, () => ({
    operations: operationsTable(facts),
    assumed: assumedTable(facts),
  }))
await keepFresh('errors.md', (written) => ({ codes: errorTable(written) }))
if (check && stale.length > 0) {
  console.error(`docs/ is not fresh: ${stale.join(', ')}. Run \`npm run docs\`.`)
  process.exitCode = 1
} else console.log(stale.length === 0 ? 'docs/ is fresh' : `wrote ${stale.join(', ')}`)
