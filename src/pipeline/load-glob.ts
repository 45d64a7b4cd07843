/** The globs of `resources:`. Own code because Node 20 has no path.matchesGlob and five signs are all there are. */

/**
 * `*` and `?` stay within a folder, `**` crosses folders, `{a,b}` is either; a glob that starts with `!` takes files
 * away again. Paths are relative, with forward slashes.
 */
export function globMatcher(globs: readonly string[]): (path: string) => boolean {
  const wanted = globs.filter((glob) => !glob.startsWith('!')).map(patternOf)
  const unwanted = globs.filter((glob) => glob.startsWith('!')).map((glob) => patternOf(glob.slice(1)))
  return (path) => wanted.some((pattern) => pattern.test(path)) && !unwanted.some((pattern) => pattern.test(path))
}

function patternOf(glob: string): RegExp {
  const tokens = glob.replace(/^\.\//, '').split(/(\*\*\/|\*\*|\*|\?|\{[^{}]*\})/)
  return new RegExp(`^${tokens.map(tokenPattern).join('')}$`)
}

function tokenPattern(token: string): string {
  if (token === '**/') return '(?:[^/]+/)*'
  if (token === '**') return '.*'
  if (token === '*') return '[^/]*'
  if (token === '?') return '[^/]'
  if (token.startsWith('{') && token.endsWith('}')) {
    return `(?:${token.slice(1, -1).split(',').map(literal).join('|')})`
  }
  return literal(token)
}

function literal(text: string): string {
  return text.replace(/[.+^$()|[\]\\{}*?]/g, '\\$&')
}
