// docs/images/report.png: the report of an ordinary day in the furniture shop, as a browser of this machine shows it.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openBrowser, openPage } from '../test/support/browser.ts'
import { root } from '../test/support/butik.ts'
import { shopToReview } from '../test/support/shop-to-review.ts'

// The guard stops the plan, which is what the picture is about.
const stopped = 4

async function reportOfTheDay(): Promise<string> {
  await using shop = await shopToReview()
  const { code, stdout, stderr } = await shop.butik(['plan', '--format', 'html'])
  if (code !== stopped) throw new Error(`butik plan ended with ${code}: ${stderr}`)
  return stdout
}

const html = await reportOfTheDay()
const browser = await openBrowser()
try {
  const folder = join(root, 'docs', 'images')
  await mkdir(folder, { recursive: true })
  const themes = { light: 'report.png', dark: 'report-dark.png' } as const
  for (const colorScheme of ['light', 'dark'] as const) {
    await using opened = await openPage(browser, html, { colorScheme, viewport: { width: 1120, height: 1250 } })
    await opened.page.locator('.row').first().waitFor()
    await opened.page.screenshot({ path: join(folder, themes[colorScheme]) })
  }
} finally {
  await browser.close()
}
