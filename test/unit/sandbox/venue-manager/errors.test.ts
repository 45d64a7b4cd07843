import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ids } from '../../../../src/sandbox/venue-manager/accounts.ts'
import { type PageOperation, pageOperations, requests } from '../../../support/venue-manager-page.ts'
import { type Arena, client, customerId, openArena, orderBody, type Reply } from './arena.ts'

let arena: Arena
beforeEach(async () => {
  arena = await openArena()
})
afterEach(() => arena.close())

interface Row {
  readonly operation: PageOperation
  readonly status: number
  readonly error: string
  readonly errorCode: number | string
  readonly provoke: () => Promise<Reply>
}

const call = (method: string, path: string, body?: unknown, who?: string): Promise<Reply> =>
  arena.call(method, path, body, who)
const asCustomer = async (method: string, path: string, body?: unknown): Promise<Reply> =>
  call(method, path, body, await arena.logIn())
const usage = { ...requests.registerUsage, code: ids.loyaltyCode }

/** Every error that the page documents. 1984 is the code of its sample errors, whose text it says beside the status. */
const rows: readonly Row[] = [
  {
    operation: 'GET /test/forbidden',
    status: 403,
    error: 'Winston writes in his forbidden diary.',
    errorCode: 1984,
    provoke: () => call('GET', '/test/forbidden'),
  },
  {
    operation: 'POST /customer',
    status: 400,
    error: "Argument 'password' missing or empty.",
    errorCode: 0,
    provoke: () => call('POST', '/customer', { ...requests.createCustomer, password: '' }),
  },
  {
    operation: 'POST /customer/{customerId}',
    status: 400,
    error: 'Addressfield could not be updated.',
    errorCode: 0,
    provoke: () => asCustomer('POST', `/customer/${customerId}`, { address: [{ field: 'unknown', value: 'x' }] }),
  },
  {
    operation: 'POST /customer/{customerId}',
    status: 401,
    error: 'No customer logged in.',
    errorCode: 0,
    provoke: () => call('POST', `/customer/${customerId}`, requests.editCustomer),
  },
  {
    operation: 'POST /customer/updatePass',
    status: 400,
    error: 'Den gamle adgangskode er forkert',
    errorCode: 1001,
    provoke: () => asCustomer('POST', '/customer/updatePass', requests.updatePass),
  },
  {
    operation: 'POST /customer/resetpass',
    status: 404,
    error: 'Ukendt brugernavn.',
    errorCode: 0,
    provoke: () => call('POST', '/customer/resetpass', requests.resetPass),
  },
  {
    operation: 'POST /customer/token',
    status: 400,
    error: "Argument 'username' missing or empty.",
    errorCode: 0,
    provoke: () => call('POST', '/customer/token', { ...requests.createToken, username: '' }),
  },
  {
    operation: 'POST /customer/token',
    status: 401,
    error: 'Cannot login with supplied username and password.',
    errorCode: 0,
    provoke: () => call('POST', '/customer/token', requests.createToken),
  },
  {
    operation: 'GET /customer/token',
    status: 401,
    error: 'Invalid token',
    errorCode: 0,
    provoke: () => call('GET', '/customer/token', undefined, 'Bearer <jwt>'),
  },
  {
    operation: 'POST /customer/dataToken',
    status: 401,
    error: 'Invalid token',
    errorCode: 0,
    provoke: () => asCustomer('POST', '/customer/dataToken', requests.token),
  },
  {
    operation: 'POST /customer/onetimetoken',
    status: 401,
    error: 'Invalid token',
    errorCode: 0,
    provoke: () => call('POST', '/customer/onetimetoken', client),
  },
  {
    operation: 'POST /customer/anonymize',
    status: 400,
    error:
      'The customer cannot be anonymized for the following reasons: An invoice is not paid., A season card is still valid.',
    errorCode: 1000,
    provoke: () => asCustomer('POST', '/customer/anonymize', client),
  },
  {
    operation: 'POST /order',
    status: 400,
    error: 'Order line 1: unknown productId 1.',
    errorCode: 1984,
    provoke: () => asCustomer('POST', '/order', { orderLines: [{ productId: 1, quantity: 1 }], ...client }),
  },
  {
    operation: 'POST /order/ordertransaction/savedcard/{cardId}',
    status: 400,
    error: 'Rejected by acquirer',
    errorCode: 0,
    provoke: async () => {
      await asCustomer('POST', '/order', orderBody)
      return asCustomer('POST', `/order/ordertransaction/savedcard/${ids.expiredCardId}`)
    },
  },
  {
    operation: 'GET /invoice',
    status: 400,
    error: 'format is not valid. Must be json or xml.',
    errorCode: 1984,
    provoke: () => call('GET', '/invoice?format=csv', undefined, arena.api),
  },
  {
    operation: 'GET /invoice',
    status: 401,
    error: 'Unauthorized.',
    errorCode: 1984,
    provoke: () => call('GET', '/invoice'),
  },
  {
    operation: 'GET /invoice',
    status: 404,
    error: 'afterNumber is not a known invoice.',
    errorCode: 1984,
    provoke: () => call('GET', '/invoice?afterNumber=65478', undefined, arena.api),
  },
  {
    operation: 'PUT /invoice/markAsPaidByExternalId/{externalId}',
    status: 401,
    error: 'Unauthorized.',
    errorCode: 1984,
    provoke: () => call('PUT', '/invoice/markAsPaidByExternalId/DG817'),
  },
  {
    operation: 'PUT /invoice/markAsPaidByExternalId/{externalId}',
    status: 404,
    error: 'The supplied externalId is not known.',
    errorCode: 1984,
    provoke: () => call('PUT', '/invoice/markAsPaidByExternalId/DG1', undefined, arena.api),
  },
  {
    operation: 'PUT /invoice/markAsPaidByExternalId/{externalId}',
    status: 406,
    error: 'The supplied externalId does not uniquely identify an invoice.',
    errorCode: 1984,
    provoke: () => call('PUT', `/invoice/markAsPaidByExternalId/${ids.ambiguousExternalId}`, undefined, arena.api),
  },
  {
    operation: 'POST /loyalty/barcode/registerUsage',
    status: 400,
    error: 'Argument "code" missing or empty.',
    errorCode: 1984,
    provoke: () => asCustomer('POST', '/loyalty/barcode/registerUsage', { ...usage, code: '' }),
  },
  {
    operation: 'POST /loyalty/barcode/registerUsage',
    status: 403,
    error: 'Loyalty barcode no longer valid',
    errorCode: '1001',
    provoke: () => asCustomer('POST', '/loyalty/barcode/registerUsage', { ...usage, code: 'GAMMEL1234' }),
  },
  {
    operation: 'POST /loyalty/barcode/registerUsage',
    status: 403,
    error: 'Loyalty barcode already used',
    errorCode: '1002',
    provoke: () => asCustomer('POST', '/loyalty/barcode/registerUsage', { ...usage, code: 'BRUGT1234' }),
  },
  {
    operation: 'POST /loyalty/barcode/registerUsage',
    status: 404,
    error: 'Unknown loyalty barcode: XYZ1234',
    errorCode: '1000',
    provoke: () => asCustomer('POST', '/loyalty/barcode/registerUsage', requests.registerUsage),
  },
  {
    operation: 'GET /voucher/code',
    status: 400,
    error: 'Missing voucher code value',
    errorCode: 1984,
    provoke: () => asCustomer('GET', '/voucher/code?code='),
  },
  {
    operation: 'GET /voucher/code',
    status: 404,
    error: 'Unknown voucher code',
    errorCode: 1984,
    provoke: () => asCustomer('GET', '/voucher/code?code=XYZ1234'),
  },
  {
    operation: 'POST /voucher/code/redeem',
    status: 400,
    error: 'Missing voucher code ID',
    errorCode: 1984,
    provoke: () => asCustomer('POST', '/voucher/code/redeem'),
  },
  {
    operation: 'POST /voucher/code/redeem',
    status: 403,
    error: 'Voucher code already redeemed',
    errorCode: 1984,
    provoke: () => asCustomer('POST', '/voucher/code/redeem', { id: 124 }),
  },
  {
    operation: 'POST /voucher/code/redeem',
    status: 404,
    error: 'Unknown voucher code',
    errorCode: 1984,
    provoke: () => asCustomer('POST', '/voucher/code/redeem', { id: 1 }),
  },
]

describe('the errors of the page', () => {
  it('are of its operations', () => {
    for (const { operation } of rows) expect(pageOperations).toContain(operation)
  })

  it.each(rows)('$operation $status: $error', async ({ status, error, errorCode, provoke }) => {
    const before = arena.side.snapshot().rows.invoices
    const reply = await provoke()
    expect([reply.status, reply.json]).toEqual([status, { error, errorCode }])
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect(arena.side.log.at(-1)?.committed).toBe(false)
    expect(arena.side.snapshot().rows.invoices).toEqual(before)
  })
})
