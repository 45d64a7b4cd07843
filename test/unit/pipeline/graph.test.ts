import { describe, expect, test } from 'vitest'
import { findCircle, levelsOf } from '../../../src/pipeline/graph.ts'

type Arrows = { readonly [node: string]: { hard?: readonly string[]; soft?: readonly string[] } }

const nodesOf = (arrows: Arrows) =>
  new Map(Object.entries(arrows).map(([node, { hard = [], soft = [] }]) => [node, { hard, soft }]))

describe('levels', () => {
  test.each([
    ['nothing', {}, []],
    ['things that need nothing go together, sorted', { b: {}, a: {} }, [['a', 'b']]],
    ['what is needed goes first', { a: { hard: ['b'] }, b: { hard: ['c'] }, c: {} }, [['c'], ['b'], ['a']]],
    [
      'a diamond',
      { a: { hard: ['b', 'c'] }, b: { hard: ['d'] }, c: { hard: ['d'] }, d: {} },
      [['d'], ['b', 'c'], ['a']],
    ],
    ['soft edges are kept where they can be', { a: { soft: ['b'] }, b: {} }, [['b'], ['a']]],
    ['what is not among the nodes is there already', { a: { hard: ['old'], soft: ['older'] } }, [['a']]],
  ] satisfies readonly (readonly [string, Arrows, string[][]])[])('%s', (_what, arrows, levels) => {
    expect(levelsOf(nodesOf(arrows), 'keep')).toEqual({ levels, deferred: new Map() })
  })

  test.each([
    ['two that relate to one another', { a: { soft: ['b'] }, b: { soft: ['a'] } }, [['a'], ['b']], { a: ['b'] }],
    ['one that relates to itself', { a: { soft: ['a'] } }, [['a']], { a: ['a'] }],
    [
      'the one with the fewest open links goes first',
      { a: { soft: ['b', 'c'] }, b: { soft: ['a', 'c'] }, c: { soft: ['a'] } },
      [['c'], ['a'], ['b']],
      { a: ['b'], c: ['a'] },
    ],
    [
      'a hard edge is never given up for a soft one',
      { a: { hard: ['b'] }, b: { soft: ['a'] } },
      [['b'], ['a']],
      { b: ['a'] },
    ],
  ] satisfies readonly (readonly [string, Arrows, string[][], object])[])(
    'a circle of soft edges is broken and linked afterwards: %s',
    (_what, arrows, levels, deferred) => {
      expect(levelsOf(nodesOf(arrows), 'keep')).toEqual({ levels, deferred: new Map(Object.entries(deferred)) })
    },
  )

  test('ignored soft edges are all linked afterwards, in one level', () => {
    const arrows = { a: { soft: ['b'] }, b: { soft: ['c'] }, c: { hard: ['d'] }, d: {} }
    expect(levelsOf(nodesOf(arrows), 'ignore')).toEqual({
      levels: [['a', 'b', 'd'], ['c']],
      deferred: new Map([
        ['a', ['b']],
        ['b', ['c']],
      ]),
    })
  })

  test('the order of declaration does not matter', () => {
    const there = { a: { soft: ['c'] }, b: { hard: ['a'] }, c: { soft: ['b'] } }
    const { a, b, c } = there
    expect(levelsOf(nodesOf(there), 'keep')).toEqual(levelsOf(nodesOf({ c, b, a }), 'keep'))
  })

  test('a circle of hard edges is a fault of the caller, and named', () => {
    const arrows = { a: { hard: ['b'] }, b: { hard: ['a'] }, c: {} }
    expect(() => levelsOf(nodesOf(arrows), 'keep')).toThrow('a circle of hard edges among a, b')
  })
})

describe('a circle', () => {
  test.each([
    ['none', { a: ['b'], b: ['c'], c: [] }, undefined],
    ['none, though two ways lead to one', { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, undefined],
    ['of one', { a: ['a'] }, ['a', 'a']],
    ['of two', { a: ['b'], b: ['a'] }, ['a', 'b', 'a']],
    ['reached from outside it', { a: ['b'], b: ['c'], c: ['d'], d: ['b'] }, ['b', 'c', 'd', 'b']],
    ['behind a dead end', { a: ['b', 'c'], b: [], c: ['a'] }, ['a', 'c', 'a']],
    ['none through what is not declared', { a: ['gone'], b: ['a'] }, undefined],
  ])('%s', (_what, arrows, circle) => {
    expect(findCircle(new Map(Object.entries(arrows)))).toEqual(circle)
  })

  test('a chain as long as a shop is walked without recursion', () => {
    const chain = Array.from({ length: 50_000 }, (_, index): [string, string[]] => [`n${index}`, [`n${index + 1}`]])
    expect(findCircle(new Map(chain))).toBeUndefined()
    expect(findCircle(new Map([...chain, ['n50000', ['n49999']]]))).toEqual(['n49999', 'n50000', 'n49999'])
  })
})
