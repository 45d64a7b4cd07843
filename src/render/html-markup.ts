/** Markup that is put together from our own text and other people's: what is put in is text, unless it is markup already. */
const marked: unique symbol = Symbol('markup')

/** Made by `markup` alone. */
export interface Markup {
  readonly [marked]: string
}

type Content = string | number | Markup | readonly Markup[]

/** A tagged template: `markup\`<p>${text}</p>\``. Attributes stand in double quotes. */
export function markup(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return { [marked]: parts.map((part, index) => `${part}${htmlOf(contents[index] ?? '')}`).join('') }
}

/** From a text that is no template: style and script of the page, and its data. Never from a text of others. */
export function trusted(html: string): Markup {
  return { [marked]: html }
}

export function htmlOf(content: Content): string {
  if (typeof content === 'string') return escaped(content)
  if (typeof content === 'number') return String(content)
  return isMarkup(content) ? content[marked] : content.map((one) => one[marked]).join('')
}

function isMarkup(content: Markup | readonly Markup[]): content is Markup {
  return marked in content
}

const names: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Two colons and `##[` are commands in a log of GitHub, and a page may be written to one. */
function escaped(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => names[character] ?? '')
    .replace(/:(?=:)/g, '&#58;')
    .replace(/#(?=#\[)/g, '&#35;')
}
