/** What butik.yaml tells of objects beside what it wants of them: another address, a remote id, drift to be left alone. */
import type { AddressId } from './address.ts'
import type { SourceRange } from './diagnostic.ts'
import type { FieldChange } from './plan.ts'

/** `moved`: what was `from` answers to `to` from now on. */
export interface DeclaredMove {
  readonly from: AddressId
  readonly to: AddressId
  readonly at: SourceRange
}

/** `imports`: a declared resource is the object with this id. */
export interface DeclaredImport {
  readonly address: AddressId
  readonly remoteId: string
  readonly at: SourceRange
}

/** `mute`: drift of one field is left alone for a while. */
export interface Mute {
  /** An address, or a glob of addresses. */
  readonly addresses: string
  /** A field of its kinds, whole. */
  readonly field: string
  /** `2026-12-31`: the last day, in the zone of the vendor. */
  readonly until: string
  readonly reason: string
  readonly at: SourceRange
}

/** Drift that a plan leaves alone, and because of what. */
export interface Muted extends Pick<Mute, 'until' | 'reason'> {
  readonly address: AddressId
  readonly diff: readonly FieldChange[]
}
