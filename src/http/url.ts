/** The address of a request: below the base of its connection, and never away from it. */
import { ReconcilerError } from '../model/errors.ts'

interface Place {
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | undefined>>
}

export function parseBase({ baseUrl, connection }: { readonly baseUrl: string; readonly connection: string }): URL {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url
  // Not quoted: an address with a password in it is one way to get here.
  throw new ReconcilerError('E1301', `connection ${connection}: the url is not a plain http(s) address`, {
    hint: 'write it like https://www.example.com/REST, without user and password',
  })
}

export function urlOf(base: URL, { path, query = {} }: Place): URL {
  const url = new URL(`${base.origin}${base.pathname.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`)
  if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname.replace(/\/+$/, ''))) {
    throw new ReconcilerError('E9999', `the path ${path} leads out of the API`)
  }
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.append(name, String(value))
  }
  return url
}

/** The same host, and not from https back to http, where the credentials would travel in the open. */
export function staysOn(from: URL, to: URL): boolean {
  return from.host === to.host && (from.protocol === to.protocol || to.protocol === 'https:')
}
