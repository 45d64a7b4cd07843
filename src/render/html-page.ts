/** The document around a report: one file that asks nothing of any network, and runs no script but its own. */
import { createHash } from 'node:crypto'
import { script, style } from './html-assets.ts'
import { htmlOf, type Markup, markup, trusted } from './html-markup.ts'
import type { ReportData } from './page/data.ts'
import { safeJson } from './plain.ts'

export interface PageParts {
  /** Of the window, without the name of butik. */
  readonly title: string
  readonly body: Markup
  /** Absent: the page has no rows, and needs no script. */
  readonly data?: ReportData
}

export function page({ title, body, data }: PageParts): string {
  const rows =
    data === undefined
      ? markup``
      : markup`<script type="application/json" id="data">${trusted(dataText(data))}</script>
<script>${trusted(script)}</script>`
  return `${htmlOf(markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title} · butik</title>
<link rel="icon" href="data:,">
<style>${trusted(style)}</style>
</head>
<body>
${body}
${rows}
</body>
</html>`)}\n`
}

/**
 * Nothing is fetched, framed or sent; pictures are part of the file. The script and the style are allowed by what they
 * hold, and the script can make no markup out of text (trusted types).
 */
const policy: string = [
  "default-src 'none'",
  `script-src ${digest(script)}`,
  `style-src ${digest(style)}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

function digest(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

/** Without `<` no text can end the element that it stands in, or begin a comment in it; `##[`: see html-markup.ts. */
function dataText(data: ReportData): string {
  return safeJson(JSON.stringify(data)).replaceAll('<', '\\u003c').replaceAll('##[', '\\u0023#[')
}
