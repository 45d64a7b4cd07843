import { describe, expect, it } from 'vitest'
import type { Field } from '../../../src/model/field.ts'
import type { Json } from '../../../src/model/json.ts'
import { restore, restoreImages } from '../../../src/pipeline/undo-merge.ts'

const text: Field = { shape: 'scalar', type: 'text' }
const object: Field = { shape: 'object', fields: { over: text, discount: text } }
const listOf = (unlisted: 'kept' | 'removed'): Field => ({
  shape: 'list',
  order: 'set',
  identity: ['id'],
  unlisted,
  of: { shape: 'object', fields: { id: text, price: text, gtin: text } },
})
const back = (field: Field, before: Json, written: Json, now: Json) => {
  const { value, changed, moved } = restore(field, 'f', { before, written, now }, { secretKey: '' })
  return { value, changed, moved }
}

describe('a value', () => {
  it('goes back where the shop has what the run wrote', () => {
    expect(back(text, '1', '2', '2')).toEqual({ value: '1', changed: true, moved: [] })
    expect(back(text, null, '2', '2')).toEqual({ value: null, changed: true, moved: [] })
  })

  it('stays where it moved since, where it is back already, and where the run changed nothing', () => {
    expect(back(text, '1', '2', '3')).toEqual({ value: '3', changed: false, moved: ['f'] })
    expect(back(text, '1', '2', '1')).toEqual({ value: '1', changed: false, moved: [] })
    expect(back(text, '1', '1', '3')).toEqual({ value: '3', changed: false, moved: [] })
  })

  it('of an object goes back part by part', () => {
    const before = { over: '5', discount: '10' }
    expect(back(object, before, { over: '6', discount: '20' }, { over: '7', discount: '20' })).toEqual({
      value: { over: '7', discount: '10' },
      changed: true,
      moved: ['f.over'],
    })
    expect(back(object, null, before, before)).toEqual({ value: null, changed: true, moved: [] })
  })
})

describe('a list', () => {
  const a = { id: 'a', price: '1' }
  const b = { id: 'b', price: '1' }

  it('goes back element by element, and keeps what others wrote', () => {
    const written = [{ ...a, price: '2' }, b]
    const now = [
      { ...a, price: '2' },
      { ...b, gtin: '57' },
    ]
    expect(back(listOf('removed'), [a, b], written, now)).toEqual({
      value: [a, { ...b, gtin: '57' }],
      changed: true,
      moved: [],
    })
  })

  it('loses what the run added, and gets back what it took away', () => {
    expect(back(listOf('removed'), [a], [b], [b])).toEqual({ value: [a], changed: true, moved: [] })
    expect(back(listOf('removed'), [a], [a, b], [a, { ...b, price: '3' }])).toEqual({
      value: [a, { ...b, price: '3' }],
      changed: false,
      moved: ['f[b]'],
    })
  })

  it('whose unlisted elements are kept says only what goes back, and clears what was added', () => {
    const written = [{ ...a, price: '2' }, b]
    expect(back(listOf('kept'), [a], written, [...written, { id: 'c', price: '9' }])).toEqual({
      value: [a, { id: 'b', price: null }],
      changed: true,
      moved: [],
    })
  })
})

describe('pictures', () => {
  const one = { image_id: '1', description: 'Forfra', weight: '10' }
  const two = { image_id: '2', description: 'Bagfra', weight: '20' }
  const ids = (value: Json) => (value as { image_id: string }[]).map(({ image_id }) => image_id)

  it('that the run added go, those of others stay, and those that are gone are named', () => {
    const other = { image_id: '9', description: null, weight: '5' }
    const fresh = { image_id: '3', description: null, weight: '30' }
    const versions = { before: [one, two], written: [{ image_id: '2', remove: true }], now: [other, one, fresh] }
    const found = restoreImages({ ...versions, uploads: ['3'], applied: [{ source: 'sha256:x', image_id: '1' }] })
    expect(ids(found.value)).toEqual(['9', '1'])
    expect(found).toMatchObject({ changed: true, lost: ['2'], value: [{ source: 'id:9' }, { source: 'sha256:x' }] })
  })

  it('get their words back, unless somebody found others since', () => {
    const written = [
      { image_id: '1', description: 'Front' },
      { image_id: '2', description: 'Back' },
    ]
    const now = [
      { ...one, description: 'Front' },
      { ...two, description: 'Ryg' },
    ]
    const found = restoreImages({ before: [one, two], written, now, uploads: [], applied: undefined })
    expect(found).toMatchObject({ changed: true, value: [{ description: 'Forfra' }, { description: 'Ryg' }] })
  })

  it('go back to their order', () => {
    const found = restoreImages({ before: [one, two], written: [], now: [two, one], uploads: [], applied: undefined })
    expect([found.changed, ids(found.value)]).toEqual([true, ['1', '2']])
  })
})
