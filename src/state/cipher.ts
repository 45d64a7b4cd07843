/** How what is kept lies where it is kept: as it is, or encrypted. */
export interface Cipher {
  /** `place` says what it is (`state`, `journal`): what was kept as the one does not open as the other. */
  seal(plain: string, place: string): string
  /** Throws E4001 where the key is another one, or the text was changed. */
  open(sealed: string, place: string): string
}

export const plainCipher: Cipher = { seal: (plain) => plain, open: (sealed) => sealed }
