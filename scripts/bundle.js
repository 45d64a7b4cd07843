// dist/ as it is published: the program and the library with all they need, in few files: a start is quicker, and an
// installed butik pulls in no other package. Declarations come from tsc.
import { createHash } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import standalone from 'ajv/dist/standalone/index.js'
import { build } from 'esbuild'

const { default: standaloneCode } = standalone
const root = new URL('..', import.meta.url).pathname
const dist = join(root, 'dist')

// What an earlier build left, its chunks under other names: declarations stay.
for (const file of await readdir(dist, { recursive: true })) if (/\.js(\.map)?$/.test(file)) await rm(join(dist, file))

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
  // Names stay, for stack traces; what is left out need not be read at every start.
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
  // For the packages that are CommonJS.
  banner: { js: "import { createRequire as $require } from 'node:module'; const require = $require(import.meta.url);" },
})

/** What an error would say; nobody reads it. */
const errorObject = /\{instancePath:[^;]*?,params:\{[^{}]*\}\}/g

/** What a schema says to people decides nothing. A property that has one of these names is a schema. */
function withoutWords(name, value) {
  if (name === 'x-butik' || name === 'markdownDescription') return undefined
  const isWords = typeof value !== 'object' || Array.isArray(value)
  return isWords && ['description', 'examples', 'title', 'default'].includes(name) ? undefined : value
}

/**
 * What a file must fit, compiled ahead: a start does without ajv as long as nothing is wrong. The errors are not in here;
 * whoever is told no compiles the schema and asks it.
 */
async function writeChecks() {
  const schemas = join(root, 'schemas')
  const vendors = (await readdir(join(schemas, 'vendors'))).map((file) => `vendors/${file}`)
  for (const file of ['config.json', ...vendors]) {
    const schema = JSON.parse(await readFile(join(schemas, file), 'utf8'), withoutWords)
    const trust = { strict: false, validateSchema: false, validateFormats: false, logger: false, messages: false }
    const ajv = new Ajv2020({ ...trust, code: { source: true, esm: true } })
    await build({
      stdin: { contents: standaloneCode(ajv, ajv.compile(schema)).replace(errorObject, '{}'), resolveDir: root },
      outfile: join(dist, 'checks', file.replace(/json$/, 'js')),
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'node',
      logLevel: 'warning',
    })
  }
}

/** Some packages state it at the end of their README only. */
async function licenceInReadme(folder) {
  const [, text] = (await readFile(join(folder, 'README.md'), 'utf8')).split(/^## licen[cs]e$/im)
  if (text === undefined) throw new Error(`${folder} states no licence`)
  return text
}

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
    ).catch(() => licenceInReadme(folder))
    return `${name} ${version} (${license})\n\n${text.trim()}\n`
  })
  return (await Promise.all(parts)).join(`\n${'-'.repeat(80)}\n\n`)
}

/** Names this build: what a run remembers holds for the same program only (src/cli/valid-before.ts). */
async function buildDigest() {
  const digest = createHash('sha256')
  const files = (await readdir(dist, { recursive: true })).filter((file) => file.endsWith('.js')).sort()
  for (const file of files) digest.update(`${file}\0`).update(await readFile(join(dist, file)))
  return digest.digest('hex')
}

await writeChecks()
await writeFile(join(dist, 'build'), await buildDigest())
await writeFile(join(dist, 'THIRD-PARTY-LICENSES.txt'), await licences())
