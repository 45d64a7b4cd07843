/** How a host is reached without any credentials: its addresses, and whether its certificate is trusted. For `butik doctor`. */
import { lookup } from 'node:dns/promises'
import { connect } from 'node:tls'

export async function resolveHost(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true })
  return found.map(({ address }) => address)
}

const patienceMs = 10_000

/** Rejects where the handshake fails, or where the certificate is not one this machine trusts for that host. */
export function certificateOf(host: string, port: number): Promise<{ readonly validTo: Date }> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, servername: host, timeout: patienceMs })
    socket.once('secureConnect', () => {
      const { valid_to } = socket.getPeerCertificate()
      socket.destroy()
      resolve({ validTo: new Date(valid_to) })
    })
    socket.once('timeout', () => socket.destroy(new Error(`no handshake within ${patienceMs / 1000} s`)))
    socket.once('error', reject)
  })
}
