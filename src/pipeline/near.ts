/** Texts that say nearly the same: a slip, another ending of a word. Never `Sofa 2` and `Sofa 3`, nor `Shirt M` and `Shirt L`. Pure. */
import { editDistance } from '../model/suggest.ts'

/** Lower case, without accents, blanks and dashes as one. */
export function plainWords(text: string): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/æ/g, 'ae').replace(/ø/g, 'o')
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
}

/** Word by word: short ones and numbers have to be the same, of longer ones a letter or two may differ. */
export function isNear(a: string, b: string): boolean {
  const [one, other] = [plainWords(a), plainWords(b)]
  return one.length > 0 && one.length === other.length && one.every((word, index) => areAlike(word, other[index] ?? ''))
}

function areAlike(a: string, b: string): boolean {
  if (a === b) return true
  if (Math.min(a.length, b.length) < 4 || Math.abs(a.length - b.length) > 2 || /\p{N}/u.test(a + b)) return false
  return editDistance(a, b) <= (Math.min(a.length, b.length) < 8 ? 1 : 2)
}
