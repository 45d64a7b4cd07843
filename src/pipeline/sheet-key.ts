/** The text of a cell → the key of its row: itself where it is one, and otherwise what can be said of it in a key. */
import { keyPattern } from '../model/address.ts'

const letters: Readonly<Record<string, string>> = {
  æ: 'ae',
  ä: 'ae',
  ø: 'oe',
  ö: 'oe',
  å: 'aa',
  ü: 'ue',
  ß: 'ss',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
}

const longest = 60

/** `CH-001` stays; `Æble & Pære` becomes `aeble-paere`. Undefined where nothing is left. */
export function keyOfText(text: string): string | undefined {
  if (keyPattern.test(text)) return text
  const made = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, (sign) => letters[sign] ?? sign)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^[-_]+|-+$/g, '')
    .slice(0, longest)
    .replace(/-+$/, '')
  return keyPattern.test(made) ? made : undefined
}
