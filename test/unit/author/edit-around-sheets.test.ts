/** A section that is a sheet stays as it stands, while what is around it is edited. */
import { expect, test } from 'vitest'
import { editText } from '../../../src/author/edit-text.ts'
import type { Edit } from '../../../src/model/written.ts'

test('!csv stays byte for byte', () => {
  const sheets = `products: !csv   # from the sheet
    file: p.csv
    columns: {own_id: Varenr,   "attributes.colour": Farve}
suppliers:   !csv a.csv
`
  const edit: Edit = {
    type: 'set',
    path: ['categories', 'a', 'name'],
    value: { type: 'scalar', as: 'text', text: 'Borde' },
  }
  expect(editText(`${sheets}categories:\n  a: { name: Stole }\n`, [edit])).toEqual({
    text: `${sheets}categories:\n  a: { name: Borde }\n`,
    refused: [],
  })
})
