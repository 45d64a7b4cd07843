// What takes longer than a gate may is run by `npm run test:long`: all of it, where a gate takes a share or a smaller size.
export const isLong: boolean = process.env['BUTIK_TEST_LONG'] === '1'

/** A share of what is to be tried: all of it in the long run, else each nth. */
export function shareOf<One>(all: readonly One[], each: number): readonly One[] {
  return isLong ? all : all.filter((_, index) => index % each === 0)
}
