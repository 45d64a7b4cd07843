/** Edits of a document go into its text, or into the sheet that stands for a section of it. */
import { expect, test } from 'vitest'
import { sheetEdits } from '../../../src/author/sheet-text.ts'
import type { Edit } from '../../../src/model/written.ts'
import { editedFiles } from '../../../src/pipeline/edited-files.ts'
import { sheetOf } from '../../support/sheets.ts'

test('each edit into the file where its value stands', async () => {
  const tree = {
    'shop.yaml': 'suppliers: { acme: { name: Acme } }\nproducts: !csv data/p.csv\n',
    'data/p.csv': 'own_id;name;price\nA;Stol;1\nB;Bord;2\n',
  }
  const set = (path: readonly string[], text: string): Edit => ({
    type: 'set',
    path,
    value: { type: 'scalar', as: 'plain', text },
  })
  const { files, refused } = await editedFiles({
    edits: new Map([
      [
        'shop.yaml',
        [
          set(['products', 'B', 'price'], '3'),
          set(['suppliers', 'acme', 'name'], 'X'),
          set(['products', 'B', 'vat'], '25'),
        ],
      ],
      ['other.yaml', [set(['products', 'B', 'price'], '4')]],
    ]),
    sheets: [await sheetOf(tree)],
    parts: {
      edit: (text, edits) => ({ text: `${text}# ${edits.length}\n`, refused: [] }),
      editSheet: sheetEdits,
    },
    read: async (path) => (path === 'other.yaml' ? '' : tree[path === 'shop.yaml' ? path : 'data/p.csv']),
  })
  expect(files.map(({ path, after }) => [path, after])).toEqual([
    ['shop.yaml', `${tree['shop.yaml']}# 1\n`],
    ['data/p.csv', 'own_id;name;price\nA;Stol;1\nB;Bord;3\n'],
    ['other.yaml', '# 1\n'],
  ])
  expect(refused.map(({ file, why }) => `${file}: ${why}`)).toEqual(['data/p.csv: row 3: no column holds vat'])
})
