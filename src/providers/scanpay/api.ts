/** `butik api`: the contract, called as it is. The shop is that of the connection unless another is given. */
import { apiOf } from '../../http/api.ts'
import { jsonOf } from '../../http/json-text.ts'
import type { Api, ApiInput } from '../../model/provider.ts'
import { operations } from './contract.ts'
import { basicHeader, secretsOf } from './key.ts'
import { feed } from './replies.ts'
import { deliver, type ScanpaySession } from './session.ts'

/** Where each feed takes its number. */
const numbers: { readonly [id: string]: string } = { seq: 'prevseq', 'v1.seq': 'seq' }

const plain = apiOf<ScanpaySession>({
  operations,
  send: (session, operation, request, signal) => deliver(session.http, operation, request, signal),
  address: ({ settings }) => ({ base: settings.url, headers: { authorization: basicHeader(settings.apiKey) } }),
  secrets: ({ settings }) => secretsOf(settings.apiKey),
  paging: {
    pages: ({ id }) => numbers[id] !== undefined,
    next({ id }, input, reply) {
      const name = numbers[id] ?? ''
      const page = feed.safeParse(jsonOf(reply.text))
      // At the end the number sent comes back; after a number beyond the end, a lower one.
      if (!page.success || page.data.seq <= Number(input.parameters[name])) return undefined
      return { ...input, parameters: { ...input.parameters, [name]: String(page.data.seq) } }
    },
  },
})

export const api: Api<ScanpaySession> = {
  ...plain,
  show: (session, id, input) => plain.show(session, id, ofShop(session, id, input)),
  send: (session, id, input, signal) => plain.send(session, id, ofShop(session, id, input), signal),
}

function ofShop({ settings }: ScanpaySession, id: string, input: ApiInput): ApiInput {
  const operation = plain.operations.find((one) => one.id === id)
  const isOfShop = operation?.parameters.some(({ name }) => name === 'shopid') === true
  return isOfShop ? { ...input, parameters: { shopid: settings.shopId, ...input.parameters } } : input
}
