// Venue Manager's error table, row by row: with the token of a customer, with an API user, and without credentials.
import { describe, test } from 'vitest'
import { venueManager } from '../../../../src/providers/venue-manager/index.ts'
import { anywhere, becomes, type ErrorRow, type Sending } from '../../../support/error-rows.ts'

const values = { customer_token: 'sesame-jwt-0123', api_username: 'sesame-user', api_password: 'sesame-9' }
const sending = (id: string, input: Sending['input']): Sending => ({ provider: venueManager, values, id, input })

const open = sending('catalog.products', { parameters: {} })
const bearer = sending('paymentcards.list', { parameters: { clientName: 'app' } })
const basic = sending('invoice.list', { parameters: {} })
const write = sending('token.data', { parameters: { token: 'x' } })

const plain = (what: string, answer: ErrorRow['answer'], code: string, words?: string): ErrorRow => ({
  what,
  answer,
  read: [code, 1],
  once: [code, 1],
  ...(words === undefined ? {} : { words }),
})

const documented: readonly ErrorRow[] = [
  plain('400 with code 0', { status: 400, body: { error: 'Missing', errorCode: 0 } }, 'E2003', 'Missing'),
  plain('400 with a code', { status: 400, body: { error: 'Wrong', errorCode: 1001 } }, 'E2003', 'Wrong (code 1001)'),
  plain('400 with an empty body', { status: 400 }, 'E2003'),
  plain('401', { status: 401, body: { error: 'Invalid token', errorCode: 0 } }, 'E2002', 'Invalid token'),
  plain('401 with an empty body', { status: 401 }, 'E2002'),
  plain(
    '403 of a barcode',
    { status: 403, body: { error: 'Lapsed', errorCode: '1001' } },
    'E2003',
    'Lapsed (code 1001)',
  ),
  plain('403 of a proxy', { status: 403, body: '<html><title>Forbidden</title></html>' }, 'E2002', 'Forbidden'),
  plain('404', { status: 404, body: { error: 'Unknown', errorCode: '1000' } }, 'E2003', 'Unknown (code 1000)'),
  plain('406', { status: 406, body: { error: 'Ambiguous' } }, 'E2003', 'Ambiguous'),
]

describe.each([...documented, ...anywhere])('$what', (row) => {
  test.each([
    ['no credentials', open],
    ['the token of a customer', bearer],
    ['an API user', basic],
  ] as const)('of a read with %s', (_, one) => becomes(row, one, row.read))

  // Every write of the page counts as one that must not be sent twice.
  test('of a write', () => becomes(row, write, row.once ?? row.read))
})
