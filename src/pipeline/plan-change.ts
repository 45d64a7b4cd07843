/** One compared resource → the change that the plan holds: its action, reason, risk and what must still hold. Pure. */
import type { Change, FieldChange, Risk } from '../model/plan.ts'
import type { ResourceDiff } from './diff.ts'
import { absence, presence } from './precondition.ts'

export function changeOf(one: ResourceDiff, gone: boolean): Change {
  const { kind, resource, bound, diff, entry, write } = one
  const base = { address: resource.address, class: kind.class, needs: [], diff, entry, risk: riskOf(diff) }
  if (bound === undefined) {
    const unseen = kind.reading.by === 'nothing'
    const missing = unseen ? 'declared, and never written; the vendor shows nothing' : 'declared, and not in the shop'
    const reason = gone ? 'gone from the shop: made again' : missing
    return { ...base, action: 'create', reason, risk: 'low', write, precondition: absence(kind, entry.applied) }
  }
  const { remoteId, observed, movedFrom } = bound
  const differing = topLevel(diff).join(', ')
  if (one.verdict === 'replace') {
    const reason = `${differing} cannot be changed: deleted, made again`
    const precondition = presence(kind, remoteId, observed, {})
    return { ...base, remoteId, action: 'replace', reason, risk: 'high', write, precondition }
  }
  const written = one.verdict === 'same' ? {} : { write, precondition: presence(kind, remoteId, observed, write) }
  if (bound.by !== 'state') {
    const former = movedFrom ?? bound.formerly
    const found = bound.by === 'imports' ? `imported: id ${remoteId}` : `found by ${kind.label(resource.spec)}`
    const reason = former === undefined ? found : `moved from ${former}`
    return { ...base, remoteId, action: 'adopt', reason, ...written }
  }
  return { ...base, remoteId, action: 'update', reason: `differs in ${differing}`, ...written }
}

/** What a person has to do: nothing is written, and the state learns nothing. */
export function byHand({ kind, resource, bound, diff }: ResourceDiff, reason: string): Change {
  const remoteId = bound === undefined ? {} : { remoteId: bound.remoteId }
  return {
    address: resource.address,
    action: 'manual',
    class: kind.class,
    reason,
    ...remoteId,
    risk: 'low',
    needs: [],
    diff,
  }
}

export function topLevel(diffs: readonly FieldChange[]): string[] {
  return [...new Set(diffs.map((change) => change.path.split(/[.[]/)[0] ?? change.path))]
}

function riskOf(diffs: readonly FieldChange[]): Risk {
  const risky = diffs.some(
    (change) => change.meaning === 'identity' || (change.meaning === 'image' && change.after === undefined),
  )
  if (risky) return 'high'
  const medium: readonly FieldChange['meaning'][] = ['price', 'stock', 'visibility']
  return diffs.some((change) => medium.includes(change.meaning)) ? 'medium' : 'low'
}
