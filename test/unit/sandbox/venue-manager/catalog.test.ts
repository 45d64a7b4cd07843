import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Arena, type Loose, openArena } from './arena.ts'

let arena: Arena
beforeEach(async () => {
  arena = await openArena()
})
afterEach(() => arena.close())

const names = async (path: string): Promise<string[]> =>
  (await arena.ok('GET', path)).map((row: Loose) => row.name ?? row.field)

describe('languages', () => {
  it.each([
    ['/catalog/categories', 'Årskort', 'Season cards'],
    ['/catalog/products/', 'Årskort 2026', 'Season card 2026'],
    ['/config/address', 'Fornavn', 'First name'],
  ])('%s is Danish unless a language of the shop is asked for', async (path, danish, english) => {
    const first = async (code: string): Promise<string | undefined> => (await names(`${path}?languageCode=${code}`))[0]
    expect((await names(path))[0]).toBe(danish)
    expect(await first('da')).toBe(danish)
    expect(await first('en')).toBe(english)
    expect(await first('')).toBe(danish)
    expect(await first('xx')).toBe(danish)
    expect(await first('EN')).toBe(danish)
  })

  it('reach header, description, messages, values, and one product alone', async () => {
    const [category] = await arena.ok('GET', '/catalog/categories?languageCode=en')
    expect(category.appData.header).toBe('Season cards')
    expect(category.appData.description).toBe('All fairs and matches for a whole year')
    expect((await arena.ok('GET', '/catalog/product/?id=51&languageCode=en')).name).toBe('Lounge chair, hire per day')
    const [fence] = await arena.ok('GET', '/config/geofence?languageCode=en')
    expect(fence.messages).toEqual({
      in: { title: 'Welcome to Nordic Arena Aarhus', body: 'Show your season card at the entrance' },
      out: { title: 'Thank you for your visit', body: 'Have a safe trip home' },
    })
    const fields = await arena.ok('GET', '/config/address?languageCode=en')
    expect(fields.find((row: Loose) => row.field === 'country').values).toEqual([
      { value: 'DK', name: 'Denmark' },
      { value: 'NO', name: 'Norway' },
      { value: 'SE', name: 'Sweden' },
    ])
  })

  it('that lack a translation show the default text', async () => {
    const [danish] = await arena.ok('GET', '/catalog/categories?languageCode=da')
    const [english] = await arena.ok('GET', '/catalog/categories?languageCode=en')
    expect(english.appData.image).toBe(danish.appData.image)
    expect(await names('/config/geofence?languageCode=en')).toEqual(await names('/config/geofence'))
  })
})

describe('products', () => {
  it('have VAT as an amount inside the price, not as a rate', async () => {
    const products = await arena.ok('GET', '/catalog/products/')
    const amounts = Object.fromEntries(products.map((row: Loose) => [row.label, [row.priceInclVat, row.vat]]))
    expect(amounts).toMatchObject({ aarskort2026: [685, 137], loungestol: [149.5, 29.9], gavekort500: [500, 0] })
  })

  it('have their flags as texts, and no properties or appData where there are none', async () => {
    const renewal = await arena.ok('GET', '/catalog/product/?id=4')
    expect(renewal.properties).toEqual({ seasonCardIsBuyable: '0', seasonCardIsRenewable: '1' })
    expect(Object.keys(renewal)).not.toContain('appData')
    expect(Object.keys(await arena.ok('GET', '/catalog/product/?id=52'))).not.toContain('properties')
    expect((await arena.ok('GET', '/catalog/product/?id=5')).appData.image).toBeNull()
  })

  it('are listed by type, all of them without one', async () => {
    const count = async (query: string): Promise<number> => (await names(`/catalog/products/${query}`)).length
    expect(await count('')).toBe(7)
    expect(await count('?productType=')).toBe(7)
    expect(await count('?productType=seasoncard')).toBe(3)
    expect(await count('?productType=voucher')).toBe(1)
    expect(await count('?productType=nothing')).toBe(0)
  })

  it('read alone as they read in the list', async () => {
    for (const row of await arena.ok('GET', '/catalog/products/?languageCode=en')) {
      expect(await arena.ok('GET', `/catalog/product/?languageCode=en&id=${row.id}`)).toEqual(row)
    }
  })

  it('that are not there or not named are errors', async () => {
    const error = async (query: string): Promise<unknown> => {
      const { status, json } = await arena.call('GET', `/catalog/product/${query}`)
      return [status, json]
    }
    expect(await error('?id=7')).toEqual([404, { error: 'Unknown product: 7', errorCode: 0 }])
    expect(await error('?id=stol')).toEqual([404, { error: 'Unknown product: stol', errorCode: 0 }])
    expect(await error('')).toEqual([400, { error: "Argument 'id' missing or empty.", errorCode: 0 }])
  })

  it('need the slash at the end of their paths', async () => {
    expect((await arena.call('GET', '/catalog/products')).status).toBe(404)
    expect((await arena.call('GET', '/catalog/product?id=3')).status).toBe(404)
    expect((await arena.call('GET', '/catalog/categories/')).status).toBe(404)
  })
})

describe('address fields', () => {
  it('are those of the billing address unless another type is asked for', async () => {
    const fields = async (query: string): Promise<string[]> =>
      (await arena.ok('GET', `/config/address${query}`)).map((row: Loose) => row.field)
    const billing = await fields('')
    expect(billing).toContain('zipCode')
    expect(await fields('?addressType=billing')).toEqual(billing)
    expect(await fields('?addressType=')).toEqual(billing)
    expect(await fields('?addressType=season_card')).toEqual(['name', 'dateOfBirth', 'email'])
    expect(await fields('?addressType=nothing')).toEqual([])
  })

  it('say with flags what is required, and what may wait until after the creation', async () => {
    const fields = await arena.ok('GET', '/config/address')
    const flags = Object.fromEntries(fields.map((row: Loose) => [row.field, [row.required, row.optionalOnCreation]]))
    expect(flags).toMatchObject({ firstname: [true, false], street: [true, true], company: [false, false] })
  })
})

describe('geofences', () => {
  it('have topics made of their id', async () => {
    const fences = await arena.ok('GET', '/config/geofence')
    expect(fences.map((row: Loose) => row.topics)).toEqual(
      [1, 2, 3].map((id) => ({
        inside: `/topic/nordic-arena/geofence_inside/${id}`,
        outside: `/topic/nordic-arena/geofence_outside/${id}`,
      })),
    )
  })
})
