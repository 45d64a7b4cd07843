/** What a new configuration repository is made of: what was asked for, and the files that come of it. */

export const platforms = ['github', 'gitlab', 'none'] as const
export type Platform = (typeof platforms)[number]

export interface Wish {
  readonly vendor: string
  /** The name of its connection. */
  readonly connection: string
  readonly platform: Platform
  /** What is merged into it is applied. */
  readonly branch: string
  /** Where its API is, where that is not the vendor's own: a sandbox, a proxy. */
  readonly url?: string
  /** The setting of the vendor that nobody but its owner knows. */
  readonly own?: string
  /** The version of butik that is asked for. */
  readonly butik: string
  /** The resources come from the shop: no first file is written. */
  readonly fromShop?: boolean
}

export interface NewFile {
  /** Relative to the new folder, with forward slashes. */
  readonly path: string
  readonly text: string
  /** Lines that a file which is there already is given, where it has not got them. Absent: such a file is left as it is. */
  readonly lines?: readonly string[]
}
