// 24Nettbutikk's error table, row by row. Nothing is written, so there are reads only.
import { test } from 'vitest'
import { nettbutikk } from '../../../../src/providers/24nettbutikk/index.ts'
import { anywhere, becomes, type ErrorRow } from '../../../support/error-rows.ts'

const documented: readonly ErrorRow[] = [
  { what: '400', answer: { status: 400 }, read: ['E2003', 1], words: 'the arguments are not valid' },
  { what: '401', answer: { status: 401 }, read: ['E2002', 1], words: 'the token is missing or not known' },
  { what: '403', answer: { status: 403, body: 'no' }, read: ['E2002', 1], words: 'no' },
  { what: '404', answer: { status: 404 }, read: ['E2003', 1], words: 'there is no such thing' },
  { what: '404 with a web page', answer: { status: 404, body: '<h1>Borte</h1>' }, read: ['E2003', 1], words: 'Borte' },
]

test.each([...documented, ...anywhere])('$what', (row) => {
  const values = { token: 'sesame-0123' }
  const input = { parameters: { limit: '1', offset: '0' } }
  return becomes(row, { provider: nettbutikk, values, id: 'orders.list', input }, row.read)
})
