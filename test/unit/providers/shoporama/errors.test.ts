// Shoporama's error table, row by row: of a read, of a create that must not be sent twice, and of an update that may.
import { describe, test } from 'vitest'
import { shoporama } from '../../../../src/providers/shoporama/index.ts'
import { anywhere, becomes, type ErrorRow, type Sending } from '../../../support/error-rows.ts'

const sending = (id: string, parameters: { readonly [name: string]: string }): Sending => ({
  provider: shoporama,
  values: { token: 'sesame-0123' },
  id,
  input: { parameters },
})
const read = sending('supplier.list', {})
const create = sending('supplier.create', { name: 'Acme' })
const update = sending('supplier.update', { id: '7', name: 'Acme' })

const plain = (what: string, answer: ErrorRow['answer'], code: string, words?: string): ErrorRow => ({
  what,
  answer,
  read: [code, 1],
  ...(words === undefined ? {} : { words }),
})

const documented: readonly ErrorRow[] = [
  plain('400', { status: 400, body: 'Missing name' }, 'E2003', 'Missing name'),
  plain('400 as JSON', { status: 400, body: { error: 'Missing name' } }, 'E2003', 'Missing name'),
  plain('400 with an empty body', { status: 400 }, 'E2003'),
  plain('401', { status: 401, body: '401 Unauthorized' }, 'E2002'),
  plain('403', { status: 403, body: '403 Forbidden' }, 'E2002'),
  plain('403 of a quota', { status: 403, body: 'Quota exceeded' }, 'E2005', 'Quota exceeded'),
  plain('404', { status: 404, body: '404 Not Found' }, 'E2003'),
  plain('410', { status: 410, body: '410 Gone' }, 'E2003'),
]

describe.each([...documented, ...anywhere])('$what', (row) => {
  test('of a read', () => becomes(row, read, row.read))
  test('of a create', () => becomes(row, create, row.once ?? row.read))
  test('of an update', () => becomes(row, update, row.again ?? row.read))
})
