/** Which addresses a ping may go to: those of this machine. A sandbox with somebody's data file must not reach out. */
const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Throws where the url is not one of this machine. */
export function checkPingUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const allowed =
    parsed?.protocol === 'http:' && loopback.has(parsed.hostname) && parsed.username + parsed.password === ''
  if (!allowed) {
    throw new Error('a ping url is http on this machine (localhost, 127.0.0.1 or [::1]), as http://127.0.0.1:8080/ping')
  }
}
