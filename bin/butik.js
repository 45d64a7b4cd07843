#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8'

// A stack then names files and lines as they were written. It has to be said before the first of them is loaded.
if (process.env.BUTIK_DEBUG === '1') process.setSourceMapsEnabled(true)

// Where a machine has memory to spare the engine lets garbage grow to several times what is in use: a plan of 100,000 products
// took 1,040 MB for 290. Collected at 1.3 times it takes half, and no longer (docs/performance.md). Node 20 to 26 know the flag.
setFlagsFromString('--heap-growing-percent=30')

const { run } = await import('../dist/cli/main.js')
process.exitCode = await run(process.argv.slice(2))
