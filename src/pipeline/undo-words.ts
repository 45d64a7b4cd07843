/** What a plan that takes a run back has to say: what moved since and stays, and what cannot come back. */
import type { AddressId } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { fieldOf } from '../model/field.ts'
import type { Json } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import type { Moved } from './undo-fields.ts'

export class Words {
  readonly said: Diagnostic[] = []
  readonly #silent: boolean

  /** Before the shop is read there is nothing to say. */
  constructor(silent: boolean) {
    this.#silent = silent
  }

  stays(address: AddressId, why: string, hint?: string): void {
    this.#say('N1032', address, `not undone: ${why}`, hint)
  }

  lost(address: AddressId, summary: string): void {
    this.#say('N1032', address, summary)
  }

  level(address: AddressId): void {
    const summary = 'a stock level is not put back: what was sold since is not known'
    this.#say('N1032', address, summary, 'count it, and set it in the shop')
  }

  moved(address: AddressId, kind: Kind, { path, before, written, now }: Moved): void {
    const field = fieldOf(kind, path.split(/[.[]/)[0] ?? path)
    const isPlain = field?.shape === 'scalar' && field.sensitive !== true
    const values = isPlain ? ` (before the run ${short(before)}, written ${short(written)}, now ${short(now)})` : ''
    const hint = 'write the value that you want into the files'
    this.#say('N1031', address, `${path} moved since the run, and stays${values}`, hint)
  }

  deletedThough(address: AddressId, names: readonly string[]): void {
    if (names.length === 0) return
    const summary = `${names.join(', ')} moved since it was made; it is deleted all the same`
    this.#say('N1031', address, summary, 'leave it out with --exclude to keep it')
  }

  #say(code: 'N1031' | 'N1032', address: AddressId, summary: string, hint?: string): void {
    if (this.#silent) return
    this.said.push({ severity: 'warning', code, summary, address, ...(hint === undefined ? {} : { hint }) })
  }
}

function short(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
