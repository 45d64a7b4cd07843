/** `butik explain` for people: a kind with its fields, one field, or a code. */
import type {
  Explained,
  ExplainedCode,
  ExplainedField,
  ExplainedKind,
  ExplainedSetting,
  FieldLine,
} from '../model/explained.ts'
import type { Surety } from '../model/field-facts.ts'
import type { Json } from '../model/json.ts'
import { padded, plain, widest } from './plain.ts'
import { type RenderSettings, type Style, styleOf } from './style.ts'
import { wrapped } from './text-notes.ts'

export function renderExplained(explained: Explained, settings: Partial<RenderSettings> = {}): string {
  const style = styleOf(settings)
  return `${linesOf(explained, style).join('\n')}\n`
}

function linesOf(explained: Explained, style: Style): string[] {
  switch (explained.type) {
    case 'kind':
      return kindLines(explained, style)
    case 'field':
      return fieldLines(explained, style)
    case 'setting':
      return settingLines(explained, style)
    case 'code':
      return codeLines(explained, style)
  }
}

type Fact = readonly [name: string, text: string]

function kindLines(kind: ExplainedKind, style: Style): string[] {
  const { resource } = kind
  const facts: Fact[] = [
    ['written', kind.written],
    ['found by', kind.naturalKeys.map((names) => names.join(' + ')).join('; or ')],
    ['read as', kind.reading],
    ['butik can', kind.class === 'observed' ? 'look, and tell what differs' : kind.can.join(', ')],
    ...exampleFact(kind.examples),
    ['more', `${kind.page}\n${kind.manual}`],
  ]
  const declared: Fact[] =
    resource === undefined
      ? []
      : [
          ['declared', `${resource.source.file}:${resource.source.line}:${resource.source.column}`],
          ...(resource.needs.length === 0 ? [] : [['refers to', resource.needs.join(', ')] as const]),
          ['removal', `${resource.onRemove}${resource.protect ? ', protected' : ''}`],
        ]
  const title = resource === undefined ? kind.kind : resource.address
  return [
    headLine(title, `${resource === undefined ? '' : `${kind.kind} · `}${kind.vendor} · ${kind.class}`, style),
    '',
    ...paragraph(kind.meaning, style),
    '',
    ...factLines([...declared, ...facts], style),
    ...partLines('fields', kind.fields, style),
  ]
}

const sureWords: { readonly [sure in Surety]: string } = {
  seed: "on the vendor's page",
  seen: 'seen in public client code or stored answers',
  assumed: 'assumed: a live account may differ',
}

function fieldLines(field: ExplainedField, style: Style): string[] {
  const { unit, vendorField, sure, note, owner } = field
  const type = [field.valueType, field.required ? 'required' : '', field.clears ? 'null clears it' : '']
  const byConfig = owner?.agreed === true ? ['butik.yaml says so (ownership)'] : []
  const facts: Fact[] = [
    ['type', type.filter((word) => word !== '').join('; ')],
    ...(unit === undefined ? [] : [['unit', unit] as const]),
    ...(vendorField === undefined ? [] : [["vendor's name", vendorField] as const]),
    [
      'who writes it',
      field.writing.length === 0 ? "butik's own: never sent" : [...field.writing, ...byConfig].join('\n'),
    ],
    ...(sure === undefined
      ? []
      : [['how sure', `${sureWords[sure]}${note === undefined ? '' : `; ${note}`}`] as const]),
    ...exampleFact(field.examples),
    ['more', `${field.page}\n${field.manual}`],
  ]
  return [
    headLine(`${field.kind}.${field.field}`, `${field.vendor} · ${field.class}`, style),
    '',
    ...paragraph(field.meaning, style),
    '',
    ...factLines(facts, style),
    ...partLines('parts', field.parts, style),
  ]
}

function settingLines(setting: ExplainedSetting, style: Style): string[] {
  const { unlessSet } = setting
  const facts: Fact[] = [
    ['type', `${setting.valueType}${setting.required ? '; required' : ''}`],
    ...(unlessSet === undefined ? [] : [['unless set', flow(unlessSet)] as const]),
    ...exampleFact(setting.examples),
    ['more', setting.page],
  ]
  return [
    headLine(setting.path, 'butik.yaml', style),
    '',
    ...paragraph(setting.meaning, style),
    '',
    ...factLines(facts, style),
    ...partLines('keys', setting.parts, style),
  ]
}

function codeLines({ code, severity, meaning, example, why, remedy, page }: ExplainedCode, style: Style): string[] {
  return [
    headLine(code, severity, style),
    '',
    ...paragraph(meaning, style),
    '',
    ...factLines(
      [
        ['example', `${severity}[${code}]: ${example}`],
        ['why', unlinked(why)],
        ['what to do', unlinked(remedy)],
        ['more', page],
      ],
      style,
    ),
  ]
}

/** `[the guards](../README.md#guards)` → `the guards (README.md#guards)`. */
function unlinked(markdown: string): string {
  return markdown.replace(/\[([^\]]*)\]\((?:\.\.\/)?([^)]*)\)/g, (_, text: string, target: string) =>
    target.startsWith('http') || target.startsWith('README') ? `${text} (${target})` : `${text} (docs/${target})`,
  )
}

function headLine(title: string, about: string, style: Style): string {
  return `${style.bold(plain(title))}  ${style.dim(about)}`
}

function paragraph(text: string, style: Style): string[] {
  return wrapped(plain(text), style.columns - 2).map((line) => `  ${line}`)
}

function factLines(facts: readonly Fact[], style: Style): string[] {
  const width = widest(facts.map(([name]) => name))
  return facts.flatMap(([name, text]) =>
    text
      .split('\n')
      .flatMap((line) => wrapped(plain(line), style.columns - width - 4))
      .map((line, index) => `  ${style.dim(padded(index === 0 ? name : '', width))}  ${line}`),
  )
}

function partLines(title: string, parts: readonly FieldLine[], style: Style): string[] {
  if (parts.length === 0) return []
  const shown = parts.map(({ name, required }) => `${name}${required ? ' *' : ''}`)
  const width = widest(shown)
  const lines = parts.flatMap(({ meaning, valueType }, index) =>
    wrapped(plain(meaning === '' ? valueType : meaning), style.columns - width - 4).map(
      (line, at) => `  ${style.cyan(padded(at === 0 ? (shown[index] ?? '') : '', width))}  ${line}`,
    ),
  )
  const stars = parts.some(({ required }) => required) ? style.dim('  * required') : ''
  return ['', `${style.bold(title)}${stars}`, ...lines]
}

function exampleFact(examples: readonly Json[]): Fact[] {
  return examples.length === 0 ? [] : [['example', examples.map(flow).join('\n')]]
}

/** As one line of YAML. */
export function flow(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, part]) => `${flow(key)}: ${flow(part)}`)
      .join(', ')} }`
  return typeof value === 'string' && isPlain(value) ? value : JSON.stringify(value)
}

/** Text that needs no quotes in a flow, and is no number, flag or null there. */
function isPlain(text: string): boolean {
  if (/^!(env|file) [\w./-]+$/.test(text)) return true
  return (
    /^[\p{L}\p{N}_./-][\p{L}\p{N}_./ -]*$/u.test(text) &&
    !/^([-+.]?\d[\d.]*|true|false|null|~|-.*)$/i.test(text) &&
    text === text.trim()
  )
}
