/**
 * What an answer says of the calls that are left: `X-RateLimit-Limit` and `-Remaining` (common, documented by no standard),
 * `RateLimit-*` and `RateLimit` with `RateLimit-Policy` (drafts of the IETF's httpapi group). Of the five vendors none is
 * known to send any of them.
 */
import type { CallsLeft } from '../model/quota.ts'

/** Undefined where the headers say nothing, or several things at once. */
export function callsLeft(headers: Headers): CallsLeft | undefined {
  const calls = first(
    headers,
    ['ratelimit-remaining', 'x-ratelimit-remaining', 'x-rate-limit-remaining'],
    /^\s*(\d+)\s*$/,
  )
  const remaining =
    calls ?? first(headers, ['ratelimit'], /^[^,]*\b(?:r|remaining)\s*=\s*(\d+)[^,]*$|\bremaining\s*=\s*(\d+)/)
  if (remaining === undefined) return undefined
  const limit = first(headers, ['ratelimit-limit', 'x-ratelimit-limit', 'x-rate-limit-limit'], /^\s*(\d+)/)
  const policy = headers.get('ratelimit-policy') ?? headers.get('ratelimit-limit') ?? ''
  const policies = [...policy.matchAll(/\bw\s*=\s*(\d+)/g)].map(([, window]) => Number(window))
  const most = limit ?? first(headers, ['ratelimit-policy'], /^[^,]*\bq\s*=\s*(\d+)[^,]*$/)
  const [windowSeconds, ...others] = policies
  if (others.length > 0) return undefined
  return {
    calls: remaining,
    ...(most === undefined ? {} : { limit: most }),
    ...(windowSeconds === undefined ? {} : { windowSeconds }),
  }
}

function first(headers: Headers, names: readonly string[], form: RegExp): number | undefined {
  for (const name of names) {
    const found = form.exec(headers.get(name) ?? '')
    const count = found?.[1] ?? found?.[2]
    if (count !== undefined) return Number(count)
  }
  return undefined
}
