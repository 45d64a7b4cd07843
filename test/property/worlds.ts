// Random worlds, in shares that run beside one another. Each says what it lived through; a failure prints its seed and
// the smallest world that shows it, and BUTIK_SEED lives it again.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Lab } from '../support/worlds/lab.ts'
import { type AnyWorld, anyWorld, lived } from '../support/worlds/story.ts'
import { runs } from './setup.ts'

/** 500 worlds in a gate, 10,000 in the long run. */
const shares = 4
const [few, many] = [500 / shares, 10_000 / shares]

export function share(number: number): void {
  test(`random worlds, share ${number} of ${shares}: no invariant is broken`, async () => {
    const lab = new Lab()
    const { seed = 20_261_128, ...limits } = runs(few, many)
    const own = seed + number
    const counts = new Map<string, number>()
    const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1)
    await fc.assert(
      fc.asyncProperty(anyWorld, async (world) => {
        const ending = await lived(world, lab)
        count('worlds')
        count(ending)
        for (const what of features(world)) count(what)
      }),
      { ...limits, seed: own },
    )
    const of = (what: string) => counts.get(what) ?? 0
    const trouble = ['faults', 'death', 'moved', 'short', 'none'].map((what) => `${of(what)} ${words[what]}`).join(', ')
    process.stdout.write(
      `${of('worlds')} worlds, seed ${own} (BUTIK_SEED=${seed}), 0 wrong: ${trouble}; ${of('others')} with things of others, ` +
        `${of('drift')} with drift; ${of('ended')} ended as declared, ${of('undecidable')} refused by the plan, ${of('protected')} by protect\n`,
    )
    expect(of('worlds'), 'a share that ran out of time is no share').toBe(limits.numRuns)
    // Else it would prove little.
    expect(of('ended')).toBeGreaterThan(limits.numRuns / 2)
  })
}

const words: Readonly<Record<string, string>> = {
  faults: 'with faults',
  death: 'with kills',
  moved: 'moved between plan and apply',
  short: 'with short lists',
  none: 'in peace',
}

function features({ trouble, between, found }: AnyWorld): string[] {
  return [trouble.kind, ...(found.length > 0 ? ['others'] : []), ...(between.length > 0 ? ['drift'] : [])]
}
