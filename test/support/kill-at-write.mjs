// Loaded before butik (NODE_OPTIONS=--import): counts what is written below .butik and kills the process in the middle
// of one write. KILL_AT_WRITE: which one, from 1; 0 only counts, into KILL_COUNT_FILE.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const target = Number(process.env['KILL_AT_WRITE'] ?? '0')
const inside = (path) => String(path).includes('/.butik/')
const names = []

function step(name) {
  names.push(name)
  return names.length === target
}

function die() {
  process.kill(process.pid, 'SIGKILL')
  for (;;);
}

for (const name of ['rename', 'link', 'unlink', 'copyFile']) {
  const original = fs.promises[name]
  fs.promises[name] = async (path, ...rest) => {
    if (inside(path) && step(`${name} ${String(path).split('/').at(-1)}`)) die()
    return original(path, ...rest)
  }
}

const open = fs.promises.open
fs.promises.open = async (path, flags, ...rest) => {
  const handle = await open(path, flags, ...rest)
  if (!inside(path) || flags === 'r') return handle
  for (const name of ['appendFile', 'writeFile']) {
    const original = handle[name].bind(handle)
    handle[name] = async (content, ...more) => {
      if (!step(`${name} ${String(path).split('/').at(-1)}`)) return original(content, ...more)
      const bytes = Buffer.from(content)
      // A third, a half, all but the last byte: a torn write may end anywhere.
      const size = [Math.floor(bytes.length / 3), Math.floor(bytes.length / 2), bytes.length - 1][target % 3]
      await original(bytes.subarray(0, size))
      return die()
    }
  }
  return handle
}
syncBuiltinESMExports()

if (process.env['KILL_COUNT_FILE'] !== undefined) {
  process.on('exit', () => fs.writeFileSync(process.env['KILL_COUNT_FILE'], JSON.stringify(names)))
}
