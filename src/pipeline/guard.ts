/** What may stop a plan: each guard names what it protects and how to acknowledge it. Pure; there is no key for all. */
import type { AddressId } from '../model/address.ts'
import { ReconcilerError } from '../model/errors.ts'
import { manyGuards, plainGuards } from '../model/guard-settings.ts'
import type { Change, Guard } from '../model/plan.ts'
import type { Tripped } from './guard-finding.ts'

export interface GuardInput {
  readonly changes: readonly Change[]
  readonly protectedOnes: ReadonlySet<AddressId>
  readonly incomplete: readonly AddressId[]
  /** Adopted, with other pictures in the shop than in the files. A moved resource is ours: it is not among them. */
  readonly repictured: readonly AddressId[]
  readonly identity: readonly AddressId[]
  readonly identityMessages: readonly string[]
  /** Everything declared vanished while the state still owns resources. */
  readonly emptied: readonly AddressId[]
  /** Would be made where the vendor shows nothing and the state cannot tell whether they are there. */
  readonly unseen: readonly AddressId[]
  /** What the guards on values found; see guard-values.ts. */
  readonly values: readonly Tripped[]
  readonly allowDelete: boolean
  readonly ack: readonly string[]
}

/** Guards that `--ack` can open; the others need another flag or another configuration. */
export const ackable: readonly string[] = [
  ...manyGuards,
  ...plainGuards,
  'price',
  'empty',
  'identity',
  'unseen-create',
].sort()

export function guards(input: GuardInput): Guard[] {
  const found: Guard[] = []
  const deletes = input.changes.filter((change) => change.action === 'delete' || change.action === 'replace')
  const { ack } = input
  const add = (name: string, addresses: readonly AddressId[], acked: boolean, why: string, hint: string) => {
    // Once it is acknowledged nothing is left to be said of how.
    const message = acked ? why : `${why}; ${hint}`
    if (addresses.length > 0) found.push({ name, addresses: [...addresses].sort(), acked, message })
  }
  const unprotected = deletes.filter((change) => !input.protectedOnes.has(change.address))
  add(
    'delete',
    addressesOf(unprotected),
    input.allowDelete,
    'deletes in the shop cannot be undone',
    'allow them with --allow-delete',
  )
  const guarded = deletes.filter((change) => input.protectedOnes.has(change.address))
  add('protect', addressesOf(guarded), false, 'protected', 'apply butik: { protect: false } first, then remove it')
  add(
    'incomplete',
    input.incomplete,
    false,
    'not everything could be read or decided',
    'narrow the run with --connection or --exclude, or run again',
  )
  const otherShop = input.identityMessages.join('; ')
  add('identity', input.identity, ack.includes('identity'), otherShop, 'if this is the right shop, --ack identity')
  add(
    'empty',
    input.emptied,
    ack.includes('empty'),
    'nothing that the state holds is declared any more',
    'if that is meant, --ack empty (or butik destroy); two configurations keep their states in two places',
  )
  add(
    'unseen-create',
    input.unseen,
    ack.includes('unseen-create'),
    'the vendor cannot be asked whether these are there already, and the state cannot tell: it knows none of the kind (after a lost state this would make each a second time), or another of the kind is in doubt',
    'if they are new, --ack unseen-create; if they are there, butik import ADDRESS ID',
  )
  for (const { name, addresses, message } of joined(input)) {
    add(name, addresses, ack.includes(name), message, `if that is meant, --ack ${name}`)
  }
  return found
}

/** Pictures that adopting would change are one guard with pictures that are lost: one name is in a plan once. */
function joined({ repictured, values }: GuardInput): readonly Tripped[] {
  if (repictured.length === 0) return values
  const message = 'the shop has other pictures than the files, and adopting would remove or add some'
  const other = values.find(({ name }) => name === 'images')
  const both: Tripped = {
    name: 'images',
    addresses: [...new Set([...repictured, ...(other?.addresses ?? [])])],
    message: other === undefined ? message : `${message}; ${other.message}`,
  }
  return other === undefined ? [both, ...values] : values.map((one) => (one === other ? both : one))
}

function addressesOf(changes: readonly Change[]): AddressId[] {
  return changes.map((change) => change.address)
}

/** A misspelt acknowledgement must not look as if it had been given. */
export function checkAcks(ack: readonly string[]): void {
  const unknown = ack.find((name) => !ackable.includes(name))
  if (unknown === undefined) return
  throw new ReconcilerError('E5001', `--ack ${unknown}: there is no such guard to acknowledge`, {
    hint: unknown === 'delete' ? 'deletes are allowed by --allow-delete' : `there are: ${ackable.join(', ')}`,
  })
}

export function stopping(guardsOfPlan: readonly Guard[]): Guard[] {
  return guardsOfPlan.filter((guard) => !guard.acked)
}

/** Throws E3001: apply looks once more, whoever made or read the plan. */
export function refuseStopped(guardsOfPlan: readonly Guard[]): void {
  const [first, ...others] = stopping(guardsOfPlan)
  if (first === undefined) return
  const names = [first, ...others].map(({ name }) => name).join(', ')
  throw new ReconcilerError('E3001', `a guard stops this plan: ${names}`, { hint: first.message })
}
