/** `--target` and `--exclude` of a pull: which addresses are asked for, and which of the globs fit none. */
import { type AddressId, addressGlob } from '../model/address.ts'
import { ReconcilerError } from '../model/errors.ts'

interface Glob {
  readonly written: string
  fits(address: AddressId): boolean
}

export class Asked {
  readonly #target: readonly Glob[]
  readonly #exclude: readonly Glob[]
  /** Those that no address has fitted yet. */
  readonly #idle: Set<Glob>

  constructor({ target, exclude }: { readonly target: readonly string[]; readonly exclude: readonly string[] }) {
    const globs = (some: readonly string[]) => some.map((written): Glob => ({ written, fits: addressGlob(written) }))
    this.#target = globs(target)
    this.#exclude = globs(exclude)
    this.#idle = new Set([...this.#target, ...this.#exclude])
  }

  readonly isWanted = (address: AddressId): boolean => {
    const target = this.#fitting(this.#target, address)
    const exclude = this.#fitting(this.#exclude, address)
    return (this.#target.length === 0 || target) && !exclude
  }

  /**
   * After all addresses were asked about: a slip in one would look like a shop of which the files have everything. Throws E3006. `unread`:
   * kinds that were not read whole, which may hold it.
   */
  refuseIdle(unread: number): void {
    const [first] = this.#idle
    if (first === undefined || unread > 0) return
    throw new ReconcilerError('E3006', `"${first.written}" matches nothing in the shop or the files`, {
      hint: 'nothing was written; addresses read connection/kind/key, for example shop/product/oak-*',
    })
  }

  #fitting(globs: readonly Glob[], address: AddressId): boolean {
    const found = globs.filter(({ fits }) => fits(address))
    for (const one of found) this.#idle.delete(one)
    return found.length > 0
  }
}
