/** The version of this butik, from its own package.json: the folder is two up from src/cli and from dist/cli. */
import { readFileSync } from 'node:fs'

export function butikVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  if (typeof parsed === 'object' && parsed !== null && 'version' in parsed && typeof parsed.version === 'string') {
    return parsed.version
  }
  return 'unknown'
}
