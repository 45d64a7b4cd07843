import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// Long stories run the built CLI as a real process; everything else is quick. Files of a layer share one load of the sources:
// with a fresh one for each, a fifth of the time went into loading.
const layer = (name: string, timeout = 10_000, { isolate = false, folder = name, exclude = [] as string[] } = {}) => ({
  test: {
    name,
    include: [`test/${folder}/**/*.test.ts`],
    exclude,
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
    // On two cores: one of three waits, for git, for a disk or for time to pass.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    projects: [
      layer('unit'),
      layer('contract', 60_000, { exclude: ['test/contract/state/**'] }),
      // It starts git a thousand times, and a start costs a copy of what a process has in memory: a fresh one has little.
      layer('state', 60_000, { folder: 'contract/state', isolate: true }),
      layer('golden', 180_000),
      // A property ends by itself after 25 minutes: test/property/setup.ts.
      layer('property', 1_600_000),
      layer('examples', 240_000),
      // What replaces a module belongs here: each file loads its own.
      layer('faults', 600_000, { isolate: true }),
      // Needs a browser, and so is a command of its own.
      layer('page', 240_000),
      {
        test: {
          name: 'types',
          include: [],
          // What they import, and not all there is: `npm run check` does that.
          typecheck: {
            enabled: true,
            checker: './node_modules/typescript-native/bin/tsc',
            include: ['test/types/**/*.test-d.ts'],
            tsconfig: 'test/types/tsconfig.json',
          },
        },
      },
    ],
    coverage: { provider: 'v8', include: ['src/**/*.ts'] },
  },
})
