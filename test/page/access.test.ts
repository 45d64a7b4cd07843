// The page to whoever does not see it as we do: axe finds nothing, in both themes, wide and narrow, closed and open.
import axe from 'axe-core'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { renderDiagnosticsHtml, renderPlanHtml } from '../../src/render/html.ts'
import { openBrowser, openPage } from '../support/browser.ts'
import { manyChanges, pixel, planWith } from './plans.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const whole = renderPlanHtml(planWith('Egestol'), { pictures: new Map([['a1', pixel]]) })
const pages = {
  'everything, open': whole,
  'many, closed': renderPlanHtml(manyChanges(60)),
  'no plan': renderDiagnosticsHtml([
    { severity: 'error', code: 'E1201', summary: 'no such supplier', hint: 'declare it' },
  ]),
}
const wide = { width: 1280, height: 900 }
const narrow = { width: 390, height: 800 }

for (const [name, html] of Object.entries(pages)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const viewport of [wide, narrow]) {
      test(`${name}, ${colorScheme}, ${viewport.width} wide`, async () => {
        // axe is brought by the test, which the policy of the page would not let in.
        await using opened = await openPage(browser, html, { colorScheme, viewport, bypassCSP: true })
        const { page } = opened
        for (const fold of await page.locator('#operations summary, #facets-fold > summary:visible').all())
          await fold.click()
        await page.evaluate(axe.source)
        const { violations } = await page.evaluate(() =>
          (globalThis as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'] }),
        )
        const told = violations.map(({ id, help, nodes }) => ({
          id,
          help,
          at: nodes.slice(0, 3).map(({ html }) => html),
        }))
        expect(told).toEqual([])
        // Nothing stands out over the edge.
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
      })
    }
  }
}
