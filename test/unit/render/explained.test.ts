import { expect, test } from 'vitest'
import { schemaFiles } from '../../../src/cli/schema-files.ts'
import { explainName } from '../../../src/pipeline/explain-subject.ts'
import { loadProviders } from '../../../src/providers/index.ts'
import { flow, renderExplained } from '../../../src/render/explained.ts'

const providers = await loadProviders()

async function shown(name: string): Promise<string> {
  const schemaOf = (vendor: string) => schemaFiles.read(vendor)
  return renderExplained(await explainName(name, { providers, preferred: new Set(), owned: new Set(), schemaOf }))
}

test('a field', async () => {
  expect(await shown('category.parent')).toMatchInlineSnapshot(`
    "category.parent  shoporama · managed

      The category above; null for a root. The key of a category, or { id: 123 }.

      type           reference: the key of a category, or { id: 123 }; null clears it
      vendor's name  parent_id
      who writes it  the files (ours): compared, and put right where the shop has another value
      how sure       on the vendor's page; a root has the parent 0 (seen)
      example        furniture
      more           docs/vendors/shoporama.md#category
                     https://www.shoporama.dk/index/rest

    parts  * required
      id *  The vendor's id of the object.
    "
  `)
})

test('a kind', async () => {
  expect(await shown('supplier')).toMatchInlineSnapshot(`
    "supplier  shoporama · managed

      A supplier of products.

      written    under suppliers:
      found by   name
      read as    one list
      butik can  create, update, delete
      example    { name: Acme Møbler A/S }
      more       docs/vendors/shoporama.md#supplier
                 https://www.shoporama.dk/index/rest

    fields  * required
      name *             Name of the supplier, and how it is found in the shop.
      dropshipping_mail  Where orders go that the supplier ships to the customer; an e-mail address.
      butik              butik's own settings of this resource.
    "
  `)
})

test('a code; what its page links to can be found', () => {
  const code = {
    type: 'code',
    code: 'E3001',
    severity: 'error',
    meaning: 'A guard stops this plan.',
    example: 'a guard stops this plan: price',
    why: 'See [the guards](../README.md#guards), and [the fields](vendors/shoporama.md).',
    remedy: 'Ask.',
    page: 'docs/errors.md',
  } as const
  expect(renderExplained(code)).toMatchInlineSnapshot(`
    "E3001  error

      A guard stops this plan.

      example     error[E3001]: a guard stops this plan: price
      why         See the guards (README.md#guards), and the fields (docs/vendors/shoporama.md).
      what to do  Ask.
      more        docs/errors.md
    "
  `)
})

test.each([
  [{ own_id: 'CH-001', price: 1299 }, '{ own_id: CH-001, price: 1299 }'],
  [['colour.oak', '00123', 'true', '', ' x', 'a: b'], '[colour.oak, "00123", "true", "", " x", "a: b"]'],
  [{ 10: { 'colour.oak': 1199 } }, '{ "10": { colour.oak: 1199 } }'],
  ['!env SHOPORAMA_TOKEN', '!env SHOPORAMA_TOKEN'],
])('an example is a line of YAML', (value, text) => {
  expect(flow(value)).toBe(text)
})
