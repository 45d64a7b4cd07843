/** Addresses made from names: lower case, Danish letters spelt out, everything else a hyphen. */
const spelt: Readonly<Record<string, string>> = { æ: 'ae', ø: 'oe', å: 'aa', ä: 'ae', ö: 'oe', ü: 'u', ß: 'ss' }

export function slugOf(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[æøåäöüß]/g, (letter) => spelt[letter] ?? letter)
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
}

/** Two products of one name were seen with `-x` after the second's address. */
export function freeSlug(wanted: string, taken: (slug: string) => boolean): string {
  let slug = wanted
  while (taken(slug)) slug += '-x'
  return slug
}
