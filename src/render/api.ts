/** What `api`, `doctor` and `probe` print. Pure. */
import type { ApiOperation, ApiReply, ApiRequest, Finding } from '../model/provider.ts'
import { renderLine } from './ndjson.ts'
import { cut, padded, plain, widest } from './plain.ts'
import { type RenderSettings, type Style, styleOf } from './style.ts'
import { wrapped } from './text-notes.ts'

export function renderOperations(operations: readonly ApiOperation[], settings: Partial<RenderSettings> = {}): string {
  const style = styleOf(settings)
  const idWidth = widest(operations.map(({ id }) => id))
  const callWidth = widest(operations.map(({ method, path }) => `${method} ${path}`))
  const lines = operations.map((operation) => {
    const { id, method, path, summary, writes } = operation
    const mark = writes ? style.yellow('writes') : style.dim('reads ')
    const title = `${padded(id, idWidth)}  ${mark}  ${padded(`${method} ${path}`, callWidth)}`
    const room = style.columns - idWidth - callWidth - 12
    return `${title}${room < 12 ? '' : `  ${style.dim(cut(plain(summary), room))}`}`.trimEnd()
  })
  const details = style.verbose ? operations.flatMap((operation) => detailLines(operation, style)) : []
  return `${[...lines, ...details].join('\n')}\n`
}

function detailLines({ id, auth, parameters, takesBody, pages }: ApiOperation, style: Style): string[] {
  const named = parameters.map(({ name, required }) => `-f ${name}${required ? '' : ' (optional)'}`)
  const facts = [...named, ...(takesBody ? ['--input FILE'] : []), ...(pages ? ['--paginate'] : []), `auth: ${auth}`]
  return ['', style.bold(id), ...wrapped(facts.join(' · '), style.columns - 4).map((line) => `  ${line}`)]
}

/** As it would be sent, secrets masked already. */
export function renderRequest({ method, url, headers, body }: ApiRequest): string {
  const lines = [`${method} ${url}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)]
  const shown = body === undefined ? [] : ['', JSON.stringify(body, null, 2)]
  return `${[...lines, ...shown].map(plainLines).join('\n')}\n`
}

/** The body as it came; only what could steer a terminal is taken out. */
export function renderReply({ status, headers, text }: ApiReply, { include }: { readonly include: boolean }): string {
  const head = include ? [`HTTP ${status}`, ...headers.map(([name, value]) => `${name}: ${value}`), ''] : []
  const body = text === '' || text.endsWith('\n') ? text : `${text}\n`
  return `${head.map((line) => `${plain(line)}\n`).join('')}${plainLines(body)}`
}

/** One line a reply: its body as JSON where it is JSON, as text otherwise. */
export function renderReplyLine(
  { status, headers, text }: ApiReply,
  { include }: { readonly include: boolean },
): string {
  return renderLine({ type: 'reply', status, ...(include ? { headers } : {}), body: bodyOf(text) })
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function plainLines(text: string): string {
  return text.split('\n').map(plain).join('\n')
}

interface ShownCheck {
  readonly check: string
  readonly health: 'ok' | 'warning' | 'failed' | 'skipped'
  readonly says: string
  readonly hint?: string
}

export type ShownExamined = { readonly checks: readonly ShownCheck[] } & (
  | { readonly connection: string; readonly vendor: string }
  | { readonly state: string }
)

const signs = { ok: '✓', warning: '!', failed: '✗', skipped: '·' } as const

export function renderExamined(all: readonly ShownExamined[], settings: Partial<RenderSettings> = {}): string {
  const style = styleOf(settings)
  const paints = { ok: style.green, warning: style.yellow, failed: style.red, skipped: style.dim }
  const lines = all.flatMap((one) => {
    const { checks } = one
    const [title, of] = 'state' in one ? ['state', one.state] : [one.connection, one.vendor]
    const width = widest(checks.map(({ check }) => plain(check)))
    return [
      '',
      `${style.bold(plain(title))}${style.dim(`  ${plain(of)}`)}`,
      ...checks.flatMap(({ check, health, says, hint }) => {
        const paint = paints[health]
        const said = wrapped(plain(says), style.columns - width - 6)
        const pad = ' '.repeat(width + 6)
        return [
          ...said.map((line, index) =>
            index === 0 ? `  ${paint(`${signs[health]} ${padded(plain(check), width)}`)}  ${line}` : `${pad}${line}`,
          ),
          ...(hint === undefined
            ? []
            : wrapped(plain(hint), style.columns - width - 8).map((line, index) =>
                style.dim(`${pad}${index === 0 ? '→ ' : '  '}${line}`),
              )),
        ]
      }),
    ]
  })
  return `${lines.slice(1).join('\n')}\n`
}

export interface ShownProbe {
  readonly fact: string
  readonly question: string
  readonly finding: Finding
}

export function renderProbed(
  facts: readonly ShownProbe[],
  file: string,
  settings: Partial<RenderSettings> = {},
): string {
  if (facts.length === 0) return ''
  const style = styleOf(settings)
  const width = widest(facts.map(({ fact }) => fact))
  const lines = facts.map(({ fact, finding }) => {
    const room = style.columns - width - 6
    return finding.known
      ? `${style.green('✓')} ${padded(fact, width)}  ${cut(`${plain(String(finding.value))}  ${plain(finding.evidence)}`, room)}`
      : `${style.dim(`· ${padded(fact, width)}  ${cut(`not known: ${plain(finding.why)}`, room)}`)}`
  })
  const known = facts.filter(({ finding }) => finding.known).length
  return `${[...lines, '', `${known} of ${facts.length} facts are known; they are in ${plain(file)}. Commit it.`].join('\n')}\n`
}
