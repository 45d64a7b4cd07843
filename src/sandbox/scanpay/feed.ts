/** The seq feed: what has changed since a number, as whole objects of today, without repeats, a page at a time. */
import type { JsonRecord } from '../json.ts'
import { changeOf } from './changes.ts'
import type { Call } from './context.ts'
import { refusal } from './errors.ts'
import type { FeedEntry } from './records.ts'

/** Of the response as a whole; one change that is larger comes alone. */
const pageBytes = 64 * 1024
const envelopeBytes = '{"changes":[],"seq":}'.length + String(Number.MAX_SAFE_INTEGER).length

interface Page {
  readonly changes: readonly JsonRecord[]
  readonly seq: number
}

/**
 * An object stands where it first changed and not where it last did: only so does object n−1 come before n, and a
 * subscriber before its charges.
 */
function pageAfter(call: Call, entries: readonly FeedEntry[], asked: number): Page {
  const seen = new Set<string>()
  const changes: JsonRecord[] = []
  let bytes = envelopeBytes
  let seq = asked
  for (const entry of entries.slice(asked)) {
    const name = entry.db === 'error' ? `error ${entry.seq}` : `${entry.db} ${entry.id}`
    if (!seen.has(name)) {
      const change = changeOf(call, call.dialect, entry)
      bytes += Buffer.byteLength(JSON.stringify(change)) + 1
      if (bytes > pageBytes && changes.length > 0) break
      seen.add(name)
      changes.push(change)
    }
    seq = entry.seq
  }
  return { changes, seq }
}

export function readFeed(call: Call): Page {
  if (!/^\d{1,15}$/.test(call.id)) throw refusal('400 invalid seq')
  const asked = Number(call.id)
  const entries = call.shop.visibleFeed(call.now)
  const last = entries.length
  if (asked <= last) return pageAfter(call, entries, asked)
  const rule = call.switches.seq_beyond_last
  if (rule === 'echo') return { changes: [], seq: asked }
  if (rule === 'last') return { changes: [], seq: last }
  throw refusal(rule)
}
