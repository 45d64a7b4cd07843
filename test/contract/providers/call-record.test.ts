// What is kept and told of a write by hand: runs/<run>/call.json, the error, and the lines of -v hold no credential, be it
// of the connection or one that was typed, however the vendor echoes it.
import { expect, test } from 'vitest'
import { prepareCall, sendCall } from '../../../src/pipeline/call.ts'
import { venueManager } from '../../../src/providers/venue-manager/index.ts'
import { lock, toyWorld } from '../../unit/pipeline/toy-world.ts'

const connection = `version: 1
connections:
  shop:
    vendor: toy
    url: https://vendor.example/api
    customer_token: !env TOKEN
`
const token = 'sesame-of-the-connection'
const body = { oldPassword: 'open sesame/1', newPassword: 'sesame "2"' }
const secrets = [token, body.oldPassword, body.newPassword]

/** Near the length to which words are cut, where half a secret could be left. */
const padding = 'x'.repeat(280)

test.each<[string, () => Response]>([
  ['is refused', () => Response.json({ error: `${padding} ${secrets.join(' ')}` }, { status: 400 })],
  ['may be lost', () => new Response(`${secrets.join(' ')} ${encodeURIComponent(body.oldPassword)}`, { status: 500 })],
  ['is answered', () => Response.json({ echo: secrets })],
  ['is answered by a web page', () => new Response(`<title>${secrets.join(' ')}</title>`)],
])('a write that %s', async (_, answer) => {
  const lines: string[] = []
  const made = await toyWorld(
    { ...venueManager, vendor: 'toy' },
    { files: { 'butik.yaml': connection }, env: { TOKEN: token } },
  )
  const ports = { ...made.world.ports, fetch: async () => answer(), trace: (line: string) => void lines.push(line) }
  const world = { ...made.world, ports }
  const call = await prepareCall(world, 'shop', 'customer.updatePass', { parameters: {}, body })
  const told: unknown[] = []
  try {
    for await (const reply of sendCall(world, call, { paginate: false, lock, run: 'r1' })) told.push(reply)
  } catch (error) {
    told.push(String(error), error)
  }
  expect(made.kept.map(({ name }) => name)).toEqual(['r1/call.json', 'r1/call.json'])
  const [before, after] = made.kept.map(({ content }) => JSON.parse(content))
  expect(before).toMatchObject({
    operation: 'customer.updatePass',
    request: {
      headers: { authorization: 'Bearer ***' },
      body: { oldPassword: '***', newPassword: '***' },
    },
    outcome: 'not known',
  })
  expect(after.outcome).not.toBe('not known')
  expect(lines).not.toEqual([])
  const everything = [...made.kept.map(({ content }) => content), ...lines, JSON.stringify(told)].join('\n')
  for (const secret of secrets) expect(everything).not.toContain(secret)
  // Nor a part of one.
  expect(everything).not.toMatch(/sesame/)
})
