#!/usr/bin/env node
// A stack then names files and lines as they were written. It has to be said before the first of them is loaded.
if (process.env.BUTIK_DEBUG === '1') process.setSourceMapsEnabled(true)

// Where a machine has memory to spare the engine lets garbage grow to several times what is in use: a plan of 100,000 products
// took 1,040 MB for 290. So it is collected at twice what is in use, which costs next to no time (docs/performance.md). Node 20 to
// 26 know the flag.
if (process.argv[2] !== '--version') (await import('node:v8')).setFlagsFromString('--heap-growing-percent=100')

const { run } = await import('../dist/cli/main.js')
process.exitCode = await run(process.argv.slice(2))
