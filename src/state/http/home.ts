/**
 * The state and the journal on the server. The journal has an address of its own, so that a line costs the lines of this run and
 * not the whole state; where the server has one address only, it lies with the state.
 */
import type { ReconcilerError } from '../../model/errors.ts'
import { isJsonObject, type JsonObject } from '../../model/json.ts'
import type { Clock } from '../../model/ports.ts'
import { type Cipher, plainCipher } from '../cipher.ts'
import type { LockRecord } from '../lock-file.ts'
import { freshState, parseSnapshot, type StoredState, snapshotOf, snapshotText } from '../snapshot.ts'
import { brokenAt, type Envelope, ForeignContent } from './envelope.ts'
import { type JournalImage, journalMembers, lockOfMembers, type ParsedJournal, parseMembers } from './journal-image.ts'
import type { Place } from './place.ts'

export interface HomeOptions {
  readonly state: Place
  /** Undefined: with the state. */
  readonly journal: Place | undefined
  readonly cipher: Cipher
  readonly clock: Clock
}

export interface StateThere {
  readonly stored: StoredState
  /** The serial that the journal had when this was written; 0 where it has no address, or was not there yet. */
  readonly journalSerial: number
}

export interface AtHome {
  readonly state?: StateThere
  readonly journal?: ParsedJournal
}

/** The ids of the locks that are held on the two addresses. */
export interface LockIds {
  readonly state?: string | undefined
  readonly journal?: string | undefined
}

/** Nothing is written here under the lineage of a shop. */
const lineage = 'journal'

export class Home {
  readonly #options: HomeOptions
  /** Undefined as long as it is not known. */
  #isTogether: boolean | undefined
  #journalSerial = 0

  constructor(options: HomeOptions) {
    this.#options = options
    if (options.journal === undefined) this.#isTogether = true
  }

  get isTogether(): boolean {
    return this.#isTogether === true
  }

  /** For people. */
  get journalLabel(): string {
    return this.isTogether ? this.#options.state.label : (this.#options.journal?.label ?? this.#options.state.label)
  }

