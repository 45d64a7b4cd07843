// Texts that want to be more than text, in every place of a plan that holds one: what a real parser and a real browser
// make of the page is our elements and no others.
import fc from 'fast-check'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { renderPlanHtml } from '../../src/render/html.ts'
import { openBrowser, openPage } from '../support/browser.ts'
import { planOf } from '../unit/render/plans.ts'
import { changesWith, planWith } from './plans.ts'

const texts = 500

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const pieces = [
  '</script>',
  '<script>document.title="x"</script>',
  '<!--',
  '-->',
  ']]>',
  '<![CDATA[',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '"><b>',
  "' onmouseover='alert(1)",
  '</title>',
  '</style>',
  '<base href=//evil.example>',
  '<meta http-equiv=refresh content=0>',
  '<iframe srcdoc="<script>alert(1)</script>">',
  '<a href="javascript:alert(1)">x</a>',
  '&lt;b&gt;',
  '&#x3c;script&#x3e;',
  '{{constructor.constructor("alert(1)")()}}',
  '@everyone',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u0000',
  '\u001b[2J',
  '\u2028',
  '\ud800',
  '\udfff',
  '\ufffe',
  '`$\u007balert(1)}`',
  '__proto__',
  'constructor',
  '\n',
  '\r',
  '\\',
  '/',
]

/** Broken HTML of any kind, with what no keyboard has. */
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 6 })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join(''))
  .filter((text) => text !== '')

const render = (text: string) => renderPlanHtml(planWith(text))

/** Elements and the names of their attributes, in order, as a parser sees them; and what the script will be given. */
function shapeOf(page: Page, html: string): Promise<{ elements: string; title: string; data: unknown }> {
  return page.evaluate((source) => {
    const parsed = new DOMParser().parseFromString(source, 'text/html')
    const elements = [...parsed.querySelectorAll('*')]
      .map((one) => `${one.tagName}[${one.getAttributeNames().join(' ')}]`)
      .join('\n')
    const data: unknown = JSON.parse(parsed.getElementById('data')?.textContent ?? '')
    return { elements, title: parsed.title, data }
  }, html)
}

// Controls, what reorders or hides, and halves of characters: none of it may be left for a browser to act on.
const unseen = /(?!\n)[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/u

test(`${texts} texts change no element of the page that is parsed`, async () => {
  const page = await browser.newPage()
  const harmless = await shapeOf(page, render('Egestol'))
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const html = render(text)
      expect(html.replaceAll('\n', '')).not.toMatch(unseen)
      const { elements, title, data } = await shapeOf(page, html)
      expect(elements).toBe(harmless.elements)
      expect(title).toBe(harmless.title)
      expect(JSON.stringify(data)).not.toMatch(unseen)
    }),
    { numRuns: texts },
  )
  await page.close()
})

/** What stands in the page after its script: kinds of elements with the names of their attributes. */
function kindsIn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const kinds = [...document.querySelectorAll('*')].map(
      (one) => `${one.tagName}[${one.getAttributeNames().toSorted().join(' ')}]`,
    )
    return [...new Set(kinds)].toSorted()
  })
}

async function opened(page: Page): Promise<void> {
  await page.emulateMedia({ media: 'print' })
  await page.waitForFunction(() => document.querySelectorAll('details:not([open])').length === 0)
}

test(`${texts} texts are shown by the script as text: no other element, request, dialog or error`, async () => {
  const sample = fc.sample(hostile, texts)
  const rows = (some: readonly string[]) =>
    renderPlanHtml(planOf({ changes: some.flatMap((text, index) => changesWith(text, `key-${index}`)) }))
  await using control = await openPage(browser, rows(['Egestol', 'one\ntwo', 'two\n'.repeat(9), 'x'.repeat(200)]))
  await opened(control.page)
  const ours = new Set(await kindsIn(control.page))
  await using hit = await openPage(browser, rows(sample))
  const { page } = hit
  await opened(page)
  expect(await page.locator('.row').count()).toBe(texts * 4)
  expect((await kindsIn(page)).filter((kind) => !ours.has(kind))).toEqual([])
  expect(await page.locator('script').count()).toBe(2)
  expect(await page.locator('a:not([href^="#"])').count()).toBe(0)
  const shown = await page.evaluate(() => document.body.textContent ?? '')
  expect(shown.replaceAll('\n', '').replaceAll('\t', '')).not.toMatch(unseen)
  // Bidirectional marks are there to be seen, and reorder nothing.
  if (sample.some((text) => text.includes('\u202e'))) expect(shown).toContain('\\u{202e}')
  expect(await page.title()).toBe(`Plan: ${(texts * 4).toLocaleString('en')} changes · butik`)
  await page.locator('#search').evaluate((box: HTMLInputElement) => {
    box.value = '<script>'
    box.dispatchEvent(new Event('input', { bubbles: true }))
  })
  expect(hit.trouble).toEqual([])
})

test('the policy of the page lets no other script run, and no markup be made of text', async () => {
  await using page = await openPage(browser, render('Egestol'))
  const stopped = await page.page.evaluate(() => {
    const tries = [
      () => {
        document.body.innerHTML = '<b>x</b>'
      },
      () => {
        const script = document.createElement('script')
        script.textContent = 'document.title = "hit"'
        document.body.append(script)
      },
    ]
    return tries.map((attempt) => {
      try {
        attempt()
        return document.title === 'hit' ? 'ran' : 'nothing'
      } catch (error) {
        return error instanceof TypeError ? 'refused' : 'other'
      }
    })
  })
  expect(stopped).not.toContain('ran')
  expect(stopped[0]).toBe('refused')
})
