/** Small plans for the tests of the renderers. */
import { type AddressId, addressId } from '../../../src/model/address.ts'
import type { Change, FieldChange, Plan, Summary } from '../../../src/model/plan.ts'

export const at = (kind: string, key: string): AddressId => addressId('shop', kind, key)

export function field(path: string, given: Partial<FieldChange> = {}): FieldChange {
  return { path, cause: 'config', sensitive: false, meaning: 'other', ...given }
}

export function change(given: Partial<Change> & Pick<Change, 'address' | 'action'>): Change {
  return { class: 'managed', reason: '', risk: 'low', needs: [], diff: [], ...given }
}

const none: Summary = {
  create: 0,
  update: 0,
  replace: 0,
  delete: 0,
  adopt: 0,
  forget: 0,
  manual: 0,
  none: 40,
  notEvaluated: 0,
}

export function planOf(given: Partial<Omit<Plan, 'summary'>> & { summary?: Partial<Summary> } = {}): Plan {
  return {
    formatVersion: 1,
    hash: 'f00',
    cost: { shop: { planReads: 12, applyReads: 0, writes: 0, remaining: null } },
    changes: [],
    operations: [],
    stateUpdates: [],
    doubts: [],
    guards: [],
    views: [{ connection: 'shop', kind: 'product', age: 0, reach: 'complete' }],
    diagnostics: [],
    complete: true,
    basis: {
      config: 'c0',
      lineage: 'l0',
      serial: 1,
      journal: 'j0',
      environment: 'default',
      identities: {},
      butik: '0.1.0',
      madeAt: '2026-01-01T00:00:00.000Z',
      selection: { target: [], exclude: [], connection: [] },
      destroy: false,
    },
    ...given,
    summary: { ...none, ...given.summary },
  }
}
