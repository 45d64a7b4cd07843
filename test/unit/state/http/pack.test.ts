import { describe, expect, it } from 'vitest'
import { Pack, unpacked, unzipped, zipped } from '../../../../src/state/http/pack.ts'

describe('a packed text', () => {
  it('is the same after any number of additions, and says again in little room what was said before', () => {
    const pack = new Pack()
    let text = ''
    for (let index = 0; index < 400; index += 1) {
      const more = `line ${index}: Møbler, Egestol, price 1299, supplier Acme, in stock ${index % 7}; ${'x'.repeat(index)}\n`
      pack.add(Buffer.from(more))
      text += more
    }
    expect(text.length).toBeGreaterThan(100_000)
    expect(unpacked(pack.text()).toString('utf8')).toBe(text)
    expect(pack.text().length).toBeLessThan(text.length / 4)
  })

  it('is not changed by what is added to a copy of it', () => {
    const pack = Pack.of(Buffer.from('one'))
    const before = pack.text()
    const copy = pack.copy()
    copy.add(Buffer.from(' two'))
    expect(pack.text()).toBe(before)
    expect(unpacked(copy.text()).toString()).toBe('one two')
    expect(unpacked(new Pack().text()).toString()).toBe('')
  })

  it('does not open where it is not whole', () => {
    const text = Pack.of(Buffer.from('some lines of a run, and more')).text()
    expect(() => unpacked(text.slice(0, -8))).toThrow()
    expect(() => unzipped(zipped('a plan').slice(0, -8))).toThrow()
    expect(unzipped(zipped('a plan'))).toBe('a plan')
  })
})
