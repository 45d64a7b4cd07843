/** What an id of a kind can look like, before it is looked for. Pure. */
import type { Kind } from '../model/provider.ts'

/** Why this is no id of the kind, and what is one; undefined where it may be. */
export function idRefusal(id: string, { name, remoteIds }: Kind): { summary: string; hint: string } | undefined {
  const fits = remoteIds === 'integer' ? /^[1-9]\d*$/.test(id) : /^[^\s/\\]+$/.test(id)
  if (fits) return undefined
  const hint = remoteIds === 'integer' ? 'its ids are whole numbers' : 'an id has no blanks and no slashes'
  return { summary: `${JSON.stringify(id)} is no id of a ${name}`, hint }
}
