import { expect, it } from 'vitest'
import { type Acts, runAct } from '../../../src/sandbox/acts.ts'

const acts: Acts<{ readonly by: string }> = {
  paint: {
    takes: ['colour', 'times?'],
    note: 'colour is a word',
    run: ({ by }, { colour, times = 1 }) => {
      if (colour === 'none') throw new RangeError('no paint is left')
      return { by, colour, times }
    },
  },
  rest: { takes: [], run: () => null },
}
const run = (request: Readonly<Record<string, unknown>>): unknown => runAct(acts, { by: 'staff' }, request)

it('an act is run with its arguments', () => {
  expect(run({ act: 'paint', colour: 'red' })).toEqual({ by: 'staff', colour: 'red', times: 1 })
  expect(run({ act: 'rest' })).toBeNull()
})

it.each([
  [{}, 'act is one of paint, rest, not undefined'],
  [{ act: 'constructor' }, 'act is one of paint, rest, not "constructor"'],
  [{ act: 'rest', colour: 'red' }, 'rest takes nothing: not colour'],
  [{ act: 'paint' }, 'paint takes colour, times?; colour is a word: colour is missing'],
  [{ act: 'paint', colour: 'red', brush: 1 }, 'paint takes colour, times?; colour is a word: not brush'],
  [{ act: 'paint', colour: 'none' }, 'paint takes colour, times?; colour is a word: no paint is left'],
])('%j is refused with what it takes', (request, message) => {
  expect(() => run(request)).toThrow(new Error(message))
})
