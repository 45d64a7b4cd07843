/** Instants as wall-clock time of a zone. Never the zone or locale of this machine: tests run on the Chatham Islands. */
export type Zone = 'Europe/Copenhagen' | 'UTC'

const hour = 3_600_000
const day = 24 * hour
const offsets = new Map<number, number>()
const danish = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Copenhagen',
  calendar: 'gregory',
  numberingSystem: 'latn',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
})

/** Danish offsets change on the hour only, so one answer per hour holds; formatting every row would be slow. */
function offset(instant: number, zone: Zone): number {
  if (zone === 'UTC') return 0
  const start = Math.floor(instant / hour) * hour
  const known = offsets.get(start)
  if (known !== undefined) return known
  const parts = new Map(danish.formatToParts(start).map((part) => [part.type, Number(part.value)]))
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0
  const found = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour')) - start
  offsets.set(start, found)
  return found
}

/** The wall clock read as if it were UTC: two of these compare as the vendor compares its zoneless timestamps. */
export function wallClock(instant: number, zone: Zone): number {
  return instant + offset(instant, zone)
}

/** `YYYY-MM-DD HH:MM:SS`. */
export function timestamp(instant: number, zone: Zone): string {
  return new Date(wallClock(instant, zone)).toISOString().slice(0, 19).replace('T', ' ')
}

/** A zoneless timestamp (space or T between date and time, the time optional) as a wall clock; `undefined` if it is none. */
export function parseTimestamp(text: string): number | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(text.trim())
  if (match === null) return undefined
  const [, date, hours = '0', minutes = '00', seconds = '00'] = match
  const instant = Date.parse(`${date}T${hours.padStart(2, '0')}:${minutes}:${seconds}Z`)
  return Number.isNaN(instant) ? undefined : instant
}

export function dayOf(instant: number, zone: Zone): string {
  return timestamp(instant, zone).slice(0, 10)
}

/** The instant of the zone's next midnight; days of 23 and 25 hours are allowed for. */
export function nextMidnight(instant: number, zone: Zone): number {
  const wall = wallClock(instant, zone)
  const guess = instant + (day - (wall % day))
  return guess + offset(instant, zone) - offset(guess, zone)
}
