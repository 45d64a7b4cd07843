import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// Long stories run the built CLI as a real process; everything else is quick.
const layer = (name: string, timeout = 10_000, isolate = true) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    setupFiles: ['test/support/no-network.ts'],
    isolate,
    // What is built is run as it is.
    server: { deps: { external: [/\/dist\/cli\//] } },
    testTimeout: timeout,
    hookTimeout: timeout,
    env: { TZ: 'Pacific/Chatham', LC_ALL: 'tr_TR.UTF-8', NODE_EXTRA_CA_CERTS: '' },
  },
})

export default defineConfig({
  test: {
    // On two cores one worker alone would leave one idle while the other waits for the butik it started.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      // Pure stages share one load of the sources: with a fresh one for each file, most of the time went into loading.
      // What replaces a module belongs in another layer.
      layer('unit', 10_000, false),
      layer('contract', 60_000),
      layer('golden', 180_000),
      layer('property', 600_000),
      layer('faults', 600_000),
      layer('examples', 240_000),
      // Needs a browser, and so is a command of its own.
      layer('page', 240_000),
      { test: { name: 'types', include: [], typecheck: { enabled: true, include: ['test/types/**/*.test-d.ts'] } } },
    ],
    coverage: { provider: 'v8', include: ['src/**/*.ts'] },
  },
})
