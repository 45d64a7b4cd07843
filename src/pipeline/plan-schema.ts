/**
 * The published shapes of what butik says in JSON: plan, outcome and diagnostics. Saved plans are parsed with
 * them; the annotations let the compiler check that shapes and model agree.
 */
import * as z from 'zod'
import type { AddressId } from '../model/address.ts'
import { type DiagnosticCode, diagnosticCodes } from '../model/codes.ts'
import type { Diagnostic, SourceRange } from '../model/diagnostic.ts'
import type { Drift, Unmanaged } from '../model/drift.ts'
import type { OutcomeEntry } from '../model/event.ts'
import type { Json } from '../model/json.ts'
import type {
  Action,
  Change,
  Cost,
  Due,
  FieldChange,
  Guard,
  Operation,
  Plan,
  PlanView,
  StateUpdate,
} from '../model/plan.ts'
import type { Proof } from '../model/resource.ts'
import type { Intent, StateEntry } from '../model/state.ts'
import type { Muted } from '../model/told.ts'

// The pattern makes it an address; the type cannot see that.
export const address: z.ZodType<AddressId> = z
  .string()
  .regex(/^[^/\s]+\/[a-z_]+\/[A-Za-z0-9][A-Za-z0-9_.-]*$/) as unknown as z.ZodType<AddressId>
export const count: z.ZodType<number> = z.int().min(0)
export const text: z.ZodString = z.string()
const json: z.ZodType<Json> = z.json()
const spec = z.record(text, json)
export const action: z.ZodType<Action> = z.enum(['create', 'update', 'replace', 'delete', 'adopt', 'forget', 'manual'])
const digest = z.string().regex(/^[0-9a-f]{64}$/)

const codes = Object.keys(diagnosticCodes).filter((code): code is DiagnosticCode => code in diagnosticCodes)

const range: z.ZodType<SourceRange> = z.strictObject({
  file: text,
  line: z.int().min(1),
  column: z.int().min(1),
  endLine: z.int().min(1),
  endColumn: z.int().min(1),
})

const diagnosticShape = {
  severity: z.enum(['error', 'warning', 'note']),
  code: z.enum(codes),
  summary: text,
  detail: text.exactOptional(),
  hint: text.exactOptional(),
  source: range.exactOptional(),
  address: address.exactOptional(),
}
export const diagnostic: z.ZodType<Diagnostic> = z.strictObject(diagnosticShape)

export const diagnosticsSchema: z.ZodType<(Diagnostic & { run?: string })[]> = z
  .array(z.strictObject({ ...diagnosticShape, run: text.exactOptional().describe('The run that had begun.') }))
  .meta({ title: 'butik diagnostics', description: 'What butik has to say of a configuration or a run.' })

const fieldChange: z.ZodType<FieldChange> = z.strictObject({
  path: text,
  before: json.exactOptional(),
  after: json.exactOptional(),
  cause: z.enum(['config', 'drift', 'both']),
  sensitive: z.boolean(),
  meaning: z.enum(['price', 'stock', 'text', 'structure', 'image', 'visibility', 'identity', 'other']),
})

const entry: z.ZodType<StateEntry> = z.strictObject({
  remoteId: text,
  applied: spec,
  stored: spec,
  policy: z.strictObject({ protect: z.boolean(), onRemove: z.enum(['forget', 'offline', 'delete']) }),
  needs: z.array(address),
})

const change: z.ZodType<Change> = z.strictObject({
  address,
  action,
  class: z.enum(['managed', 'write-only', 'observed']),
  reason: text,
  remoteId: text.exactOptional(),
  risk: z.enum(['low', 'medium', 'high']),
  needs: z.array(address),
  diff: z.array(fieldChange),
  write: spec.exactOptional(),
  links: spec.exactOptional(),
  precondition: z
    .strictObject({
      remoteId: text.exactOptional(),
      naturalKey: text,
      fields: text.exactOptional(),
      parent: text.exactOptional(),
    })
    .exactOptional(),
  entry: entry.exactOptional(),
})

export const operation: z.ZodType<Operation> = z.strictObject({
  id: text,
  connection: text,
  operation: text,
  role: z.enum(['create', 'update', 'link', 'delete']),
  addresses: z.array(address),
})

const cost: z.ZodType<Cost> = z.strictObject({
  planReads: count,
  applyReads: count,
  writes: count,
  remaining: count.nullable(),
})

const guard: z.ZodType<Guard> = z.strictObject({
  name: text,
  addresses: z.array(address),
  acked: z.boolean(),
  message: text,
})

