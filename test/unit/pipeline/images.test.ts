import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../src/model/json.ts'
import { compareImages, sourceOf } from '../../../src/pipeline/images.ts'

const file = (name: string, description?: string | null): JsonObject => ({
  asset: { path: `images/${name}.jpg`, sha256: name, bytes: 10 },
  ...(description === undefined ? {} : { description }),
})
const byUrl = (url: string, description?: string): JsonObject => ({
  url,
  ...(description === undefined ? {} : { description }),
})
const byId = (image_id: string): JsonObject => ({ image_id })
/** What the state keeps of a picture that we uploaded. */
const ours = (name: string, image_id?: string, description?: string): JsonObject => ({
  source: `sha256:${name}`,
  ...(description === undefined ? {} : { description }),
  ...(image_id === undefined ? {} : { image_id }),
})
const there = (image_id: string, description: string | null = ''): JsonObject => ({
  image_id,
  description,
  weight: '10',
})

function compare(desired: Json, applied: Json | undefined, observed: Json | undefined) {
  const { changes, write, applied: kept } = compareImages('images', desired, applied, observed)
  return {
    changes: changes.map(({ path, before, after, cause }) => {
      return `${cause} ${path}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`
    }),
    write,
    kept,
  }
}

describe('a picture is known by the content that we uploaded for its id', () => {
  test('unchanged pictures cost nothing', () => {
    const found = compare([file('oak'), file('leg')], [ours('oak', '1'), ours('leg', '2')], [there('1'), there('2')])
    expect(found).toEqual({ changes: [], write: [], kept: [ours('oak', '1'), ours('leg', '2')] })
  })

  test('the same content under another file name is the same picture', () => {
    const renamed = { asset: { path: 'images/new.jpg', sha256: 'oak', bytes: 10 } }
    expect(compare([renamed], [ours('oak', '1')], [there('1')]).write).toEqual([])
  })

  test('the same content twice is two pictures', () => {
    const applied = [ours('oak', '1'), ours('oak', '2')]
    expect(compare([file('oak'), file('oak')], applied, [there('1'), there('2')]).write).toEqual([])
    expect(compare([file('oak')], applied, [there('1'), there('2')]).write).toEqual([
      { image_id: '1' },
      { image_id: '2', remove: true },
    ])
  })

  test('another content replaces it: one upload, one removal, all kept ones named', () => {
    const found = compare(
      [file('new'), file('leg')],
      [ours('oak', '1'), ours('leg', '2')],
      [there('1', 'Front'), there('2')],
    )
    expect(found.changes).toEqual(['config images[new.jpg]: undefined → ""', 'config images[#1]: "Front" → undefined'])
    expect(found.write).toEqual([
      { ...file('new'), weight: '10' },
      { image_id: '2', weight: '20' },
      { image_id: '1', remove: true },
    ])
    expect(found.kept).toEqual([{ source: 'sha256:new' }, ours('leg', '2')])
  })

  test('another order moves pictures without an upload', () => {
    const found = compare([file('leg'), file('oak')], [ours('oak', '1'), ours('leg', '2')], [there('1'), there('2')])
    expect(found.changes).toEqual(['config images: ["oak.jpg","leg.jpg"] → ["leg.jpg","oak.jpg"]'])
    expect(found.write).toEqual([
      { image_id: '2', weight: '10' },
      { image_id: '1', weight: '20' },
    ])
  })

  test('an order that was changed in the shop is drift', () => {
    const found = compare([file('oak'), file('leg')], [ours('oak', '1'), ours('leg', '2')], [there('2'), there('1')])
    expect(found.changes).toEqual(['drift images: ["leg.jpg","oak.jpg"] → ["oak.jpg","leg.jpg"]'])
  })

  test('another description is written without an upload', () => {
    const found = compare([file('oak', 'Side')], [ours('oak', '1', 'Front')], [there('1', 'Front')])
    expect(found.changes).toEqual(['config images[oak.jpg].description: "Front" → "Side"'])
    expect(found.write).toEqual([{ image_id: '1', description: 'Side' }])
    expect(found.kept).toEqual([ours('oak', '1', 'Side')])
  })

  test('a description that was changed in the shop is drift', () => {
    const found = compare([file('oak', 'Front')], [ours('oak', '1', 'Front')], [there('1', 'Sale!')])
    expect(found.changes).toEqual(['drift images[oak.jpg].description: "Sale!" → "Front"'])
  })

  test('a description that is not written is left alone', () => {
    expect(compare([file('oak')], [ours('oak', '1')], [there('1', 'By the owner')]).write).toEqual([])
  })

  test('null clears a description, and a cleared one is not drift', () => {
    const found = compare([file('oak', null)], [ours('oak', '1')], [there('1', 'Front')])
    expect(found.changes).toEqual(['config images[oak.jpg].description: "Front" → ""'])
    expect(found.write).toEqual([{ image_id: '1', description: '' }])
    expect(found.kept).toEqual([{ source: 'sha256:oak', description: null, image_id: '1' }])
    expect(compare([file('oak', null)], [ours('oak', '1')], [there('1', null)]).write).toEqual([])
  })

  test('a picture that vanished from the shop is uploaded again, as drift', () => {
    const found = compare([file('oak'), file('leg')], [ours('oak', '1'), ours('leg', '2')], [there('2')])
    expect(found.changes).toEqual(['drift images[oak.jpg]: undefined → ""'])
    expect(found.write).toEqual([
      { ...file('oak'), weight: '10' },
      { image_id: '2', weight: '20' },
    ])
  })

  test('a picture that someone else added is removed, as drift', () => {
    const found = compare([file('oak')], [ours('oak', '1')], [there('1'), there('9', 'Banner')])
    expect(found.changes).toEqual(['drift images[#9]: "Banner" → undefined'])
    expect(found.write).toEqual([{ image_id: '1' }, { image_id: '9', remove: true }])
  })

  test('a foreign picture that stands between ours is named by its id', () => {
    const found = compare(
      [file('leg'), file('oak')],
      [ours('oak', '1'), ours('leg', '2')],
      [there('1'), there('9'), there('2')],
    )
    expect(found.changes).toEqual([
      'drift images[#9]: "image" → undefined',
      'config images: ["oak.jpg","#9","leg.jpg"] → ["leg.jpg","oak.jpg"]',
    ])
  })

  test('no picture at all empties the list', () => {
    for (const nothing of [[], null]) {
      const found = compare(nothing, [ours('oak', '1')], [there('1')])
      expect(found.write).toEqual([{ image_id: '1', remove: true }])
      expect(found.kept).toEqual([])
    }
  })
})

