/**
 * What an error leaves behind. A lost answer is settled by looking, never by a second create; an array that the vendor
 * refused is halved until the row that it did not want stands alone; what looking cannot tell is in doubt.
 */
import { ReconcilerError, VendorError } from '../model/errors.ts'
import { fieldOf } from '../model/field.ts'
import type { Operation } from '../model/plan.ts'
import type { Kind } from '../model/provider.ts'
import { isId, type Observed, type Spec } from '../model/resource.ts'
import { lookAt, lookForCreated } from './apply-look.ts'
import { type Done, imageIds, type Member, type Results, wordsOf } from './apply-results.ts'
import type { RunnerInput } from './apply-write.ts'
import { same } from './compare.ts'
import { imagesArrived } from './settle.ts'
import { renewal } from './today.ts'

/** What every further write of the connection would meet too: refused credentials, no quota, a host that is left alone. */
const hopeless = new Set(['E2002', 'E2005', 'E2011', 'E2013'])

const notSent = 'not sent: the lock was lost'

type Again = (operation: Operation, kind: Kind, members: readonly Member[]) => Promise<Done[]>

export class Aftermath {
  readonly #input: RunnerInput
  readonly #results: Results
  /** The call, sent again for a part of its members. */
  readonly #again: Again
  readonly #signal = new AbortController().signal

  constructor(input: RunnerInput, results: Results, again: Again) {
    this.#input = input
    this.#results = results
    this.#again = again
  }

  async afterError(
    error: ReconcilerError,
    operation: Operation,
    kind: Kind,
    members: readonly Member[],
  ): Promise<Done[]> {
    if (hopeless.has(error.code)) this.#input.stop(this.#whyStopped(error))
    const lost = error instanceof VendorError && error.effect === 'unknown'
    // Never sent, or surely not carried out for want of calls: what is skipped is taken up by the next run.
    if (['E2011', 'E2013'].includes(error.code) || (error.code === 'E2005' && !lost))
      return members.map(({ address }) => ({ address, outcome: 'skipped', message: wordsOf(error) }))
    if (error.code === 'E4006') return members.map(({ address }) => ({ address, outcome: 'skipped', message: notSent }))
    if (!lost && members.length > 1 && operation.role === 'create' && rejects(error))
      return await this.#oneByOne(operation, kind, members)
    if (!lost) return members.map((member) => ({ address: member.address, outcome: 'failed', message: wordsOf(error) }))
    try {
      return await this.#look(operation, kind, members, error)
    } catch (second) {
      if (!(second instanceof ReconcilerError)) throw second
      return members.map((member) => this.#results.inDoubt(member, kind, error))
    }
  }

  /** For those that follow: a used-up quota is not the fault of the call that met it. */
  #whyStopped({ code, message }: ReconcilerError): string {
    if (code !== 'E2005' && code !== 'E2013') return message
    const today = this.#input.connected.today?.()
    if (today === undefined || today.left > 0)
      return `it waits for calls: ${code === 'E2013' ? message : 'the vendor allows no more of them now'}`
    return `it waits for calls: those of the day are spent, and there are new ones from ${renewal(today)}`
  }

