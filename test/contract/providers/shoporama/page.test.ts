/** The contract against the vendor's page: every operation, and every argument that can be written, is accounted for. */
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { isJsonObject } from '../../../../src/model/json.ts'
import { operations } from '../../../../src/providers/shoporama/contract.ts'
import { shoporama } from '../../../../src/providers/shoporama/index.ts'

/** The page's own list. */
const page = `
GET /supplier · POST /supplier · GET /supplier/{id} · PUT /supplier/{id} · DELETE /supplier/{id}
GET /profile · POST /profile · GET /profile/{id} · PUT /profile/{id} · DELETE /profile/{id}
GET /profile-attribute · POST /profile-attribute · GET /profile-attribute/{id} · PUT /profile-attribute/{id} · DELETE /profile-attribute/{id}
GET /profile-attribute-value · POST /profile-attribute-value · GET /profile-attribute-value/{id} · PUT /profile-attribute-value/{id} · DELETE /profile-attribute-value/{id}
GET /category · POST /category · GET /category/{id} · PUT /category/{id} · DELETE /category/{id}
GET /product · POST /product · GET /product/{id} · PUT /product/{id} · DELETE /product/{id}
GET /stock · POST /stock · GET /stock/{id}
GET /order · POST /order · GET /order/{id} · PUT /order/{id}`
  .trim()
  .split(/ · |\n/)

/** Arguments of the page's POST and PUT, by kind. */
const written: { readonly [kind: string]: string } = {
  supplier: 'name dropshipping_mail',
  profile: 'name',
  profile_attribute: 'type name is_variant has_price weight',
  profile_attribute_value: 'attribute_id val weight tag',
  category: `name in_menu parent_id parent_name sort_order no_index tag empty_redir description_a description_b meta_title
    meta_description canonical_id meta images rewrite_url`,
  product: `profile_id name description supplier_name brand_name supplier_id brand_id list_description main_category_id vat price
    sale_price shipping shipping_weight never_free_shipping delivery_time delivery_time_not_in_stock auto_offline no_index meta
    meta_title meta_description canonical_id allow_negative_stock search is_online mailing_list_ids own_id sec_own_id gtin mpn
    purchase_price google_category rewrite_url bundle location categories related locations images file stock_settings attributes
    html_fields bulk_discount discount`,
}

/** What makes the vendor find or create something by name is not writable (DESIGN.md section 2). */
const byName = ['parent_name', 'supplier_name']

const nameOf = (argument: string) => argument.replace(/_id$/, '')
const keeps = new Set(['own_id', 'sec_own_id'])
const wordsOf = (text: string) => text.trim().split(/\s+/)

function bodyKeys(id: string): string[] {
  const body = operations.find((operation) => operation.id === id)?.body
  const schema = body === undefined ? {} : z.toJSONSchema(body)
  return isJsonObject(schema) && isJsonObject(schema['properties']) ? Object.keys(schema['properties']) : []
}

describe('the page', () => {
  it('has 37 operations and the contract has the same, in the same order', () => {
    expect(operations.map(({ method, path }) => `${method} ${path}`)).toEqual(page)
    expect(operations).toHaveLength(37)
  })

  it('is named uniquely and by line', () => {
    expect(new Set(operations.map((operation) => operation.id)).size).toBe(37)
    const lines = operations.map((operation) => operation.line)
    expect(lines).toEqual([...new Set(lines)].sort((a, b) => a - b))
  })

  it('has bodies where it takes arguments in one', () => {
    const without = operations.filter(
      ({ method, body }) => (method === 'POST' || method === 'PUT') !== (body !== undefined),
    )
    expect(without.map((operation) => operation.id)).toEqual(['stock.list'])
  })
})

describe('the example of the page', () => {
  const list = operations.find(({ id }) => id === 'product.list')

  it('is a call that the contract takes', () => {
    expect(list?.query.safeParse({ last_modified: '2020-01-01T00:00:00', limit: '100' }).success).toBe(true)
  })

  it('is an answer that the contract knows, and reads', () => {
    const answer = { paging: { offset: 30, limit: 10, count: 10, total: 1000 }, products: [] }
    const shown = list?.replies.filter(({ status, sure }) => status === 200 && sure === 'seed')
    expect(shown?.map(({ shape }) => shape?.safeParse(answer).success)).toEqual([true])
    expect(list?.reply.safeParse(answer).data).toEqual({ rows: [], paged: true, total: 1000, count: 10, limit: 10 })
  })
})

describe.each(Object.entries(written))('the arguments of %s', (kind, text) => {
  it('are those of the contract', () => {
    expect(bodyKeys(`${kind}.update`).sort()).toEqual(wordsOf(text).sort())
  })

  it('are all writable as fields, but for those that create by name', () => {
    const fields = Object.keys(shoporama.kinds.find((candidate) => candidate.name === kind)?.fields ?? {})
    const wanted = wordsOf(text)
      .filter((argument) => !byName.includes(argument))
      .map((argument) => (keeps.has(argument) || argument === 'mailing_list_ids' ? argument : nameOf(argument)))
    expect(fields.filter((field) => !(kind === 'profile_attribute' && field === 'profile')).sort()).toEqual(
      wanted.sort(),
    )
  })
})