const proof: z.ZodType<Proof> = z.strictObject({
  by: z.enum(['mark', 'changes', 'saved']),
  readAt: text,
  provedAt: text.exactOptional(),
  clock: text.exactOptional(),
  objects: z.number().min(0),
  changed: z.number().min(0).exactOptional(),
  vanished: z.number().min(0).exactOptional(),
  sweep: z.strictObject({ begunAt: text, rows: z.number().min(0), of: z.number().min(0) }).exactOptional(),
})

const view: z.ZodType<PlanView> = z.strictObject({
  connection: text,
  kind: text,
  age: z.number().min(0),
  reach: z.enum(['complete', 'partial', 'unreadable', 'unseen']),
  newest: text.exactOptional(),
  proof: proof.exactOptional(),
  recent: z.number().min(0).exactOptional(),
})

const stateUpdate: z.ZodType<StateUpdate> = z.strictObject({ address, reason: text, entry: entry.nullable() })

const intent: z.ZodType<Intent> = z.strictObject({
  address,
  role: z.enum(['create', 'update', 'link', 'delete']),
  remoteId: text.exactOptional(),
  fields: spec,
  entry: entry.exactOptional(),
  imagesBefore: z.array(text).exactOptional(),
  before: spec.exactOptional(),
  run: text.exactOptional(),
})

const muted: z.ZodType<Muted> = z.strictObject({ address, until: text, reason: text, diff: z.array(fieldChange) })

const names = z.array(text)

const due: z.ZodType<Due> = z.strictObject({
  day: text,
  turn: z.enum(['begins', 'ends']),
  kind: text,
  resources: z.array(z.strictObject({ address, price: text.nullable() })),
})

export const planSchema: z.ZodType<Plan> = z
  .strictObject({
    formatVersion: z.literal(1),
    hash: digest,
    summary: z.strictObject({
      create: count,
      update: count,
      replace: count,
      delete: count,
      adopt: count,
      forget: count,
      manual: count,
      none: count,
      notEvaluated: count,
    }),
    cost: z.record(text, cost),
    changes: z.array(change),
    operations: z.array(operation),
    stateUpdates: z.array(stateUpdate),
    doubts: z.array(intent),
    guards: z.array(guard),
    views: z.array(view),
    diagnostics: z.array(diagnostic),
    muted: z.array(muted).exactOptional(),
    due: z.array(due).exactOptional(),
    complete: z.boolean(),
    basis: z.strictObject({
      config: text,
      lineage: text,
      serial: count,
      journal: text,
      environment: text,
      identities: z.record(text, text),
      butik: text,
      madeAt: text,
      selection: z.strictObject({ target: names, exclude: names, connection: names }),
      destroy: z.boolean(),
      resumes: z.strictObject({ run: text, hash: digest }).exactOptional(),
      undo: text.exactOptional(),
      holdsUntil: z.record(text, text).exactOptional(),
      sales: text.exactOptional(),
      due: z.literal(true).exactOptional(),
    }),
  })
  .meta({
    title: 'butik plan',
    description: 'What would change, what it costs, and all that apply needs to do exactly that.',
  })

const unmanaged: z.ZodType<Unmanaged> = z.strictObject({
  connection: text,
  kind: text,
  seen: z.enum(['whole', 'listed', 'unknown']),
  objects: z.array(z.strictObject({ remoteId: text, label: text, name: text.exactOptional() })),
})

export const driftSchema: z.ZodType<Drift> = z
  .strictObject({
    formatVersion: z.literal(1),
    summary: z.strictObject({
      drifted: count,
      ours: count,
      muted: count,
      manual: count,
      unmanaged: count.exactOptional(),
      notEvaluated: count,
    }),
    drifted: z.array(change),
    ours: z.array(change),
    muted: z.array(muted),
    manual: z.array(change),
    unmanaged: z.array(unmanaged).exactOptional(),
    cost: z.record(text, cost),
    views: z.array(view),
    diagnostics: z.array(diagnostic),
    complete: z.boolean(),
  })
  .meta({ title: 'butik drift', description: 'Where the shop has moved away from what was applied.' })

export const outcome: z.ZodType<OutcomeEntry> = z.strictObject({
  address,
  action,
  outcome: z.enum(['succeeded', 'failed', 'skipped', 'in-doubt']),
  message: text.exactOptional(),
})

/** The members of an outcome; a line of events has them beside its type. */
export const applied: z.ZodRawShape = {
  formatVersion: z.literal(1),
  run: text,
  summary: z.strictObject({
    created: count,
    updated: count,
    replaced: count,
    deleted: count,
    adopted: count,
    forgotten: count,
    failed: count,
    skipped: count,
    inDoubt: count,
  }),
  calls: z.record(text, count),
  outcomes: z.array(outcome),
}

export const outcomeSchema: z.ZodType = z
  .strictObject(applied)
  .meta({ title: 'butik outcome', description: 'What an apply did, counted from what happened.' })
