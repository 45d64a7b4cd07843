// Calls that fail before a byte of them leaves, for real: a name that does not resolve, a certificate nobody vouches for.
// The fault tests throw recorded copies of these errors; here the copies are held against the originals.
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import { createHttpClient } from '../../../src/http/client.ts'
import { closeConnections, undiciFetch } from '../../../src/http/undici-fetch.ts'
import { dnsError, tlsError } from '../../support/network-errors.ts'
import { testPorts } from './ports.ts'

/** Made for this test and good for nothing else: self-signed, for 127.0.0.1. */
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg2oDDK2cPR9b3+aq8
EVyotSrqzp3/08o7tGXmbSH8XjOhRANCAASFjBXQ6V3WeEC4fn1cdQdHeet34RRc
DfTN4N6yk+0s/nvbMg/YB+TfPz8JWxQERD8q0u2jtVoeZlvsGNp2Blwa
-----END PRIVATE KEY-----`
const cert = `-----BEGIN CERTIFICATE-----
MIIBjzCCATagAwIBAgIURvh9EiHvCVswT8GeTjZc4BYkbYMwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyODEyMjM1N1oYDzIxMjYxMTA0
MTIyMzU3WjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASFjBXQ6V3WeEC4fn1cdQdHeet34RRcDfTN4N6yk+0s/nvbMg/YB+Tf
Pz8JWxQERD8q0u2jtVoeZlvsGNp2Blwao2QwYjAdBgNVHQ4EFgQU/EDqK0j/Qsvp
R82FaaYxOsBCM9gwHwYDVR0jBBgwFoAU/EDqK0j/QsvpR82FaaYxOsBCM9gwDwYD
VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0cAMEQC
IGNTekPS+qQ0kPpyCD+4vrEjoyHmXYGh+1OMz5DQqb6LAiAW7gm4SPTQQzJBHwgw
r8JgWBc4PZP/TF33/4W+Uk03vw==
-----END CERTIFICATE-----`

const server = createServer({ key, cert }, (_request, response) => void response.end('{}'))

afterAll(async () => {
  server.close()
  await closeConnections()
})

async function selfSigned(): Promise<string> {
  if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening')
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** What newer versions of Node advise. */
const advice = /; if the root CA is installed locally, .*$/

/** What can be read of an error, and of what caused it. */
function facts(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined
  return { ...error, name: error.name, message: error.message.replace(advice, ''), cause: facts(error.cause) }
}

const thrownFor = (url: string) =>
  undiciFetch(url).then(
    () => 'answered',
    (error: unknown) => facts(error),
  )

const create = { method: 'POST', path: '/x', body: {}, repeat: 'never', signal: new AbortController().signal } as const
const client = (baseUrl: string) => {
  const ports = testPorts(undiciFetch)
  return { ports, ...createHttpClient({ connection: 'shop', baseUrl, ports, headers: () => ({}), secrets: [] }) }
}

describe('a host name that does not resolve', () => {
  it('is what the copy of its error says', async () => {
    const found = await thrownFor('https://vendor.invalid/x')
    // Without any name server the answer is that there is none to ask, not that there is no such host.
    if (JSON.stringify(found).includes('EAI_AGAIN')) return
    expect(found).toEqual(facts(dnsError()))
  })

  it('leaves no write in doubt, and is tried again', async () => {
    const shop = client('https://vendor.invalid')
    await expect(shop.send(create)).rejects.toMatchObject({
      code: 'E2001',
      effect: 'none',
      message: expect.stringMatching(/vendor\.invalid (is not a known host|could not be looked up)/),
    })
    expect(shop.ports.metered).toHaveLength(4)
  })
})

describe('a certificate that nobody vouches for', () => {
  it('is what the copy of its error says', async () => {
    expect(await thrownFor(await selfSigned())).toEqual(facts(tlsError()))
  })

  it('leaves no write in doubt, and is not tried again', async () => {
    const shop = client(await selfSigned())
    await expect(shop.send(create)).rejects.toMatchObject({
      code: 'E2001',
      effect: 'none',
      message: expect.stringContaining('the certificate of 127.0.0.1:'),
      hint: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    })
    expect(shop.ports.metered).toHaveLength(1)
  })
})
