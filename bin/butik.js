#!/usr/bin/env node
// A stack then names files and lines as they were written. It has to be said before the first of them is loaded.
if (process.env.BUTIK_DEBUG === '1') process.setSourceMapsEnabled(true)

const { run } = await import('../dist/cli/main.js')
process.exitCode = await run(process.argv.slice(2))
