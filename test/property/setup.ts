// How many runs a property gets, and from which seed.
const long = process.env['BUTIK_TEST_LONG'] === '1'

export interface Runs {
  readonly numRuns: number
  readonly interruptAfterTimeLimit: number
  readonly markInterruptAsFailure: boolean
  readonly seed?: number
}

/** BUTIK_SEED repeats a run of before. */
export const runs = (few: number, many: number): Runs => ({
  numRuns: long ? many : few,
  interruptAfterTimeLimit: 1_500_000,
  markInterruptAsFailure: false,
  ...(process.env['BUTIK_SEED'] === undefined ? {} : { seed: Number(process.env['BUTIK_SEED']) }),
})
