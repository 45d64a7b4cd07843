// Loaded before butik (NODE_OPTIONS=--import): names each write below .butik and kills the process at one of them.
// KILL_AT_WRITE: its name. WRITES_FILE: only records, and puts all names into that file at the end. The cache is left out
// unless CACHE_TOO is set: what it holds may be deleted at any time, and has tests of its own.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { basename } from 'node:path'

const target = process.env['KILL_AT_WRITE']
const isCache = (path) => String(path).includes('/.butik/cache')
const inside = (path) => String(path).includes('/.butik/') && (process.env['CACHE_TOO'] === '1' || !isCache(path))
const counts = new Map()
const names = []

/** Drafts and claims carry the process and a random id in their names; runs are folders, which are left out. */
const fileOf = (path) =>
  basename(String(path))
    .replace(/\.(\d+-)?[0-9a-f]{8}-[0-9a-f-]{27}/g, '.*')
    .replace(/^[0-9a-f]{8}-[0-9a-f-]{27}$/, 'RUN')

/** By name and turn, not by number alone: a beat of a clock in between moves no other point. */
function step(deed, path) {
  const what = `${deed} ${fileOf(path)}`
  const turn = (counts.get(what) ?? 0) + 1
  counts.set(what, turn)
  names.push(`${what} ${turn}`)
  return names.at(-1) === target ? turn : 0
}

function die() {
  process.kill(process.pid, 'SIGKILL')
  for (;;);
}

/** A third, a half, all but the last byte: a torn write may end anywhere. */
function torn(content, turn) {
  const bytes = Buffer.from(content)
  return bytes.subarray(0, [Math.floor(bytes.length / 3), Math.floor(bytes.length / 2), bytes.length - 1][turn % 3])
}

for (const deed of ['rename', 'link', 'unlink', 'rm', 'copyFile', 'truncate', 'utimes']) {
  const original = fs.promises[deed]
  fs.promises[deed] = async (path, ...rest) => {
    if (inside(path) && step(deed, path)) die()
    return original(path, ...rest)
  }
}

for (const deed of ['writeFile', 'appendFile']) {
  const original = fs.promises[deed]
  fs.promises[deed] = async (path, content, ...rest) => {
    const turn = inside(path) ? step(deed, path) : 0
    if (turn === 0) return original(path, content, ...rest)
    await original(path, torn(content, turn), ...rest)
    return die()
  }
}

const mkdir = fs.promises.mkdir
fs.promises.mkdir = async (path, ...rest) => {
  const made = await mkdir(path, ...rest)
  if (made !== undefined && inside(`${path}/`) && step('mkdir', path)) die()
  return made
}

const open = fs.promises.open
fs.promises.open = async (path, flags, ...rest) => {
  const handle = await open(path, flags, ...rest)
  if (!inside(path) || flags === 'r') return handle
  for (const deed of ['sync', 'datasync', 'truncate']) {
    const original = handle[deed].bind(handle)
    handle[deed] = async (...some) => {
      if (step(deed, path)) die()
      return original(...some)
    }
  }
  for (const deed of ['appendFile', 'writeFile', 'write']) {
    const original = handle[deed].bind(handle)
    handle[deed] = async (content, ...more) => {
      const turn = step(deed, path)
      if (turn === 0) return original(content, ...more)
      await original(torn(content, turn))
      return die()
    }
  }
  return handle
}
syncBuiltinESMExports()

if (process.env['WRITES_FILE'] !== undefined) {
  process.on('exit', () => fs.writeFileSync(process.env['WRITES_FILE'], JSON.stringify(names)))
}
