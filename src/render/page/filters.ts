/** The search and the boxes beside the changes, and the keys that go to them. */
import type { Row } from './data.ts'
import { bdi, element, part } from './element.ts'
import { facetsOf, isTicked, textOf, wordsOf } from './filter.ts'
import { numeral } from './groups.ts'

/** `show` is called with what is wanted, at once and whenever that changes. */
export function listenToFilters(rows: readonly Row[], show: (wanted: (row: Row) => boolean) => void): void {
  const form = part('filters')
  const search = searchBox()
  const texts = new Map<Row, string>()
  const textIn = (row: Row): string => {
    const known = texts.get(row) ?? textOf(row)
    texts.set(row, known)
    return known
  }
  const read = (): void => {
    const ticked = tickedBoxes()
    const words = wordsOf(search.value)
    show((row) => isTicked(row, ticked) && words.every((word) => textIn(row).includes(word)))
  }
  // Typing and ticking come in bursts.
  let next = 0
  form.addEventListener('input', () => {
    cancelAnimationFrame(next)
    next = requestAnimationFrame(read)
  })
  form.addEventListener('submit', (event) => event.preventDefault())
  // The boxes are as they were until the event is over.
  form.addEventListener('reset', () => setTimeout(read))
  listenToKeys(search, read)
  makeFacets(rows)
  read()
}

function listenToKeys(search: HTMLInputElement, read: () => void): void {
  document.addEventListener('keydown', (event) => {
    const typing = event.target === search
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault()
      search.focus()
      search.select()
    } else if (event.key === 'Escape' && typing && search.value !== '') {
      event.preventDefault()
      search.value = ''
      read()
    }
  })
}

function searchBox(): HTMLInputElement {
  const box = part('search')
  if (box instanceof HTMLInputElement) return box
  throw new Error('the page has no search')
}

function tickedBoxes(): Map<string, Set<string>> {
  const ticked = new Map<string, Set<string>>()
  for (const box of part('facets').querySelectorAll('input')) {
    if (box.checked) ticked.set(box.name, (ticked.get(box.name) ?? new Set()).add(box.value))
  }
  return ticked
}

function makeFacets(rows: readonly Row[]): void {
  const fold = part('facets-fold')
  const facets = facetsOf(rows)
  fold.hidden = facets.length === 0
  for (const { name, title, values } of facets) {
    const boxes = values.map(({ value, label, count }) =>
      element(
        'label',
        { class: 'tick' },
        element('input', { type: 'checkbox', name, value }),
        bdi(label, 'label'),
        element('span', { class: 'many' }, numeral(count)),
      ),
    )
    part('facets').append(element('fieldset', {}, element('legend', {}, title), ...boxes))
  }
  // Beside the rows there is room for them; above the rows they would push the rows away.
  const wide = matchMedia('(min-width: 60rem)')
  const unfold = (): void => {
    fold.toggleAttribute('open', wide.matches)
  }
  wide.addEventListener('change', unfold)
  unfold()
}