  /** The vendor refused the array for one of its rows: halves tell which, and the others are still made. */
  async #oneByOne(operation: Operation, kind: Kind, members: readonly Member[]): Promise<Done[]> {
    const found = await this.tryToFind(kind, members)
    if (found instanceof ReconcilerError) return members.map((member) => this.#results.inDoubt(member, kind, found))
    const there: Done[] = []
    const rest: Member[] = []
    for (const [index, member] of members.entries()) {
      const seen = found[index]
      if (this.#isMade(kind, member, seen)) there.push(this.#results.made(member, seen.remoteId, seen))
      else rest.push(member)
    }
    const half = Math.ceil(rest.length / 2)
    const halves = rest.length < members.length || rest.length < 2 ? [rest] : [rest.slice(0, half), rest.slice(half)]
    const done: Done[] = [...there]
    for (const part of halves.filter((some) => some.length > 0)) {
      try {
        done.push(...(await this.#again(operation, kind, part)))
      } catch (error) {
        if (!(error instanceof ReconcilerError)) throw error
        done.push(...(await this.afterError(error, operation, kind, part)))
      }
    }
    return done
  }

  async #look(operation: Operation, kind: Kind, members: readonly Member[], error: ReconcilerError): Promise<Done[]> {
    if (operation.role === 'create') {
      const found = await this.#find(kind, members)
      return members.map((member, index) => {
        const seen = found[index]
        return this.#isMade(kind, member, seen)
          ? this.#results.made(member, seen.remoteId, seen)
          : this.#results.inDoubt(member, kind, error)
      })
    }
    return await Promise.all(members.map((member) => this.#lookAtOne(operation, kind, member, error)))
  }

  async #lookAtOne(operation: Operation, kind: Kind, member: Member, error: ReconcilerError): Promise<Done> {
    if (kind.within !== undefined) return this.#results.inDoubt(member, kind, error)
    const parents = member.change.precondition?.parent === undefined ? [] : [member.change.precondition.parent]
    const seen = await lookAt(
      this.#input.connected,
      kind,
      member.change.remoteId ?? this.#input.progress.ids.get(member.address) ?? '',
      parents,
      this.#signal,
    )
    if (operation.role === 'delete')
      return seen === undefined
        ? { address: member.address, outcome: 'succeeded', entry: null }
        : this.#results.inDoubt(member, kind, error)
    if (seen === undefined || !this.#holds(kind, member, seen)) return this.#results.inDoubt(member, kind, error)
    return this.#results.updated(member, seen)
  }

  /** A stock level is there as soon as its product is: only its value tells that it was set. */
  #isMade(kind: Kind, member: Member, seen: Observed | undefined): seen is Observed {
    return seen !== undefined && (kind.within === undefined || this.#holds(kind, member, seen))
  }

  /** Everything that was sent and can be seen is there. */
  #holds(kind: Kind, member: Member, seen: Observed): boolean {
    return Object.entries(member.body.recorded).every(([name, value]) => {
      const field = fieldOf(kind, name)
      if (field === undefined || field.writeOnly === true) return field === undefined
      if (field.shape === 'images') return imagesArrived(value, imageIds(this.#results.seen(member.change)), seen)
      return same(field, value, seen.spec[name], { secretKey: this.#input.secretKey })
    })
  }

  async #find(kind: Kind, members: readonly Member[]): Promise<(Observed | undefined)[]> {
    const fields = members.map((member) => member.body.recorded)
    const known = kind.within === undefined ? this.#idsOf(kind) : new Set<string>()
    const parents = parentIds(kind, fields)
    return await lookForCreated(this.#input.connected, kind, { fields, parents, known }, this.#signal)
  }

  #idsOf({ name }: Kind): Set<string> {
    const prefix = `${this.#input.connected.config.name}/${name}/`
    return new Set([...this.#input.progress.ids].flatMap(([address, id]) => (address.startsWith(prefix) ? id : [])))
  }

  /** The vendor took the call: that it cannot be looked at now must not say that nothing was made. */
  async tryToFind(kind: Kind, members: readonly Member[]): Promise<(Observed | undefined)[] | ReconcilerError> {
    try {
      return await this.#find(kind, members)
    } catch (error) {
      if (error instanceof ReconcilerError) return error
      throw error
    }
  }
}

/** The vendor read the rows and did not want them; with a key or a quota missing, halves would fare no better. */
function rejects(error: ReconcilerError): boolean {
  return error instanceof VendorError && error.code === 'E2003' && error.status !== undefined && error.status < 500
}

function parentIds(kind: Kind, fields: readonly Spec[]): string[] {
  if (kind.reading.by !== 'list-per-parent') return []
  const { field } = kind.reading.parent
  return [
    ...new Set(
      fields.flatMap((spec) => {
        const value = spec[field] ?? null
        return isId(value) ? [value.id] : []
      }),
    ),
  ]
}
