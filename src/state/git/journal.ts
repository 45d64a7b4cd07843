/** Appending to the journal at the remote: durable when the move is answered, refused where another run has written to it. */
import { ReconcilerError } from '../../model/errors.ts'
import type { Journal, JournalEntry } from '../../model/state.ts'
import { journalLine } from '../journal-lines.ts'
import { chunkName, journalPlace } from './chunks.ts'
import type { TreeEntry } from './objects.ts'
import type { Store } from './store.ts'

/** The journal as it stands at the remote. */
export interface JournalEnd {
  /** Undefined: there is none. */
  readonly commit: string | undefined
  readonly entries: readonly TreeEntry[]
  /** Number of the last line, of those too that the state has taken in. */
  readonly seq: number
}

export class JournalWriter {
  readonly #store: Store
  #end: JournalEnd | undefined
  /** Appends of which nobody could say whether they were done. */
  #doubts: JournalEnd[] = []

  constructor(store: Store) {
    this.#store = store
  }

  /** From here on it is appended to that. */
  set(end: JournalEnd): void {
    this.#end = end
    this.#doubts = []
  }

  open(): Journal {
    let isOpen = true
    return {
      append: async (entries) => {
        if (!isOpen) throw new ReconcilerError('E9999', 'the journal is closed')
        if (entries.length > 0) await this.#store.inTurn(() => this.#append(entries))
      },
      close: async () => {
        isOpen = false
        await this.#store.inTurn(async () => undefined)
      },
    }
  }

  async #append(entries: readonly JournalEntry[]): Promise<void> {
    for (let count = 1; ; count += 1) {
      const end = this.#end
      if (end === undefined) throw new ReconcilerError('E9999', 'the journal was never opened')
      const next = await this.#next(end, entries)
      const { journal } = this.#store.parts.refs
      this.#doubts.push(next)
      const result = await this.#store.move([{ ref: journal, from: end.commit, to: next.commit }])
      if (result.done) return this.set(next)
      // An earlier append did arrive after all: what it says stays, and this one follows it.
      const arrived = this.#doubts.find(({ commit }) => commit !== next.commit && commit === result.now.get(journal))
      if (count === 2 || arrived === undefined) throw this.#taken()
      this.set(arrived)
    }
  }

  async #next({ commit, entries, seq }: JournalEnd, added: readonly JournalEntry[]): Promise<JournalEnd> {
    const { cipher } = this.#store.parts
    const text = added.map((entry, index) => journalLine(seq + 1 + index, entry)).join('')
    const id = await this.#store.making((objects) => objects.blob(cipher.seal(text, journalPlace)))
    const next = [...entries, { name: chunkName(seq + 1), id }]
    const message = `journal: lines to ${seq + added.length}${commit === undefined ? '' : `, after ${commit}`}\n`
    return { commit: await this.#store.loneCommit(next, message), entries: next, seq: seq + added.length }
  }

  #taken(): ReconcilerError {
    const { label } = this.#store.parts
    return new ReconcilerError('E4003', `the journal in ${label} cannot be written: another run has written to it`, {
      hint: 'nothing was written to the shop without a line in it; run again',
    })
  }
}
