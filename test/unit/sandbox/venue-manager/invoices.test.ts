import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { credentials, ids } from '../../../../src/sandbox/venue-manager/accounts.ts'
import { invoiceXml } from '../../../support/venue-manager-page.ts'
import { type Arena, basic, customerId, type Loose, openArena, type Reply } from './arena.ts'

let arena: Arena
beforeEach(async () => {
  arena = await openArena()
})
afterEach(() => arena.close())

const get = (query: string): Promise<Reply> => arena.call('GET', `/invoice${query}`, undefined, arena.api)
const numbers = async (query: string): Promise<number[]> => (await get(query)).json.map((row: Loose) => row.number)
const markAsPaid = (id: string): Promise<Reply> =>
  arena.call('PUT', `/invoice/markAsPaidByExternalId/${id}`, undefined, arena.api)
const line = { type: 'product', quantity: 1, amount: 125 }

describe('invoices', () => {
  it('are listed from a number on, that one left out, and as many as asked for', async () => {
    expect(await numbers('')).toEqual([12_345, 12_346, 12_347])
    expect(await numbers('?afterNumber=12345')).toEqual([12_346, 12_347])
    expect(await numbers('?afterNumber=12345&limit=1')).toEqual([12_346])
    expect(await numbers('?limit=2')).toEqual([12_345, 12_346])
    expect(await numbers('?limit=99&format=json')).toHaveLength(3)
    expect(await numbers('?afterNumber=12347')).toEqual([])
    expect(await numbers('?afterNumber=&limit=&format=')).toHaveLength(3)
  })

  it('add up: discount and VAT are inside the total, and a line has its whole discount', async () => {
    const [{ lines, customer, ...invoice }] = (await get('')).json
    expect(invoice).toMatchObject({ totalAmount: 150, totalDiscount: 50, totalVat: 30, date: '2025-12-01' })
    expect(lines[0]).toMatchObject({ quantity: 2, amount: 100, discount: 50, totalAmount: 150, vatPercentage: 25 })
    expect(customer.number).toBe('12341234')
  })

  it('leave out what they do not have', async () => {
    const [, card, note] = (await get('')).json
    expect(Object.keys(card)).not.toContain('deliveryAddress')
    expect(card.lines[0].numbers).toEqual([ids.seasonCardId])
    expect(Object.keys(note.lines[0])).not.toContain('numbers')
    expect(note.type).toBe('credit_note')
  })

  it('come as XML: list items in the singular, amounts with a decimal, texts escaped', async () => {
    arena.act('make_invoice', { lines: [{ ...line, sku: 'A & <B>', amount: 12.5 }], deliveryAddress: {} })
    const { text, headers } = await get('?format=xml&afterNumber=12347')
    expect(headers.get('content-type')).toBe('application/xml')
    expect(text.replaceAll(/\n\s*/g, '')).toBe(
      [
        `<invoices><invoice><id>40004</id><number>12348</number><orderId>65471</orderId><type>invoice</type>`,
        '<date>2026-03-01</date><totalAmount>12.5</totalAmount><totalDiscount>0.0</totalDiscount>',
        '<totalVat>2.5</totalVat><currencyCode>DKK</currencyCode>',
        `<customer><id>${customerId}</id><name>Kundeservice Nordic Arena</name><street>Møbelgade 12</street>`,
        '<company>Nordisk Bolig A/S</company><zipCode>8200</zipCode><city>Aarhus N</city><country>DK</country>',
        `<email>${credentials.customerUsername}</email><mobile>00000000</mobile></customer><deliveryAddress/>`,
        '<lines><line><id>4000401</id><type>product</type><quantity>1</quantity><amount>12.5</amount>',
        '<discount>0.0</discount><vatPercentage>25.0</vatPercentage><totalAmount>12.5</totalAmount>',
        '<sku>A &amp; &lt;B&gt;</sku></line></lines></invoice></invoices>',
      ].join(''),
    )
    const all = (await get('?format=xml')).text
    expect(all).toContain('<numbers>\n          <number>12340000</number>\n          <number>12340001</number>\n')
    expect((await get('?format=xml&afterNumber=12348')).text).toBe('<invoices/>')
  })

  it('come in the XML of the page, element for element, which shows a line without event and season', async () => {
    const elements = (text: string): string[] => text.match(/<\/?\w+>/g) ?? []
    const details = /<\/?(?:event|season)(?:Id|Name)>/
    const { text } = await get('?format=xml&limit=1')
    expect(elements(text).filter((element) => !details.test(element))).toEqual(elements(invoiceXml))
    expect(elements(text).filter((element) => details.test(element))).toHaveLength(8)
  })

  it('refuse what they do not understand', async () => {
    const error = async (query: string): Promise<unknown> => [(await get(query)).status, (await get(query)).json]
    expect(await error('?format=csv')).toEqual([
      400,
      { error: 'format is not valid. Must be json or xml.', errorCode: 1984 },
    ])
    for (const after of ['99999', 'x', '0']) {
      expect(await error(`?afterNumber=${after}`)).toEqual([
        404,
        { error: 'afterNumber is not a known invoice.', errorCode: 1984 },
      ])
    }
    for (const limit of ['x', '0', '-1', '1.5']) {
      expect(await error(`?limit=${limit}`)).toEqual([
        400,
        { error: "Argument 'limit' is not a number above 0.", errorCode: 0 },
      ])
    }
  })

  it('are for the API user alone', async () => {
    const wrong = [
      basic(credentials.apiUsername, 'wrong'),
      basic('nobody', credentials.apiPassword),
      basic(credentials.customerUsername, credentials.customerPassword),
      await arena.logIn(),
      undefined,
    ]
    for (const who of wrong) {
      for (const [method, path] of [
        ['GET', '/invoice'],
        ['PUT', '/invoice/markAsPaidByExternalId/DG817'],
      ] as const) {
        const reply = await arena.call(method, path, undefined, who)
        expect([reply.status, reply.json]).toEqual([401, { error: 'Unauthorized.', errorCode: 1984 }])
      }
    }
  })
})

describe('an invoice', () => {
  const paid = (): unknown => arena.side.snapshot().rows.invoices.map((row) => row.paid)

  it('is marked as paid by the id it was exported with, as often as one likes', async () => {
    expect(paid()).toEqual([false, true, true])
    const reply = await markAsPaid('DG817')
    expect([reply.status, reply.text]).toEqual([204, ''])
    expect(paid()).toEqual([true, true, true])
    expect((await markAsPaid('DG817')).status).toBe(204)
    expect(arena.side.log.map(({ committed }) => committed)).toEqual([true, false])
  })

  it('that was not exported under that id is a 404', async () => {
    const reply = await markAsPaid('dg817')
    expect([reply.status, reply.json]).toEqual([
      404,
      { error: 'The supplied externalId is not known.', errorCode: 1984 },
    ])
  })

  it('that shares its id with another is a 406, until one has an id of its own', async () => {
    const reply = await markAsPaid(ids.ambiguousExternalId)
    expect([reply.status, reply.json]).toEqual([
      406,
      { error: 'The supplied externalId does not uniquely identify an invoice.', errorCode: 1984 },
    ])
    arena.act('export_invoice', { number: 12_347, externalId: 'DG 901/Æ' })
    expect((await markAsPaid(ids.ambiguousExternalId)).status).toBe(204)
    expect((await markAsPaid(encodeURIComponent('DG 901/Æ'))).status).toBe(204)
  })
})
