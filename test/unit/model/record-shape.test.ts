import { describe, expect, it } from 'vitest'
import { recordShape } from '../../../src/model/record-shape.ts'

describe('recordShape', () => {
  it('puts values to the fields, in their order', () => {
    const like = recordShape(['b', 'a', '7', '__proto__'])
    const made = like.with([1, 'x', null, 'own', 'too many'])
    expect(Object.entries(made).toSorted()).toEqual([
      ['7', null],
      ['__proto__', 'own'],
      ['a', 'x'],
      ['b', 1],
    ])
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype)
  })

  it('makes a new object each time, and null of what is not given', () => {
    const like = recordShape(['a', 'b'])
    expect([like.with([1]), like.with([2, 3])]).toEqual([
      { a: 1, b: null },
      { a: 2, b: 3 },
    ])
  })
})
