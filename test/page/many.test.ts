// Ten thousand changes on one page: the bound of the promise, from the beginning of the load to the painted page.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { renderPlanHtml } from '../../src/render/html.ts'
import { openBrowser, openPage } from '../support/browser.ts'
import { manyChanges } from './plans.ts'

const changes = 10_000
const boundMs = 2_000
/** What else the machine does at the moment is not the page's: the best of so many loads counts. */
const loads = 5

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

/** Milliseconds from the beginning of the load until the changes are painted. */
async function painted(page: Page): Promise<number> {
  return page.evaluate(async () => {
    while (performance.getEntriesByName('ready').length === 0) await new Promise((done) => setTimeout(done, 5))
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    return performance.now()
  })
}

/** Milliseconds from a typed word to the painted answer. */
async function searched(page: Page, word: string): Promise<number> {
  return page.evaluate(async (typed) => {
    const box = document.querySelector<HTMLInputElement>('#search')
    const from = performance.now()
    if (box !== null) box.value = typed
    box?.dispatchEvent(new Event('input', { bubbles: true }))
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    return performance.now() - from
  }, word)
}

test('10,000 changes are on the page in under two seconds, each of them found and reached', async () => {
  const began = performance.now()
  const html = renderPlanHtml(manyChanges(changes))
  const made = performance.now() - began
  await using opened = await openPage(browser, html)
  const { page } = opened
  const times = [await painted(page)]
  while (Math.min(...times) >= boundMs && times.length < loads) {
    await page.reload()
    times.push(await painted(page))
  }
  const found = await searched(page, 'product-00042')
  expect(await page.locator('#found').textContent()).toBe('1 of 10,000 changes')
  expect(await page.locator('.row .key').allTextContents()).toEqual(['product-00042'])
  const [madeIn, size, foundIn] = [made, html.length / 1000, found].map(Math.round)
  const shown = times.map(Math.round).join(', ')
  console.log(`10,000 changes: made in ${madeIn} ms (${size} kB), painted after ${shown} ms, a search in ${foundIn} ms`)

  await searched(page, '')
  expect(await page.locator('#found').textContent()).toBe('All 10,000 changes')
  // Whoever goes on to the end of a list finds its last row there.
  const last = page.locator('.group').last().locator('.chunk').last()
  await last.scrollIntoViewIfNeeded()
  await last.locator('.row').last().waitFor()
  expect(await last.locator('.key').last().textContent()).toBe('product-09999')
  expect(opened.trouble).toEqual([])
  expect(Math.min(...times)).toBeLessThan(boundMs)
})
