// The browser of this machine, for pages: driven as a person would, and watched for what a page must not do.
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

/** `CHROMIUM` names one that is elsewhere. */
async function browserPath(): Promise<string> {
  const { CHROMIUM: named, PATH: path = '' } = process.env
  const candidates =
    named === undefined ? path.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name))) : [named]
  for (const candidate of candidates) {
    const found = await access(candidate).then(
      () => true,
      () => false,
    )
    if (found) return candidate
  }
  throw new Error(
    'these tests need Chromium, and found none: apt-get update && apt-get install -y chromium (Debian), or CHROMIUM=/path/to/one',
  )
}

export async function openBrowser(): Promise<Browser> {
  // In a container the browser's own sandbox has no rights to set itself up; the pages are ours and ask nothing of a network.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ executablePath: await browserPath(), args })
}

export interface Opened extends AsyncDisposable {
  readonly page: Page
  /** Everything that a page of a report must not do: requests, console errors, dialogs, errors of its script. */
  readonly trouble: string[]
}

/** Writes the page to disk and opens it from there. */
export async function openPage(browser: Browser, html: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'butik-page-'))
  const file = join(folder, 'report.html')
  await writeFile(file, html)
  const address = pathToFileURL(file).href
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const trouble: string[] = []
  page.on('request', (request) => {
    if (request.url() !== address && !request.url().startsWith('data:')) trouble.push(`request: ${request.url()}`)
  })
  page.on('console', (message) => {
    trouble.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => {
    trouble.push(`error: ${error.message}`)
  })
  page.on('dialog', async (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`)
    await dialog.dismiss()
  })
  await page.goto(address)
  return {
    page,
    trouble,
    async [Symbol.asyncDispose]() {
      await context.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
