/**
 * A long list, made in chunks as they come near the window: ten thousand elements are on the page as soon as ten are.
 * The role of a list is written out, for a chunk stands between it and what it lists.
 */
const chunkSize = 25
/** How far beyond the window a chunk is made. */
const ahead = '1500px'

export interface Chunked<Value> {
  /** In the place of what was listed before. */
  show(values: readonly Value[]): void
  /** All that is not made yet, at once: before the page is printed. */
  fill(): void
}

/** `make` is called when a chunk is made; `height` is what one element has about, in pixels, until it is there. */
export function chunked<Value>(list: HTMLElement, make: (value: Value) => HTMLElement, height: number): Chunked<Value> {
  const waiting = new Map<Element, () => void>()
  const fillOne = (chunk: Element): void => {
    waiting.get(chunk)?.()
    waiting.delete(chunk)
    observer.unobserve(chunk)
  }
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) fillOne(target)
    },
    { rootMargin: ahead },
  )
  const chunkOf = (values: readonly Value[]): HTMLElement => {
    const chunk = document.createElement('div')
    chunk.className = 'chunk'
    chunk.setAttribute('role', 'none')
    chunk.style.minHeight = `${values.length * height}px`
    waiting.set(chunk, () => {
      chunk.style.minHeight = ''
      chunk.append(...values.map(make))
    })
    return chunk
  }
  return {
    show(values) {
      observer.disconnect()
      waiting.clear()
      const chunks: HTMLElement[] = []
      for (let from = 0; from < values.length; from += chunkSize)
        chunks.push(chunkOf(values.slice(from, from + chunkSize)))
      // The beginning of each list is there with the page; nobody waits for it.
      if (chunks[0] !== undefined) fillOne(chunks[0])
      list.replaceChildren(...chunks)
      for (const chunk of chunks.slice(1)) observer.observe(chunk)
    },
    fill() {
      for (const chunk of [...waiting.keys()]) fillOne(chunk)
    },
  }
}
