/**
 * The first line of a file that tells an editor which schema it follows (yaml-language-server, and editors that read its
 * modelines). The schemas are those of the butik that the folder's package.json asks for, so every machine sees the same.
 */

export const schemasFolder = 'node_modules/butik/schemas'

/**
 * `file`: relative to the folder of butik.yaml, with forward slashes; so is `folder`, in which the schemas lie. `schema`: `config` or
 * `vendors/shoporama`. Ends with a line end.
 */
export function modelineOf(file: string, schema: string, folder: string = schemasFolder): string {
  const up = '../'.repeat(file.split('/').length - 1)
  return `# yaml-language-server: $schema=${up === '' ? './' : up}${folder}/${schema}.json\n`
}

const line = /^# yaml-language-server: \$schema=.*(?:\r\n|\n|$)/

/** Put in, or in the place of the one there: nothing else of the text is touched. `modeline` ends with a line end; so does what was there, mostly. A byte order mark stays the first. */
export function withModeline(text: string, modeline: string): string {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : ''
  const rest = text.slice(mark.length)
  const end = rest.includes('\r\n') ? modeline.replace(/\n$/, '\r\n') : modeline
  return `${mark}${end}${rest.replace(line, '')}`
}
