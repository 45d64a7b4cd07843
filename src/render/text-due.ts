/** What falls due in the days after a plan. Pure. */
import type { Due } from '../model/plan.ts'
import { counted, plain } from './plain.ts'
import type { Style } from './style.ts'
import { wrapped } from './text-notes.ts'

const resourcesShown = 5

export function dueLines(due: readonly Due[] | undefined, style: Style): string[] {
  if (due === undefined || due.length === 0) return []
  return ['', style.bold('Falls due'), ...due.flatMap((one) => linesOf(one, style))]
}

/** `sale of 12 products begins` */
export function dueTitle({ resources, kind, turn }: Due): string {
  return `sale of ${counted(resources.length, plain(kind))} ${turn}`
}

/** `shop/product/oak-chair 999` */
export function dueResource({ address, price }: Due['resources'][number]): string {
  return price === null ? plain(address) : `${plain(address)} ${plain(price)}`
}

function linesOf(due: Due, style: Style): string[] {
  const shown = (style.verbose ? due.resources : due.resources.slice(0, resourcesShown)).map(dueResource)
  const more = due.resources.length - shown.length
  const named = more === 0 ? shown.join(', ') : `${shown.join(', ')}, … ${more} more (-v shows them)`
  const day = plain(due.day)
  const lines = wrapped(`${dueTitle(due)}: ${named}`, style.columns - 4 - day.length)
  return lines.map((line, index) =>
    index === 0 ? `  ${style.cyan(day)}  ${line}` : `${' '.repeat(4 + day.length)}${line}`,
  )
}
