/** Days as another place counts them: by the midnight of its zone, with days of 23 and 25 hours. Pure. */

const hourMs = 3_600_000
const formats = new Map<string, Intl.DateTimeFormat>()

// Offsets are whole quarters of an hour, so every midnight lies on one.
const quarter = hourMs / 4
/** The day of the quarter that was last asked about, by zone: every call asks, and a format takes its time. */
const lately = new Map<string, { readonly quarter: number; readonly day: string }>()

/** `2026-11-30`. */
export function dayIn(zone: string, instant: Date): string {
  const asked = Math.floor(instant.getTime() / quarter)
  const last = lately.get(zone)
  if (last?.quarter === asked) return last.day
  const day = wallClock(zone, instant.getTime()).slice(0, 10)
  lately.set(zone, { quarter: asked, day })
  return day
}

/** The first instant of the next day of the zone. */
export function nextDayIn(zone: string, instant: Date): Date {
  const today = dayIn(zone, instant)
  let early = Math.floor(instant.getTime() / quarter) * quarter
  let late = early + 26 * hourMs
  while (late - early > quarter) {
    const middle = early + Math.floor((late - early) / 2 / quarter) * quarter
    if (dayIn(zone, new Date(middle)) === today) early = middle
    else late = middle
  }
  return new Date(late)
}

/** `2026-12-01 00:00 in Europe/Copenhagen (2026-11-30T23:00Z)`. */
export function timeIn(zone: string, instant: Date): string {
  const local = wallClock(zone, instant.getTime())
  const utc = instant.toISOString().slice(0, 16)
  return zone === 'UTC' ? `${local} UTC` : `${local} in ${zone} (${utc}Z)`
}

/** `2026-11-30 23:59`. */
function wallClock(zone: string, instant: number): string {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  )
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? ''
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}`
}

/** Never the locale or the calendar of this machine. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  formats.set(zone, made)
  return made
}