  /** The journal first: a run that ends between the two then shows as folded, never as lost. Throws E4001. */
  async read(): Promise<AtHome> {
    for (let tries = 1; ; tries += 1) {
      const apart = await this.#journalApart()
      const { envelope, state } = await this.#state()
      const older = this.isTogether ? undefined : olderThan(state, apart)
      if (older === undefined) {
        const members = this.isTogether ? membersIn(envelope) : apart?.members
        const journal = members && parseMembers(members, this.journalLabel, this.#options.cipher)
        return { ...(state === undefined ? {} : { state }), ...(journal === undefined ? {} : { journal }) }
      }
      // A run may begin between the two.
      if (tries === 3) throw brokenAt(this.journalLabel, older)
      await this.#options.clock.sleep(200)
    }
  }

  /** As `read`, of the journal alone where it has an address of its own and is there. */
  async journal(): Promise<ParsedJournal | undefined> {
    const apart = await this.#journalApart()
    if (apart !== undefined) return parseMembers(apart.members, this.journalLabel, this.#options.cipher)
    return (await this.read()).journal
  }

  /** Who holds the lock, or held it last, as the journal says. */
  async lock(): Promise<LockRecord | undefined> {
    const apart = await this.#journalApart()
    if (apart !== undefined) return lockOfMembers(apart.members)
    const envelope = await this.#options.state.read()
    const members = membersIn(envelope)
    if (members !== undefined) this.#isTogether = true
    return members === undefined ? undefined : lockOfMembers(members)
  }

  /** Without a look at the other; for a repair. */
  async stateAlone(): Promise<StoredState | undefined> {
    return (await this.#state()).state?.stored
  }

  async journalAlone(): Promise<ParsedJournal | undefined> {
    const members = this.isTogether
      ? membersIn(await this.#options.state.read())
      : (await this.#journalApart())?.members
    return members && parseMembers(members, this.journalLabel, this.#options.cipher)
  }

  async writeState(stored: StoredState, { state: lockId }: LockIds): Promise<void> {
    const { state } = this.#options
    const beside = this.isTogether ? membersIn(await state.read()) : undefined
    await state.write(
      {
        ...(this.isTogether ? {} : { journalSerial: `${this.#journalSerial}` }),
        ...(beside === undefined ? {} : { journal: JSON.stringify(beside) }),
        content: this.#sealed(stored),
      },
      { lineage: stored.snapshot.lineage, lockId },
    )
  }

  /** Both in one where they lie together. */
  async writeJournal(image: JournalImage, { state: stateLock, journal: lockId }: LockIds): Promise<void> {
    const { state, journal, cipher } = this.#options
    const members = journalMembers(image, cipher)
    if (journal !== undefined && !this.isTogether) {
      await journal.write(members, { lineage, lockId })
      this.#journalSerial = journal.serial ?? 0
      return
    }
    const found = await state.read()
    const content = found?.members['content']
    await state.write(
      {
        journal: `{${Object.entries(members)
          .map(([name, json]) => `"${name}": ${json}`)
          .join(', ')}}`,
        content: content === undefined ? this.#sealed(freshState) : JSON.stringify(content, undefined, 2),
      },
      { lineage: found?.lineage ?? freshState.snapshot.lineage, lockId: stateLock },
    )
  }

  /** Over something that cannot be read. The journal goes last: until then both say that something is wrong. */
  async replace(stored: StoredState, image: JournalImage, ids: LockIds): Promise<void> {
    const { state, journal, cipher } = this.#options
    const together = JSON.stringify(Object.fromEntries(parsed(journalMembers(image, cipher))))
    const journalText = this.isTogether ? undefined : await journal?.text()
    await state.writeOver(
      await state.text(),
      { ...(this.isTogether ? { journal: together } : { journalSerial: '0' }), content: this.#sealed(stored) },
      { lineage: stored.snapshot.lineage, lockId: ids.state },
    )
    if (this.isTogether) return
    await journal?.writeOver(journalText, journalMembers(image, cipher), { lineage, lockId: ids.journal })
    this.#journalSerial = journal?.serial ?? 0
  }

  /** From now on the journal lies with the state. Throws E4001 where it has been written at an address of its own before. */
  async joinTogether(why: ReconcilerError): Promise<void> {
    const { state } = await this.#state()
    if (state !== undefined && state.journalSerial > 0) throw why
    this.#isTogether = true
  }

  async #journalApart(): Promise<Envelope | undefined> {
    const { journal } = this.#options
    if (journal === undefined || this.isTogether) return undefined
    const found = await journal.read()
    this.#journalSerial = found?.serial ?? 0
    return found
  }

  async #state(): Promise<{ readonly envelope?: Envelope; readonly state?: StateThere }> {
    const { state } = this.#options
    const envelope = await state.read()
    if (envelope === undefined) return {}
    const { content, journal, journalSerial } = envelope.members
    // Before it is opened: the journal beside a state that is damaged is to be found.
    if (journal !== undefined) this.#isTogether = true
    const stored = this.#opened(content)
    // The serial outside is of the address; the lineage must be that of what is inside.
    if (stored.snapshot.lineage !== envelope.lineage) throw brokenAt(state.label, 'two lineages are in it')
    return { envelope, state: { stored, journalSerial: typeof journalSerial === 'number' ? journalSerial : 0 } }
  }

  #opened(content: unknown): StoredState {
    const { state, cipher } = this.#options
    if (cipher === plainCipher && typeof content !== 'string') return snapshotOf(content, state.label)
    const sealed = typeof content === 'string' ? content : JSON.stringify(content ?? null)
    const text = cipher.open(sealed, 'state')
    if (cipher !== plainCipher) return parseSnapshot(text, state.label)
    throw new ForeignContent('E4001', `${state.label} is encrypted, and no key is given`, {
      hint: 'say encryption: { key: !env NAME } under state: in butik.yaml, and set that variable',
    })
  }

  /** As it is, or one text. */
  #sealed(stored: StoredState): string {
    const text = snapshotText(stored)
    const sealed = this.#options.cipher.seal(text, 'state')
    return sealed === text ? text.trimEnd() : JSON.stringify(sealed)
  }
}

/** Why this journal cannot be the one that the state was written beside. */
function olderThan(state: StateThere | undefined, apart: Envelope | undefined): string | undefined {
  if (state === undefined || state.journalSerial <= (apart?.serial ?? 0)) return undefined
  if (apart === undefined) return 'it is not there, though runs were written down in it'
  return `it is an older one (serial ${apart.serial}, and the state has seen ${state.journalSerial})`
}

function membersIn(envelope: Envelope | undefined): JsonObject | undefined {
  const journal = envelope?.members['journal']
  return isJsonObject(journal) ? journal : undefined
}

function parsed(members: Readonly<Record<string, string>>): [string, unknown][] {
  return Object.entries(members).map(([name, json]) => [name, JSON.parse(json)])
}
