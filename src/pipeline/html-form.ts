/**
 * HTML → one spelling of what it says: tags and attributes in small letters and in order, quotes and entities one way,
 * white space only where a browser would show it. Pure, in one pass; it repairs nothing, so what a vendor adds or takes
 * away (an end tag, an attribute, a comment) stays a difference.
 */

/** Around these, and at both ends, white space is not shown. */
const blocks = new Set(
  'address article aside blockquote body br caption center col colgroup dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html iframe legend li link main meta nav ol optgroup option p pre script section style summary table tbody td tfoot th thead title tr ul'.split(
    ' ',
  ),
)

/** Their content is text to the end tag, and white space in it counts. */
const raw = new Set(['script', 'style', 'textarea'])

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  sbquo: '‚',
  ldquo: '“',
  rdquo: '”',
  bdquo: '„',
  bull: '•',
  euro: '€',
  trade: '™',
  ...latin(),
}

/** The names of U+00A0 to U+00FF, in their order. */
function latin(): Record<string, string> {
  const names =
    'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'
  return Object.fromEntries(names.split(' ').map((name, index) => [name, String.fromCodePoint(0xa0 + index)]))
}

type Token =
  | { readonly type: 'text'; readonly text: string; readonly kept: boolean }
  | { readonly type: 'tag'; readonly name: string; readonly end: boolean; readonly text: string }
  | { readonly type: 'other'; readonly text: string }

export function htmlForm(html: string): string {
  const tokens = tokensOf(html.replace(/\r\n?/g, '\n'))
  const parts = tokens.map((token, index) =>
    token.type === 'text' && !token.kept ? shownText(token.text, tokens[index - 1], tokens[index + 1]) : token.text,
  )
  return parts.join('')
}

/** Without script elements; one that is never closed stays. */
export function withoutScripts(html: string): string {
  return html.replace(/<script\b[^>]*>[\s\S]*?<\/script\s*>/gi, '')
}

/** No-break spaces are shown and stay. */
function shownText(text: string, before: Token | undefined, after: Token | undefined): string {
  const joined = text.replace(/[ \t\n\f]+/g, ' ')
  const left = isEdge(before) ? joined.replace(/^ /, '') : joined
  return isEdge(after) ? left.replace(/ $/, '') : left
}

function isEdge(token: Token | undefined): boolean {
  return token === undefined || (token.type === 'tag' && blocks.has(token.name))
}

function tokensOf(html: string): Token[] {
  const tokens: Token[] = []
  let pre = 0
  let at = 0
  while (at < html.length) {
    const found = nextTag(html, at)
    const text = html.slice(at, found?.open)
    if (text !== '') tokens.push({ type: 'text', text: spelt(text), kept: pre > 0 })
    if (found === undefined) break
    const { token, next } = found
    tokens.push(token)
    at = next
    if (token.type !== 'tag') continue
    if (token.name === 'pre') pre = Math.max(0, pre + (token.end ? -1 : 1))
    if (token.end || !raw.has(token.name)) continue
    const close = html.slice(at).search(new RegExp(`</${token.name}[\\s>]`, 'i'))
    const stop = close < 0 ? html.length : at + close
    tokens.push({ type: 'other', text: html.slice(at, stop) })
    at = stop
  }
  return tokens
}

/** Undefined where there is none, or where one is never closed: what follows is text. */
function nextTag(html: string, from: number): (Found & { readonly open: number }) | undefined {
  let open = html.indexOf('<', from)
  while (open >= 0 && isNoTag(html, open)) open = html.indexOf('<', open + 1)
  const found = open < 0 ? undefined : tagAt(html, open)
  return found === undefined ? undefined : { ...found, open }
}

/** A `<` in a text: `a < b`. */
function isNoTag(html: string, open: number): boolean {
  return !/[/!?a-zA-Z]/.test(html[open + 1] ?? '')
}

interface Found {
  readonly token: Token
  readonly next: number
}

function tagAt(html: string, open: number): Found | undefined {
  if (html.startsWith('<!--', open)) return upTo(html, open, '-->')
  if (html[open + 1] === '!' || html[open + 1] === '?') return upTo(html, open, '>')
  const end = html[open + 1] === '/'
  const close = endOfTag(html, open + 1)
  if (close === undefined) return undefined
  const inside = html.slice(open + (end ? 2 : 1), close)
  const name = /^[^\s/>]*/.exec(inside)?.[0].toLowerCase() ?? ''
  if (name === '') return undefined
  const attributes = end || inside.length === name.length ? [] : attributesOf(inside.slice(name.length))
  const words = [name, ...attributes].join(' ')
  return { token: { type: 'tag', name, end, text: `<${end ? '/' : ''}${words}>` }, next: close + 1 }
}

function upTo(html: string, open: number, mark: string): Found | undefined {
  const close = html.indexOf(mark, open)
  if (close < 0) return undefined
  const next = close + mark.length
  return { token: { type: 'other', text: html.slice(open, next) }, next }
}

/** The `>` that is in no quotes. */
function endOfTag(html: string, from: number): number | undefined {
  let quote = ''
  for (let at = from; at < html.length; at += 1) {
    const mark = html[at] ?? ''
    if (quote !== '') {
      if (mark === quote) quote = ''
    } else if (mark === '>') return at
    else if ((mark === '"' || mark === "'") && /=\s*$/.test(html.slice(Math.max(from, at - 8), at))) quote = mark
  }
  return undefined
}

/** `name="value"`, sorted: their order means nothing. Of two of one name the first counts, as in a browser. */
function attributesOf(text: string): string[] {
  const found = new Map<string, string>()
  for (const [, name = '', , double, single, bare] of text.matchAll(
    /([^\s"'<>/=]+)(\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?/g,
  )) {
    const key = name.toLowerCase()
    if (!found.has(key)) found.set(key, spelt(double ?? single ?? bare ?? '').replaceAll('"', '&quot;'))
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}="${value}"`)
}

const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Every character one way. A name that is not known here stays as it is: what it stands for cannot be told. */
function spelt(text: string): string {
  if (!/[&<>]/.test(text)) return text
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z][a-zA-Z0-9]*));|[&<>]/g,
    (whole, ten, hex, name) => {
      const letter = letterOf(ten, hex, name)
      return letter === undefined && whole.length > 1 ? whole : (marks[letter ?? whole] ?? letter ?? whole)
    },
  )
}

function letterOf(ten: unknown, hex: unknown, name: unknown): string | undefined {
  if (typeof name === 'string') return Object.hasOwn(named, name) ? named[name] : undefined
  if (typeof ten !== 'string' && typeof hex !== 'string') return undefined
  const code = typeof ten === 'string' ? Number(ten) : Number.parseInt(String(hex), 16)
  const isNone = code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)
  return isNone ? undefined : String.fromCodePoint(code)
}
