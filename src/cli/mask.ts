/** Excerpts of butik.yaml may hold what should have been `!env`: a secret in plain text is never echoed into a log. */
import type { Diagnostic } from '../model/diagnostic.ts'

const settingsFile = 'butik.yaml'

// Misspelt names too: `tokn: abc` is quoted in the very message that says that there is no such setting.
const secretValue = /([\w-]*(?:tok|pass|secret|key|cred)[\w-]*["']?\s*:\s*)(?![!\s*&#]|$)([^,}#\r\n]*[^,}#\s])/gi

/** The texts for excerpts, with what looks like a secret, and what a message says is one (E1012), blotted out. */
export function masked(
  documents: ReadonlyMap<string, string>,
  diagnostics: readonly Diagnostic[],
): ReadonlyMap<string, string> {
  const text = documents.get(settingsFile)
  if (text === undefined) return documents
  const lines = text.replace(secretValue, (_all, key: string, value: string) => key + blot(value)).split('\n')
  for (const { code, source } of diagnostics) {
    if (code !== 'E1012' || source?.file !== settingsFile) continue
    for (let line = source.line; line <= source.endLine; line += 1) {
      const from = line === source.line ? source.column - 1 : 0
      const content = lines[line - 1] ?? ''
      lines[line - 1] = content.slice(0, from) + blot(content.slice(from))
    }
  }
  return new Map([...documents, [settingsFile, lines.join('\n')]])
}

function blot(text: string): string {
  return text.replace(/\S/g, '•')
}
