/** Categories and products as apps read them. They change in the vendor's administration only. */
import { wholeNumber } from './arguments.ts'
import { type Call, type Operation, ok } from './context.ts'
import { ApiError, missingArgument } from './errors.ts'
import { knowsLanguage, languageOf, type Reader, readerOf, showAppData } from './languages.ts'
import { vatInside } from './money.ts'
import type { CategoryRow, ProductRow } from './records.ts'

export function showCategory({ id, name, label, appData }: CategoryRow, read: Reader): unknown {
  return { id, name: read(name), label, ...showAppData(appData, read) }
}

export function showProduct(row: ProductRow, read: Reader): unknown {
  const { id, name, label, productType, priceInclVat, vatPercentage, currencyCode, hasInventoryPerDate } = row
  return {
    id,
    name: read(name),
    label,
    productType,
    priceInclVat,
    vat: vatInside(priceInclVat, vatPercentage),
    currencyCode,
    hasInventoryPerDate,
    ...showAppData(row.appData, read),
    ...(row.properties === null ? {} : { properties: row.properties }),
  }
}

function readerFor(call: Call): Reader {
  const code = call.query.get('languageCode')
  const rejects = call.switches.catalog_unknown_language === 'rejected'
  if (rejects && code !== null && code !== '' && !knowsLanguage(call, code)) {
    throw new ApiError(400, `Unknown language code: ${code}`)
  }
  return readerOf(call, languageOf(call, code))
}

function listCategories(call: Call): unknown {
  const read = readerFor(call)
  return call.store.rows('categories').map((row) => showCategory(row, read))
}

function listProducts(call: Call): unknown {
  const read = readerFor(call)
  const type = call.query.get('productType') || undefined
  const rows = call.store.rows('products').filter(({ productType }) => type === undefined || productType === type)
  return rows.map((row) => showProduct(row, read))
}

function readProduct(call: Call): unknown {
  const { product_argument: name, product_missing_status } = call.switches
  const text = name === 'path' ? call.placeholders['id'] : call.query.get(name)
  if (text === null || text === undefined || text === '') throw missingArgument(name)
  const id = wholeNumber(text)
  const row = id === undefined ? undefined : call.store.get('products', id)
  if (row === undefined) throw new ApiError(product_missing_status, `Unknown product: ${text}`)
  return showProduct(row, readerFor(call))
}

export const catalogOperations: readonly Operation[] = [
  { method: 'GET', path: '/catalog/categories', needs: 'nothing', run: (call) => ok(listCategories(call)) },
  { method: 'GET', path: '/catalog/products/', needs: 'nothing', run: (call) => ok(listProducts(call)) },
  {
    method: 'GET',
    path: '/catalog/product/',
    pathFor: ({ product_argument }) => (product_argument === 'path' ? '/catalog/product/{id}' : '/catalog/product/'),
    needs: 'nothing',
    run: (call) => ok(readProduct(call)),
  },
]
