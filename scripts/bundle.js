// dist/ as it is published: the program and the library with all they need, in few files: a start is quicker, and an
// installed butik pulls in no other package. Declarations come from tsc.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = new URL('..', import.meta.url).pathname
const dist = join(root, 'dist')

// What an earlier build left, its chunks under other names: declarations stay.
for (const file of await readdir(dist, { recursive: true })) if (file.endsWith('.js')) await rm(join(dist, file))

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['src/index.ts', 'src/cli/main.ts'],
  outbase: 'src',
  outdir: 'dist',
  // Shared parts lie where cli/ lies: what looks for package.json or schemas/ finds them from there, as in src.
  chunkNames: 'cli/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
  // For the packages that are CommonJS.
  banner: { js: "import { createRequire as $require } from 'node:module'; const require = $require(import.meta.url);" },
})

/** The licences of what was bundled, as each package states it. */
async function licences() {
  const names = Object.keys(metafile.inputs).flatMap(
    (file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? [],
  )
  const parts = [...new Set(names)].sort().map(async (name) => {
    const folder = join(root, 'node_modules', name)
    const { version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    const text = await Promise.any(
      ['LICENSE', 'LICENSE.md', 'license', 'LICENSE.txt'].map((file) => readFile(join(folder, file), 'utf8')),
    )
    return `${name} ${version} (${license})\n\n${text.trim()}\n`
  })
  return (await Promise.all(parts)).join(`\n${'-'.repeat(80)}\n\n`)
}

await writeFile(join(dist, 'THIRD-PARTY-LICENSES.txt'), await licences())
