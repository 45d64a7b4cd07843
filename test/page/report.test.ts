// A report as a person has it: opened from disk in a browser, searched, filtered, and gone through by keyboard.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { renderAppliedHtml, renderDiagnosticsHtml, renderPlanHtml } from '../../src/render/html.ts'
import { openBrowser, openPage } from '../support/browser.ts'
import { at } from '../unit/render/plans.ts'
import { manyChanges, pixel, planWith } from './plans.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const html = renderPlanHtml(planWith('Egestol'), { pictures: new Map([['a1', pixel]]) })
const keys = (page: Page) => page.locator('.row .key').allTextContents()
const found = (page: Page) => page.locator('#found').textContent()

test('it opens from disk, asks for nothing, and has no error', async () => {
  await using opened = await openPage(browser, html)
  const { page } = opened
  expect(await page.title()).toBe('Plan: incomplete · butik')
  expect(await page.locator('h1').textContent()).toBe('Plan: incomplete')
  const titles = await page.locator('h2').allTextContents()
  expect(titles.map((title) => title.replace(/ [\d,]+$/, ''))).toEqual([
    'Not evaluated',
    'Guards',
    'Changes',
    'Errors, warnings and notes',
    'State only',
    'Operations in order',
    'Price in calls',
    'What the plan rests on',
  ])
  // Risk first: what is deleted, then prices, then what is new.
  expect(await page.locator('h3').allTextContents()).toEqual([
    'Deleted and replaced 1',
    'Prices 1',
    'New 1',
    'To do by hand 1',
  ])
  expect(await page.locator('.fields .pair', { hasText: '100.00' }).textContent()).toContain('90.00')
  expect(await page.locator('.fields .mark').first().textContent()).toBe('−10 %')
  // The picture of the file is in the page; that of the vendor is named.
  const image = page.locator('figure[data-when=after] img').first()
  expect(await image.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(1)
  expect(await page.locator('figure[data-when=before]').textContent()).toContain('id 700')
  expect(await page.locator('.diff .line[data-mark="+"]').allTextContents()).toContainEqual(
    expect.stringContaining('Egestol'),
  )
  expect(opened.trouble).toEqual([])
})

test('it shows operations in order, the price in calls and what the plan rests on', async () => {
  await using opened = await openPage(browser, html)
  const { page } = opened
  await page.locator('#operations summary').click()
  expect(await page.locator('.operation .id').allTextContents()).toEqual(['op-0001', 'op-0002'])
  expect(await page.locator('#calls tbody tr', { hasText: 'shop' }).textContent()).toMatch(/shop.*12.*2.*3.*800/)
  expect(await page.locator('#views').textContent()).toContain('seen 2 hours ago')
  expect(await page.locator('.hash').textContent()).toBe('f00')
})

test('a search finds what is in a closed row, and says how many', async () => {
  await using opened = await openPage(browser, renderPlanHtml(manyChanges(200)))
  const { page } = opened
  expect(await found(page)).toBe('All 200 changes')
  expect(await page.locator('.row details[open]').count()).toBe(0)
  await page.locator('#search').fill('  STOL NR. 144 ')
  await page.waitForFunction(() => document.querySelector('#found')?.textContent === '1 of 200 changes')
  expect(await keys(page)).toEqual(['product-00144'])
  await page.locator('#search').fill('no such thing')
  await page.waitForFunction(() => document.querySelector('#found')?.textContent === '0 of 200 changes')
  expect(await page.locator('.group:visible').count()).toBe(0)
  await page.getByRole('button', { name: 'Clear all' }).click()
  await page.waitForFunction(() => document.querySelector('#found')?.textContent === 'All 200 changes')
  expect(opened.trouble).toEqual([])
})

test('filters: values of one facet add up, facets narrow each other', async () => {
  await using opened = await openPage(browser, renderPlanHtml(planWith('x')))
  const { page } = opened
  const tick = (group: string, label: string) =>
    page.getByRole('group', { name: group }).getByRole('checkbox', { name: label }).click()
  const shows = async (expected: readonly string[]) =>
    expect.poll(async () => (await keys(page)).toSorted()).toEqual(expected)
  await tick('Risk', 'high')
  await shows(['oak-chair-old'])
  await tick('Risk', 'medium')
  await shows(['oak-chair', 'oak-chair-old'])
  await tick('Action', 'update')
  await shows(['oak-chair'])
  await tick('Cause', 'the shop moved')
  await shows(['oak-chair'])
  await tick('Kind', 'category')
  await shows([])
  await page.getByRole('button', { name: 'Clear all' }).click()
  await tick('Touches', 'images')
  await shows(['oak-chair', 'oak-chair-new'])
  await tick('Stopped by', 'delete')
  await shows([])
  expect(opened.trouble).toEqual([])
})

test('by keyboard alone: to the changes, to the search, into a row and out of it', async () => {
  await using opened = await openPage(browser, renderPlanHtml(manyChanges(40)))
  const { page } = opened
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')
  await page.keyboard.press('Tab')
  expect(await focused()).toBe('Skip to the changes')
  await page.keyboard.press('Enter')
  await page.keyboard.press('/')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('search')
  await page.keyboard.type('product-00036/')
  expect(await page.locator('#search').inputValue()).toBe('product-00036/')
  await page.keyboard.press('Backspace')
  await expect.poll(() => found(page)).toBe('1 of 40 changes')
  // On through the boxes and buttons, in the order in which they are seen, to the row.
  const seen: string[] = []
  for (let steps = 0; steps < 40 && !seen.at(-1)?.includes('product-00036'); steps += 1) {
    await page.keyboard.press('Tab')
    const ring = await page.evaluate(() => {
      const at = document.activeElement
      return at === null ? '' : getComputedStyle(at).outlineStyle
    })
    expect(ring).toBe('solid')
    seen.push(await focused())
  }
  expect(seen.at(-1)).toContain('product-00036')
  expect(seen.indexOf('Open all')).toBeGreaterThan(seen.indexOf('Clear all'))
  await page.keyboard.press('Enter')
  await page.locator('.row .body').waitFor()
  await page.keyboard.press('Space')
  expect(await page.locator('.row details[open]').count()).toBe(0)
  await page.keyboard.press('/')
  await page.keyboard.press('Escape')
  await expect.poll(() => found(page)).toBe('All 40 changes')
  expect(opened.trouble).toEqual([])
})

test('all rows open and close at once, those too that come with scrolling', async () => {
  await using opened = await openPage(browser, renderPlanHtml(manyChanges(400)))
  const { page } = opened
  await page.getByRole('button', { name: 'Open all' }).click()
  const last = page.locator('.group').first().locator('.chunk').last()
  await last.scrollIntoViewIfNeeded()
  await last.locator('.row .body').first().waitFor()
  await page.getByRole('button', { name: 'Close all' }).click()
  expect(await page.locator('.row details[open]').count()).toBe(0)
})

test('on paper everything is there and open, and afterwards it is as it was', async () => {
  await using opened = await openPage(browser, renderPlanHtml(manyChanges(300)))
  const { page } = opened
  await page.emulateMedia({ media: 'print' })
  await expect.poll(() => page.locator('.row details[open] .body').count()).toBe(300)
  expect(await page.locator('.operation').count()).toBe(300)
  expect(await page.locator('.filters').isVisible()).toBe(false)
  expect(await page.locator('details:not([open])').count()).toBe(0)
  await page.emulateMedia({ media: 'screen' })
  await expect.poll(() => page.locator('.row details[open]').count()).toBe(0)
  expect(await page.locator('.filters').isVisible()).toBe(true)
})

test('of an apply: what came of each change, with what did not succeed first', async () => {
  const plan = planWith('Egestol')
  const applied = {
    run: 'run-1',
    calls: { shop: 6 },
    diagnostics: [],
    outcomes: [
      { address: at('product', 'oak-chair'), action: 'update', outcome: 'succeeded' },
      { address: at('category', 'oak-chair-new'), action: 'create', outcome: 'failed', message: '422: name is taken' },
      { address: at('supplier', 'oak-chair-old'), action: 'delete', outcome: 'in-doubt' },
    ],
  } as const
  await using opened = await openPage(browser, renderAppliedHtml(applied, plan))
  const { page } = opened
  expect(await page.locator('h1').textContent()).toBe('Applied in part: 1 failed and 1 in doubt')
  expect(await page.locator('h3').first().textContent()).toBe('Not done 2')
  expect(await page.locator('.banner').textContent()).toContain('run-1')
  expect(await page.locator('.row .message').textContent()).toBe('422: name is taken')
  expect(await page.locator('#calls tbody tr', { hasText: 'shop' }).locator('td').last().textContent()).toBe('6')
  await page.getByRole('group', { name: 'Outcome' }).getByRole('checkbox', { name: 'in doubt' }).click()
  await expect.poll(() => keys(page)).toEqual(['oak-chair-old'])
  expect(opened.trouble).toEqual([])
})

test('pages without changes need no script: nothing to do, and a run that made no plan', async () => {
  const failed = renderDiagnosticsHtml([
    { severity: 'error', code: 'E1201', summary: 'no such supplier', hint: 'declare it' },
  ])
  expect(failed).not.toContain('<script')
  await using opened = await openPage(browser, failed)
  expect(await opened.page.locator('h1').textContent()).toBe('No plan was made: 1 error')
  expect(await opened.page.locator('.hint').textContent()).toBe('declare it')
  const idle = renderPlanHtml({ ...manyChanges(0), operations: [] })
  expect(idle).not.toContain('<script')
  await using nothing = await openPage(browser, idle)
  expect(await nothing.page.locator('.said').textContent()).toBe(
    'No changes. shop matches the configuration (40 resources).',
  )
  expect([...opened.trouble, ...nothing.trouble]).toEqual([])
})
