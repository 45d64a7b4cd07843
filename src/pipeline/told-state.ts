/**
 * What butik.yaml tells (`moved`, `imports`) × the state → the state as if it were so already, for the stages of a plan. Pure:
 * the state itself learns it when the plan is applied (told-plan.ts). What it knows already is passed over in silence.
 */
import type { AddressId } from '../model/address.ts'
import type { Config } from '../model/config.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { DiagnosticsError } from '../model/errors.ts'
import type { Kind } from '../model/provider.ts'
import type { DesiredState } from '../model/resource.ts'
import type { StateEntry, StateSnapshot } from '../model/state.ts'
import type { DeclaredImport } from '../model/told.ts'
import type { Recovered } from './settle.ts'
import { imported } from './told-imports.ts'
import { moved } from './told-moves.ts'
import { type Connected, kindAt, type World } from './world.ts'

export interface Told {
  /** With every move carried out, and an entry for each import. */
  readonly recovered: Recovered
  /** As the state has them. */
  readonly before: ReadonlyMap<AddressId, StateEntry>
  /** Moves that the state does not know yet: old address to new. */
  readonly moved: ReadonlyMap<AddressId, AddressId>
  /** With what is nested in them. */
  readonly renamed: ReadonlyMap<AddressId, AddressId>
  /** Imports that the state does not know yet. */
  readonly imported: ReadonlyMap<AddressId, DeclaredImport>
}

export interface TellInput {
  readonly config: Pick<Config, 'moved' | 'imports'>
  readonly desired: DesiredState
  readonly recovered: Recovered
  readonly connected: readonly Connected[]
  readonly identities: StateSnapshot['identities']
  kind(address: AddressId): Kind | undefined
}

/** Throws DiagnosticsError where the state contradicts what is told. */
export function toldIn(world: World, of: Omit<TellInput, 'config' | 'kind'>): Told {
  const { config } = world.project
  if (config.moved.length === 0 && config.imports.length === 0) return untold(of.recovered)
  const input: TellInput = { ...of, config, kind: (address) => kindAt(world, address) }
  const problems: Diagnostic[] = []
  const moves = moved(input, problems)
  const imports = imported({ ...input, recovered: moves.recovered }, problems)
  if (problems.length > 0) throw new DiagnosticsError(problems)
  return { ...moves, ...imports, before: of.recovered.entries }
}

/** Nothing is told: of a plan that goes by other things than the files. */
export function untold(recovered: Recovered): Told {
  return { recovered, before: recovered.entries, moved: new Map(), renamed: new Map(), imported: new Map() }
}
