/** Writes the tables of docs/vendors/ between their marks; `--check` only tells whether they are fresh. */
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { vendors } from './vendor-facts.ts'
import { assumedTable, operationsTable } from './vendor-tables.ts'

/** What stands between `<!-- name -->` and `<!-- /name -->` is ours, all else is its author's. */
function between(page: string, name: string, content: string, file: string): string {
  const marks = new RegExp(`(<!-- ${name} -->).*?(<!-- /${name} -->)`, 's')
  if (!marks.test(page)) throw new Error(`${file} has no <!-- ${name} --> … <!-- /${name} -->`)
  return page.replace(marks, (_, start: string, end: string) => `${start}\n\n${content}\n\n${end}`)
}

const folder = fileURLToPath(new URL('../docs/vendors/', import.meta.url))
const check = process.argv.includes('--check')
const stale: string[] = []
for (const facts of vendors) {
  const file = `${facts.vendor}.md`
  const written = await readFile(`${folder}${file}`, 'utf8')
  const tables = { operations: operationsTable(facts), assumed: assumedTable(facts) }
  const page = Object.entries(tables).reduce((text, [name, table]) => between(text, name, table, file), written)
  if (page === written) continue
  stale.push(file)
  if (!check) await writeFile(`${folder}${file}`, page)
}
if (check && stale.length > 0) {
  console.error(`docs/vendors/ is not fresh: ${stale.join(', ')}. Run \`npm run docs\`.`)
  process.exitCode = 1
} else console.log(stale.length === 0 ? 'docs/vendors/ is fresh' : `wrote ${stale.join(', ')}`)
