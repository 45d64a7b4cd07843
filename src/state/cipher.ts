import { brokenSeal, sealedIn, wrongKey } from './sealed.ts'

/** How what is kept lies where it is kept: as it is, or encrypted. */
export interface Cipher {
  /** `place` says what it is (`state`, `journal`): what was kept as the one does not open as the other. One line, where it is encrypted. */
  seal(plain: string, place: string): string
  /** Throws E4001 where the key is another one (WrongKeyError), or the text was changed. What was never encrypted comes as it is. */
  open(sealed: string, place: string): string
}

export const plainCipher: Cipher = {
  seal: (plain) => plain,
  open(text, place) {
    const sealed = sealedIn(text)
    if (sealed === undefined) return text
    throw sealed === 'damaged' ? brokenSeal(place) : wrongKey(sealed)
  },
}
