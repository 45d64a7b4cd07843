/** Reads the sheets that documents name, once each, for the stage that knows what their columns mean (sheets.ts). */
import { dirname, posix } from 'node:path'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { FilePort, SheetText } from '../model/project.ts'
import type { Document, YamlMap, YamlScalar } from '../model/yaml.ts'
import { bytesNamed, isProblem } from './contents.ts'
import { isSheet, sheetFile } from './sheet-options.ts'

export interface SheetTexts {
  /** By what `sheetPath` says of the name. */
  readonly texts: ReadonlyMap<string, SheetText>
  readonly diagnostics: readonly Diagnostic[]
}

interface Where {
  /** The folder of butik.yaml, links resolved. */
  readonly root: string
  readonly files: FilePort
  readonly limit: number
}

export function sheetsIn({ root }: Document): { readonly section: string; readonly node: YamlMap | YamlScalar }[] {
  if (root?.type !== 'map') return []
  return [...root.pairs].flatMap(([section, { value }]) => (isSheet(value) ? [{ section, node: value }] : []))
}

/** One and the same for each name of a sheet. */
export function sheetPath(file: YamlScalar): string {
  return posix.normalize(posix.join(dirname(file.at.file), file.text))
}

/** Undefined where no document names one. */
export async function readSheets(documents: readonly Document[], where: Where): Promise<SheetTexts | undefined> {
  if (documents.every((document) => sheetsIn(document).length === 0)) return undefined
  const texts = new Map<string, SheetText>()
  const diagnostics: Diagnostic[] = []
  const asked = new Set<string>()
  for (const document of documents) {
    for (const { node } of sheetsIn(document)) {
      const file = sheetFile(node)
      if (file === undefined || asked.has(sheetPath(file))) continue
      asked.add(sheetPath(file))
      const found = await readSheet(file, where)
      if ('text' in found) texts.set(sheetPath(file), found)
      else diagnostics.push({ severity: 'error', ...found, source: file.at })
    }
  }
  return { texts, diagnostics }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })
const saveHint = 'save it as "CSV UTF-8": in Excel it is a type of its own, in LibreOffice a character set'

async function readSheet(
  file: YamlScalar,
  where: Where,
): Promise<SheetText | Pick<Diagnostic, 'code' | 'summary' | 'detail' | 'hint'>> {
  const found = await bytesNamed(file.text, file.at.file, where)
  if (isProblem(found)) return found
  try {
    const text = utf8.decode(found.bytes)
    // UTF-16 without its mark is UTF-8 with zeros.
    if (!text.includes('\0')) return { file: found.path, text }
  } catch {
    // Said below.
  }
  return {
    code: 'E1014',
    summary: `the sheet "${file.text}" is not UTF-8 text`,
    detail: encodingOf(found.bytes),
    hint: saveHint,
  }
}

function encodingOf(bytes: Uint8Array): string {
  const isWide =
    (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff) || bytes.includes(0)
  return isWide
    ? 'it looks like UTF-16, which Excel calls "Unicode text"'
    : 'it looks like Windows-1252, which Excel calls "CSV (comma delimited)"'
}
