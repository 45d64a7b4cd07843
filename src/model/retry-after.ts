/** Reads the Retry-After header: seconds or an HTTP date → milliseconds from now. */
const httpDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/

/** Undefined where the header is absent or not understood; a moment in the past is 0. */
export function parseRetryAfter(value: string | null, now: Date): number | undefined {
  const text = value?.trim() ?? ''
  if (/^\d{1,10}(?:\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000)
  if (!httpDate.test(text)) return undefined
  // The oldest of the three forms (asctime) names no zone and means GMT all the same.
  const moment = Date.parse(/GMT|UTC|[+-]\d{4}$/.test(text) ? text : `${text} GMT`)
  return Number.isNaN(moment) ? undefined : Math.max(0, moment - now.getTime())
}
