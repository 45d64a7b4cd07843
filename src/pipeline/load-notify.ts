/** Where a notice goes: read when there is something to tell. What comes out is never printed, stored or hashed. */
import type { Diagnostic } from '../model/diagnostic.ts'
import type { NotifySettings } from '../model/notify.ts'
import { type SettingSources, secretOf } from './load-settings.ts'

/** The address, or what is wrong with it: never the address itself. */
export async function notifyUrl({ url }: NotifySettings, sources: SettingSources): Promise<URL | Diagnostic> {
  const found = await secretOf(url, sources)
  if (typeof found !== 'string') return found
  const parsed = URL.canParse(found) ? new URL(found) : undefined
  if (parsed !== undefined && ['http:', 'https:'].includes(parsed.protocol)) return parsed
  return { severity: 'error', code: 'E1301', summary: `${url.text} holds no web address`, source: url.at }
}
