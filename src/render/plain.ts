/**
 * Text from outside made safe and measurable for a terminal: what a vendor stores must never move the cursor, ring,
 * recolour, or reverse the order of what a person reads before they say yes.
 */

// Joiners (200C, 200D) stay: emoji and several scripts need them, and they change nothing around them.
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Co}]|(?![\u200c\u200d])\p{Cf}/gu

const short: { readonly [character: string]: string } = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** One line of harmless text: controls, bidi marks and invisible characters are shown as escapes. */
export function plain(text: string): string {
  return text.replace(unsafe, escaped)
}

/** As `plain`, and every character outside ASCII too: for two texts that look alike and are not. */
export function spelledOut(text: string): string {
  return plain(text).replace(/[^\x20-\x7e]/gu, escaped)
}

/** JSON whose text is safe to look at: the same value, with C1 controls and invisible characters as `\uXXXX`. */
export function safeJson(json: string): string {
  return json.replace(/[\x7f-\x9f]|(?![\u200c\u200d])[\p{Zl}\p{Zp}\p{Cf}]/gu, (character) =>
    [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
      .join(''),
  )
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return short[character] ?? (code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`)
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u
const narrow = /^[\x20-\x7e\u00a0-\u02ff]*$/
const combining = /[\p{Mn}\p{Me}\u200c\u200d]/u

/** Columns that a text without colours takes. */
export function widthOf(text: string): number {
  if (narrow.test(text)) return text.length
  let width = 0
  for (const character of text) width += combining.test(character) ? 0 : wide.test(character) ? 2 : 1
  return width
}

export function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, widthOf(text)), 0)
}

/** The text, or its beginning and `…`, in at most `width` columns. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let kept = ''
  let used = 1
  for (const character of text) {
    used += widthOf(character)
    if (used > width) break
    kept += character
  }
  return `${kept.trimEnd()}…`
}

export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`
}

/** `12,000`: independent of the locale. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** `a, b and c`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
}
