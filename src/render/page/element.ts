/** Elements from text. The only way of the page to make any: a text is a text node, whatever it holds. */
type Attributes = { readonly [name: string]: string }
type Child = Node | string

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes,
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  for (const name in attributes) made.setAttribute(name, attributes[name] ?? '')
  made.append(...children)
  return made
}

/** Other people's text: right-to-left letters in it move nothing beside it. */
export function bdi(text: string, name: string): HTMLElement {
  return element('bdi', { class: name }, text)
}

/** What the page itself has. Throws where it has not. */
export function part(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`the page has no ${id}`)
  return found
}
