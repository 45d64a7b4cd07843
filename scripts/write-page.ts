// The script and the style of an HTML report as one module of texts: what src/render/html-assets.ts holds. So that butik
// is the same from its sources, in tests and as a bundle, the texts are part of the repository; --check says whether
// they are what src/render/page/ gives.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const file = 'src/render/html-assets.ts'

async function textOf(entry: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    charset: 'utf8',
    legalComments: 'none',
    // What came out in 2023 and since: light-dark pages are looked at in browsers that update themselves.
    target: ['chrome115', 'firefox115', 'safari16.4'],
    logLevel: 'warning',
  })
  const text = outputFiles[0]?.text.trim() ?? ''
  // It stands inside its element, and must not end it.
  if (text === '' || /<\/(?:script|style)|<!--/i.test(text)) throw new Error(`${entry} cannot stand in a page`)
  return text
}

const [script, style] = await Promise.all([textOf('src/render/page/main.ts'), textOf('src/render/page/report.css')])
const module = `/** Written by npm run page from src/render/page/; not to be edited. */
export const script: string = ${JSON.stringify(script)}
export const style: string = ${JSON.stringify(style)}
`
const path = join(root, file)
if (!process.argv.includes('--check')) await writeFile(path, module)
else if ((await readFile(path, 'utf8')) !== module) {
  console.error(`${file} is not what src/render/page/ gives: run npm run page`)
  process.exitCode = 1
}
