/** The rules one by one, what no rule may cover, and that they are rules: each value is like itself, and likeness has no side. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Equivalence, equivalenceRules, isEquivalence } from '../../../src/model/equivalence.ts'
import { alike, rulesFor } from '../../../src/pipeline/equivalence.ts'
import { htmlForm } from '../../../src/pipeline/html-form.ts'

const rules = Object.keys(equivalenceRules).filter(isEquivalence)

type Pair = readonly [rule: Equivalence, want: string | null, have: string | null]

test.each<Pair>([
  ['trim', ' a b\n', 'a b'],
  ['trim', '  ', null],
  ['lines', 'a\r\nb\rc', 'a\nb\nc'],
  ['spaces', ' a \t\r\n b', 'a b'],
  ['unicode', 'Cafe\u0301', 'Caf\u00e9'],
  ['case', 'EGESTOL Æ', 'egestol æ'],
  ['round-0', '1299.95', '1300'],
  ['round-0', '12.5', '12'],
  ['round-0', '12.5', '13'],
  ['round-0', '-0.4', '0'],
  ['round-1', '0.05', '0.1'],
  ['round-2', '10.004', '10'],
  ['round-3', '0.00049', '0'],
  ['slug', 'stol', 'stol-x'],
  ['slug', 'stol', 'stol-x-x'],
  ['slug', 'stol', 'stol-2'],
  ['html-no-scripts', '<p>a</p><SCRIPT async>if (a < b) c("</p>")</script >', '<p>a</p>'],
])('%s: %j is %j', (rule, want, have) => {
  expect(alike([rule], want, have)).toBe(true)
})

test.each<Pair>([
  ['trim', 'a  b', 'a b'],
  ['lines', 'a\r\nb', 'a b'],
  ['spaces', 'ab', 'a b'],
  ['unicode', 'Cafe', 'Caf\u00e9'],
  ['case', 'ae', 'æ'],
  ['round-0', '1299.95', '1301'],
  ['round-0', '1299.95', '1299.5'],
  ['round-0', '1299.4', '1300'],
  ['round-0', 'a', 'b'],
  ['round-0', null, '0'],
  ['round-2', '10.01', '10.02'],
  ['round-2', '10.01', '10'],
  // Whoever wishes another address than the one that is there wishes another address.
  ['slug', 'stol-2', 'stol'],
  ['slug', 'stol', 'stole'],
  ['slug', 'stol', 'stol-ny'],
  ['slug', 'stol-1', 'stol-2'],
  ['slug', null, '-x'],
  ['html', '<p>a</p><script>b()</script>', '<p>a</p>'],
  ['html-no-scripts', '<p>a</p><script>never closed', '<p>a</p>'],
])('%s: %j is not %j', (rule, want, have) => {
  expect(alike([rule], want, have)).toBe(false)
})

test('rules go together, each on what the one before left', () => {
  expect(alike(['trim'], ' Stol', 'stol')).toBe(false)
  expect(alike(['trim', 'case'], ' Stol', 'stol')).toBe(true)
  expect(alike(['case', 'slug'], 'Stol', 'stol-x')).toBe(true)
  expect(alike([], 'a', 'a')).toBe(true)
  expect(alike(rules, { id: '1' }, { id: '1' }), 'not for references').toBe(false)
})

test('what is offered is the least that covers every pair, beside what is known', () => {
  const texts: readonly Equivalence[] = ['trim', 'lines', 'spaces', 'unicode', 'case']
  expect(rulesFor(texts, [[' a', 'a']])).toEqual(['trim'])
  expect(
    rulesFor(texts, [
      [' a', 'a'],
      ['b  c', 'b c'],
    ]),
  ).toEqual(['spaces'])
  expect(rulesFor(texts, [[' A', 'a']])).toEqual(['trim', 'case'])
  expect(rulesFor(texts, [['A', 'a-x']], ['slug'])).toEqual(['case'])
  expect(
    rulesFor(
      ['round-3', 'round-2', 'round-1', 'round-0'],
      [
        ['1299.6', '1300'],
        ['9.999', '10'],
      ],
    ),
  ).toEqual(['round-0'])
  expect(rulesFor(texts, [[' a', 'b']])).toBeUndefined()
})

const near = fc.string({ unit: fc.constantFrom(...' \t\n\r-x1aAæé\u0301<>/"\'=&;p'), maxLength: 12 })
const amount = fc
  .tuple(fc.integer({ min: -9999, max: 9999 }), fc.integer({ min: 0, max: 4 }))
  .map(([units, places]) => {
    const text = String(Math.abs(units)).padStart(places + 1, '0')
    const sign = units < 0 ? '-' : ''
    return places === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -places)}.${text.slice(-places)}`
  })

test.each(rules)('%s: a value is like itself', (rule) => {
  const value = rule.startsWith('round') ? amount : near
  fc.assert(
    fc.property(value, (text) => alike([rule], text, text)),
    { numRuns: 300 },
  )
})

// `slug` has a side: the vendor hangs something on, a wish takes nothing off.
test.each(rules.filter((rule) => rule !== 'slug'))('%s: likeness has no side', (rule) => {
  const value = rule.startsWith('round') ? amount : near
  fc.assert(
    fc.property(value, value, (a, b) => alike([rule], a, b) === alike([rule], b, a)),
    { numRuns: 500 },
  )
})

test.each(rules.filter((rule) => rule.startsWith('round')))(
  '%s covers its own rounding, and never more than half a step',
  (rule) => {
    const places = Number(rule.slice(-1))
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        const rounded = (Math.round(Number(a) * 10 ** places) / 10 ** places).toFixed(places)
        if (!alike([rule], a, rounded)) return false
        return !alike([rule], a, b) || Math.abs(Number(a) - Number(b)) <= 0.5 / 10 ** places + 1e-9
      }),
      { numRuns: 500 },
    )
  },
)

describe('HTML', () => {
  test.each([
    ['tags in capitals', '<P><BR></P>', '<p><br></p>'],
    ['quotes, blanks and order of attributes', `<a  class='x' href=/y >b</a>`, '<a href="/y" class="x">b</a>'],
    ['attributes without a value', '<input disabled>', '<input disabled="">'],
    ['a slash that closes', '<br/><img src="a" />', '<br><img src="a">'],
    ['entities', 'K&oslash;b &amp; s&#230;lg &#x2026; &quot;', 'Køb &amp; sælg … "'],
    ['entities in attributes', '<a title="&#39;x&apos; &amp; y">b</a>', `<a title="'x' & y">b</a>`],
    ['white space between blocks', '<ul>\n  <li>a</li>\n  <li> b </li>\n</ul>\n', '<ul><li>a</li><li>b</li></ul>'],
    ['runs of white space in a text', '<p>a\r\n   b</p>', '<p>a b</p>'],
    ['a bare <', 'a < b', 'a &lt; b'],
    ['line ends in pre', '<pre>a\r\nb</pre>', '<pre>a\nb</pre>'],
  ])('means the same: %s', (_what, a, b) => {
    expect(htmlForm(a)).toBe(htmlForm(b))
  })

  test.each([
    ['a text', '<p>a</p>', '<p>b</p>'],
    ['letters in capitals', '<p>A</p>', '<p>a</p>'],
    ['a tag', '<b>a</b>', '<strong>a</strong>'],
    ['an address', '<a href="/a">x</a>', '<a href="/A">x</a>'],
    ['an attribute that is gone', '<p class="x">a</p>', '<p>a</p>'],
    ['a space between inline tags', '<b>a</b> <i>b</i>', '<b>a</b><i>b</i>'],
    ['a no-break space', 'a&nbsp;b', 'a b'],
    ['white space in pre', '<pre>a  b</pre>', '<pre>a b</pre>'],
    ['white space in scripts', '<script>a  b</script>', '<script>a b</script>'],
    ['a tag and its name in text', '<b>', '&lt;b&gt;'],
    ['an end tag that is missing', '<p>a</p>', '<p>a'],
    ['a comment', '<!-- a -->b', 'b'],
    ['an entity that is not known here', '&alpha;', '&amp;alpha;'],
    ['what follows a tag that is never closed', '<p a', '<p b'],
  ])('is not the same: %s', (_what, a, b) => {
    expect(htmlForm(a)).not.toBe(htmlForm(b))
  })

  test('the form of a form is that form, and ends for any text', () => {
    const parts = fc.constantFrom(
      '<p>',
      '</p>',
      '<',
      '>',
      '"',
      "'",
      ' ',
      '\n',
      '&amp;',
      '&',
      '<!--',
      '-->',
      '<a b=c>',
      '<pre>',
      '<script>',
      '</script>',
      'x',
      '/',
      '=',
    )
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 15 }), (texts) => {
        const form = htmlForm(texts.join(''))
        expect(htmlForm(form)).toBe(form)
      }),
      { numRuns: 1000 },
    )
  })

  test('a large text takes no time, closed or not', () => {
    const start = performance.now()
    for (const text of ['<p class="a">b</p>\n', '<', '<p "', '<!--', '<p>&amp;'])
      htmlForm(text.repeat(50_000 / text.length))
    expect(performance.now() - start).toBeLessThan(3_000)
  })
})
