import { expect, test } from 'vitest'
import { addressId } from '../../../src/model/address.ts'
import { type PulledReport, renderPulled } from '../../../src/render/pulled.ts'

const nothing: PulledReport = {
  files: [],
  added: [],
  gone: [],
  left: [],
  refused: [],
  unfit: [],
  unread: [],
  unmanaged: [],
  calls: {},
  written: true,
}

const firstLine = (report: Partial<PulledReport>) => renderPulled({ ...nothing, ...report }).split('\n')[0]

test('that the files have what the shop has is said only where all of it was seen and written', () => {
  expect(firstLine({})).toBe('The files have what the shop has: nothing to write.')
  expect(firstLine({ unread: [{ connection: 'shop', kind: 'product' }] })).toBe(
    'Nothing was written: the shop was not read whole.',
  )
  const left = [{ address: addressId('shop', 'product', 'chair'), path: 'price', why: 'it is a default' }]
  expect(firstLine({ left })).toBe('Nothing was written; what the files do not have is below.')
})

test('edits of what was there are no resources; a sheet is no text', () => {
  const files = [
    { path: 'products.csv', action: 'edited' },
    { path: 'shop.yaml', action: 'edited' },
    { path: 'texts/chair.description.html', action: 'created' },
  ] as const
  expect(renderPulled({ ...nothing, files })).toBe(`Brought 3 files up to date with the shop.
  edited products.csv
  edited shop.yaml
  and 1 text in a file of its own
`)
  expect(firstLine({ files, written: false })).toBe('Would bring 3 files up to date; nothing was written.')
  const added = [addressId('shop', 'product', 'chair')]
  expect(firstLine({ files, added })).toBe('Pulled 1 resource into 3 files.')
})
