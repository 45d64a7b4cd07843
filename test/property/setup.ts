// How many runs a property gets, and from which seed.
const long = process.env['BUTIK_TEST_LONG'] === '1'

export interface Runs {
  readonly numRuns: number
  readonly interruptAfterTimeLimit: number
  readonly markInterruptAsFailure: boolean
  readonly seed?: number
}

/**
 * BUTIK_SEED repeats a run of before. A gate tries the same each time, so that what it says is about the commit; the long run tries
 * others, and a failure prints their seed.
 */
export const runs = (few: number, many: number): Runs => ({
  numRuns: long ? many : few,
  interruptAfterTimeLimit: 1_500_000,
  markInterruptAsFailure: false,
  ...seedOf(process.env['BUTIK_SEED'] ?? (long ? undefined : '20261128')),
})

function seedOf(given: string | undefined): { seed?: number } {
  return given === undefined ? {} : { seed: Number(given) }
}
