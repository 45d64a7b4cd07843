/** How old what was seen is, and why it is believed. */
import type { PlanView } from '../model/plan.ts'
import { counted, grouped, plain } from './plain.ts'
import type { Style } from './style.ts'

/** What this plan rests on besides what was just read: views of an earlier run, and kinds that cannot be seen. */
export function viewLines(views: readonly PlanView[], style: Style): string[] {
  return views
    .filter(({ age, reach, proof }) => age > 0 || proof !== undefined || reach === 'unseen')
    .map((view) => {
      const rests =
        view.reach === 'unseen'
          ? 'cannot be seen; compared with what was last written'
          : `${seenOf(view)}${proofOf(view)}`
      return style.dim(`${plain(view.connection)}/${plain(view.kind)}: ${rests}`)
    })
}

/** By the last proof: what changed is counted from there. A list is read whole less often. */
function seenOf({ age, proof }: PlanView): string {
  if (proof === undefined) return `seen ${ageOf(age)} ago`
  const { objects, readAt, provedAt } = proof
  if (provedAt === undefined) return `${grouped(objects)} seen ${ageOf(age)} ago`
  const since = age - Math.round((Date.parse(provedAt) - Date.parse(readAt)) / 1000)
  return `${grouped(objects)} seen ${ageOf(Math.max(0, since))} ago (read whole ${ageOf(age)} ago)`
}

/** Why what was seen then is believed. */
function proofOf({ proof }: PlanView): string {
  switch (proof?.by) {
    case undefined:
      return ''
    case 'mark':
      return ', and the list did not move since'
    case 'saved':
      return ', and not asked for again: apply looks at what it touches before it writes'
    case 'changes': {
      const gone = proof.vanished === undefined || proof.vanished === 0 ? '' : `, ${grouped(proof.vanished)} gone`
      const { sweep } = proof
      const anew = sweep === undefined ? '' : `; ${grouped(sweep.rows)} of ${grouped(sweep.of)} read anew by now`
      return `, ${grouped(proof.changed ?? 0)} changed since${gone}, and the total agrees${anew}`
    }
  }
}

function ageOf(seconds: number): string {
  if (seconds < 120) return counted(seconds, 'second')
  if (seconds < 7200) return counted(Math.round(seconds / 60), 'minute')
  if (seconds < 48 * 3600) return counted(Math.round(seconds / 3600), 'hour')
  return counted(Math.round(seconds / 86_400), 'day')
}
