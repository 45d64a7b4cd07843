import { expect, test } from 'vitest'
import { editText } from '../../../src/author/edit-text.ts'
import type { Written } from '../../../src/model/written.ts'
import { editsBetween, writtenAt } from '../../../src/pipeline/written-edits.ts'
import { mapOf, plain, textual } from '../../../src/pipeline/written-form.ts'
import { sameWritten } from '../../../src/pipeline/written-same.ts'

const list = (...items: Written[]): Written => ({ type: 'list', items })
const item = (key: string, price: string) =>
  mapOf([
    ['key', textual(key)],
    ['price', plain(price)],
  ])

test('only what differs is edited', () => {
  const before = mapOf([
    ['name', textual('Stol')],
    ['price', plain('5')],
    ['old', plain('1')],
  ])
  const after = mapOf([
    ['name', textual('Stol')],
    ['new', plain('2')],
    ['price', plain('6')],
  ])
  expect(editsBetween(before, before, ['p'])).toEqual([])
  expect(editsBetween(before, after, ['p'])).toEqual([
    { type: 'set', path: ['p', 'new'], value: plain('2'), after: 'name' },
    { type: 'set', path: ['p', 'price'], value: plain('6') },
    { type: 'remove', path: ['p', 'old'] },
  ])
  expect(editsBetween(before, after, ['p'], 'gone').at(-1)).toEqual({ type: 'retire', path: ['p', 'old'], why: 'gone' })
})

test('another type of value is put in its place, and a first pair comes first', () => {
  expect(editsBetween(plain('1'), list(plain('1')), ['a'])).toEqual([
    { type: 'set', path: ['a'], value: list(plain('1')) },
  ])
  expect(editsBetween(mapOf([]), mapOf([['a', plain('1')]]), [])).toEqual([
    { type: 'set', path: ['a'], value: plain('1') },
  ])
})

test.each([
  ['a price in the middle', ['a 1', 'b 2', 'c 3'], ['a 1', 'b 9', 'c 3'], ['set l.1.price']],
  ['one more at the end', ['a 1'], ['a 1', 'b 2'], ['insert l.1']],
  ['one more in front', ['b 2'], ['a 1', 'b 2'], ['insert l.0']],
  ['one less', ['a 1', 'b 2', 'c 3'], ['a 1', 'c 3'], ['remove l.1']],
  ['one less, and what is behind it moved', ['a 1', 'b 2', 'c 3'], ['b 9', 'c 3'], ['remove l.0', 'set l.1.price']],
  [
    'one more, and what is beside it moved',
    ['a 1', 'b 2'],
    ['a 7', 'c 3', 'b 9'],
    ['set l.0.price', 'insert l.1', 'set l.1.price'],
  ],
  ['another instead of two', ['a 1', 'b 2'], ['c 3'], ['insert l.2', 'remove l.0', 'remove l.1']],
  ['as many in another order', ['a 1', 'b 1'], ['b 1', 'a 1'], ['set l.0.key', 'set l.1.key']],
  ['all of them', ['a 1'], [], ['set l']],
  ['the first of all', [], ['a 1'], ['set l']],
  ['nothing', ['a 1'], ['a 1'], []],
  ['nothing of nothing', [], [], []],
])('of a list: %s', (_what, before, after, edits) => {
  const of = (texts: string[]) => mapOf([['l', list(...texts.map((text) => item(text[0] ?? '', text.slice(2))))]])
  const found = editsBetween(of(before), of(after), [])
  expect(found.map(({ type, path }) => `${type} ${path.join('.')}`)).toEqual(edits)
  const text =
    before.length === 0
      ? 'l: []\n'
      : `l:\n${before.map((one) => `  - { key: ${one[0]}, price: ${one.slice(2)} } # ${one[0]}\n`).join('')}`
  const { text: edited, refused } = editText(text, found)
  expect(refused).toEqual([])
  // The comment of an element stays with it.
  if (before.length !== after.length)
    for (const one of after)
      if (before.some((other) => other[0] === one[0]))
        expect(edited).toMatch(new RegExp(`key: ${one[0]},.*# ${one[0]}`))
})

test('trees are the same by what they say', () => {
  expect(sameWritten(list(plain('1')), list(plain('1'), plain('2')))).toBe(false)
  expect(sameWritten(list(plain('1')), plain('1'))).toBe(false)
  expect(sameWritten(plain('1'), textual('1'))).toBe(false)
  expect(sameWritten(item('a', '1'), item('a', '2'))).toBe(false)
  expect(sameWritten(item('a', '1'), list())).toBe(false)
  expect(sameWritten(mapOf([['a', plain('1')]]), mapOf([['b', plain('1')]]))).toBe(false)
})

test('what stands at the end of a path', () => {
  const root = mapOf([['l', list(item('a', '1'))]])
  expect(writtenAt(root, ['l', 0, 'price'])).toEqual(plain('1'))
  expect(writtenAt(root, ['l', 0, 'price', 'x'])).toBeUndefined()
  expect(writtenAt(root, ['m'])).toBeUndefined()
})

test('a picture that was an id and is a file keeps its place; one in the place of another leaves nothing of it', () => {
  const picture = (source: string, value: string, description?: string) =>
    mapOf([
      [source, textual(value)],
      ...(description === undefined ? [] : [['description', textual(description)] as const]),
    ])
  const file = picture('file', 'a.jpg', 'Front')
  expect(editsBetween(list(picture('image_id', '1', 'Forfra')), list(file), ['l'], 'gone')).toEqual([
    { type: 'rename', path: ['l', 0, 'image_id'], key: 'file', value: textual('a.jpg') },
    { type: 'set', path: ['l', 0, 'description'], value: textual('Front') },
  ])
  expect(editsBetween(list(file), list(picture('file', 'b.jpg')), ['l'], 'gone')).toEqual([
    { type: 'set', path: ['l', 0, 'file'], value: textual('b.jpg') },
    { type: 'remove', path: ['l', 0, 'description'] },
  ])
  expect(editsBetween(list(file), list(picture('file', 'a.jpg')), ['l'], 'gone')).toEqual([
    { type: 'retire', path: ['l', 0, 'description'], why: 'gone' },
  ])
})
