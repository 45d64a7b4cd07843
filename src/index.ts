/** The public API: plan and apply from a program, with ports, providers and a backend of its own choosing. */
export type { Address, AddressId } from './model/address.ts'
export { addressGlob, addressId, parseAddress } from './model/address.ts'
export type { DiagnosticCode } from './model/codes.ts'
export type { Config, ConnectionConfig } from './model/config.ts'
export type { Diagnostic, Severity, SourcePosition, SourceRange } from './model/diagnostic.ts'
export { DiagnosticsError, LockedError, LostLockError, ReconcilerError, VendorError } from './model/errors.ts'
export type { EngineEvent, Outcome, OutcomeEntry, Stage } from './model/event.ts'
export type { Json, JsonObject } from './model/json.ts'
export type {
  Action,
  Basis,
  Cause,
  Change,
  Cost,
  FieldChange,
  Guard,
  Operation,
  Plan,
  PlanView,
  Risk,
  StateUpdate,
  Summary,
} from './model/plan.ts'
export type { Clock, MeterEntry, Ports } from './model/ports.ts'
export type { FilePort, Project } from './model/project.ts'
export type { Kind, Provider } from './model/provider.ts'
export type {
  HeldLock,
  Journal,
  JournalEntry,
  Lock,
  LockInfo,
  Salvage,
  StateBackend,
  StateEntry,
  StateRepair,
  StateSnapshot,
} from './model/state.ts'
export { checkProject } from './pipeline/desired.ts'
export { governed } from './pipeline/govern.ts'
export { loadProject } from './pipeline/load.ts'
export { parsePlan } from './pipeline/parse-plan.ts'
export type { ApplyReport, PlanOptions } from './pipeline/run.ts'
export { applyPlan, checkSavedPlan, makePlan } from './pipeline/run.ts'
export type { Selection, World } from './pipeline/world.ts'
