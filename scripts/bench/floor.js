// What no tool can do without: read the same YAML, validate it with the same schema compiled by ajv, fetch the same pages
// (or send the same arrays) with undici, parse and compare. No positions, no state, no plan. Arguments: what, folder.
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { load } from 'js-yaml'
import { fetch } from 'undici'

const [what, folder] = process.argv.slice(2)
const { SHOPORAMA_URL: url, SHOPORAMA_TOKEN: token } = process.env
const headers = { authorization: `Shoporama ${token}`, 'content-type': 'application/json' }

const schema = createRequire(import.meta.url)('../../schemas/vendors/shoporama.json')
const validate = new Ajv2020({ strict: false, validateSchema: false, validateFormats: false, logger: false }).compile(
  schema,
)
const files = readdirSync(folder, { recursive: true }).filter((file) => /^(?!butik\.yaml$|\.butik).*\.yaml$/.test(file))
const products = files.flatMap((file) => {
  const declared = load(readFileSync(join(folder, file), 'utf8'))
  if (!validate(declared)) throw new Error(JSON.stringify(validate.errors))
  return Object.values(declared.products)
})

if (what === 'plan') {
  const seen = new Map()
  for (let offset = 0; ; offset += 100) {
    const answer = await fetch(`${url}/product?limit=100&offset=${offset}`, { headers })
    const { paging, products: rows } = await answer.json()
    for (const row of rows) seen.set(row.own_id, row)
    if (rows.length === 0 || offset + rows.length >= paging.total) break
  }
  for (const one of products) {
    const { own_id, name, price, description } = seen.get(one.own_id) ?? {}
    if (!isDeepStrictEqual({ ...one }, { own_id, name, price, description })) seen.delete(own_id)
  }
} else if (what === 'create') {
  for (let at = 0; at < products.length; at += 100) {
    const body = JSON.stringify(products.slice(at, at + 100))
    await (await fetch(`${url}/product`, { method: 'POST', headers, body })).json()
  }
}
