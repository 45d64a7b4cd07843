import { describe, expect, it } from 'vitest'
import { didYouMean, nearest, suggest } from '../../../src/model/suggest.ts'

describe('suggest', () => {
  it.each([
    ['prise', ['price', 'name'], ['price']],
    ['pirce', ['price'], ['price']],
    ['ownId', ['own_id', 'sec_own_id'], ['own_id']],
    ['desc', ['description', 'name'], ['description']],
    ['cat', ['car', 'cut', 'bat', 'cap'], ['bat', 'cap', 'car']],
    ['xyz', ['price'], []],
    ['', ['a'], ['a']],
  ])('%s among %j', (word, candidates, found) => {
    expect(suggest(word, candidates)).toEqual(found)
  })

  it('makes a hint, or none', () => {
    expect(didYouMean('metat', ['metas', 'metal', 'x'])).toBe('did you mean "metal" or "metas"?')
    expect(didYouMean('price', [])).toBeUndefined()
    expect([nearest('shp', ['shop']), nearest('q', ['shop'])]).toEqual(['shop', undefined])
  })
})