describe('adoption pairs by position and description', () => {
  test('pictures in their places are ours without an upload', () => {
    const found = compare([file('oak', 'Front'), file('leg')], undefined, [there('1', 'Front'), there('2', 'Leg')])
    expect(found).toEqual({ changes: [], write: [], kept: [ours('oak', '1', 'Front'), ours('leg', '2')] })
  })

  test('an empty description and none are one', () => {
    expect(compare([file('oak', null)], undefined, [there('1', '')]).write).toEqual([])
  })

  test('one with another description is another picture', () => {
    const found = compare([file('oak', 'Front')], undefined, [there('1', 'Back')])
    expect(found.changes).toEqual([
      'config images[oak.jpg]: undefined → "Front"',
      'config images[#1]: "Back" → undefined',
    ])
    expect(found.write).toEqual([
      { ...file('oak', 'Front'), weight: '10' },
      { image_id: '1', remove: true },
    ])
  })

  test('a surplus in the shop would be removed, a gap filled', () => {
    expect(compare([file('oak')], undefined, [there('1'), there('2')]).changes).toEqual([
      'config images[#2]: "image" → undefined',
    ])
    expect(compare([file('oak'), file('leg')], undefined, [there('1')]).changes).toEqual([
      'config images[leg.jpg]: undefined → ""',
    ])
  })

  test('a first upload whose answer was lost pairs the same way', () => {
    expect(compare([file('oak')], [ours('oak')], [there('5')])).toEqual({
      changes: [],
      write: [],
      kept: [ours('oak', '5')],
    })
  })

  test('a picture that is named by its id is never given to another', () => {
    const found = compare([file('oak'), byId('1')], undefined, [there('1'), there('2')])
    expect(found.kept).toEqual([{ source: 'sha256:oak' }, { source: 'id:1', image_id: '1' }])
  })
})

describe('other sources', () => {
  test('an address is known by its text', () => {
    const applied = [{ source: 'url:https://x/a.jpg', image_id: '1' }]
    expect(compare([byUrl('https://x/a.jpg')], applied, [there('1')]).write).toEqual([])
    const found = compare([byUrl('https://x/b.jpg', 'B')], applied, [there('1')])
    expect(found.changes[0]).toBe('config images[https://x/b.jpg]: undefined → "B"')
    expect(found.write[0]).toEqual({ url: 'https://x/b.jpg', description: 'B', weight: '10' })
  })

  test('an image_id names a picture that is there, uploaded by us or not', () => {
    const described = { ...byId('9'), description: 'Banner' }
    const found = compare([described], [ours('oak', '1')], [there('1'), there('9')])
    expect(found.changes).toEqual([
      'config images[#9].description: "" → "Banner"',
      'config images[#1]: "image" → undefined',
    ])
    expect(found.kept).toEqual([{ source: 'id:9', description: 'Banner', image_id: '9' }])
  })

  test.each([
    ['content', file('oak'), 'sha256:oak'],
    ['an address', byUrl('https://x'), 'url:https://x'],
    ['an id', byId('7'), 'id:7'],
    ['what the state keeps', ours('oak', '1'), 'sha256:oak'],
    ['nothing', {}, 'id:'],
  ])('the source of %s', (_what, element, source) => {
    expect(sourceOf(element)).toBe(source)
  })
})

test('a picture that is named by its id is still made of what was uploaded for it', () => {
  const applied = [ours('oak', '1'), ours('leg', '2')]
  const byIds = compare([byId('1'), byId('2')], applied, [there('1'), there('2')])
  expect(byIds).toEqual({ changes: [], write: [], kept: applied })
  expect(compare([file('oak'), file('leg')], byIds.kept, [there('1'), there('2')]).write).toEqual([])
  // Its description and its place are known as they were applied, too.
  const said = [ours('oak', '1', 'Eg'), ours('leg', '2')]
  const wanted = [{ image_id: '1', description: 'Eg' }, byId('2')]
  expect(compare(wanted, said, [there('2'), there('1', 'Bøg')]).changes).toEqual([
    'drift images[#1].description: "Bøg" → "Eg"',
    'drift images: ["#2","#1"] → ["#1","#2"]',
  ])
})
