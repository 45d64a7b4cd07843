/**
 * The look of every connection before the first write: what has moved, which connections cannot be used, and whether each
 * leads to the shop that the plan was made for. Writes nothing.
 */
import type { AddressId } from '../model/address.ts'
import { ReconcilerError } from '../model/errors.ts'
import type { Change, Plan } from '../model/plan.ts'
import { checkSources } from './apply-body.ts'
import { type Look, lookAgain } from './apply-look.ts'
import { identityOfHosts } from './identity.ts'
import { checkShops } from './stale.ts'
import type { Connected, World } from './world.ts'

export interface FirstLook {
  readonly looks: ReadonlyMap<string, Look>
  /** Connections that cannot be used, and why. */
  readonly down: ReadonlyMap<string, string>
}

export interface FirstLookInput {
  readonly world: World
  readonly plan: Plan
  readonly connected: readonly Connected[]
  readonly further: (connected: Connected, pages: number) => void
}

/** Throws E3002 where a connection leads to another shop, E3012 where it takes more calls than there are. */
export async function firstLook({ world, plan, connected, further }: FirstLookInput): Promise<FirstLook> {
  const looks = new Map<string, Look>()
  const down = new Map<string, string>()
  const sessions = new Map(connected.map((one) => [one.config.name, one]))
  checkShops(plan, new Map(connected.map((one) => [one.config.name, identityOfHosts(one, [])])))
  for (const name of new Set(plan.operations.map(({ connection }) => connection))) {
    const one = sessions.get(name)
    if (one === undefined) {
      down.set(name, `there is no connection ${name} in this run`)
      continue
    }
    try {
      const { signal } = world
      const look = await lookAgain({ connected: one, plan, further: (pages) => further(one, pages), signal })
      checkShops(plan, new Map([[name, identityOfHosts(one, look.seen.values())]]))
      looks.set(name, look)
    } catch (error) {
      if (!(error instanceof ReconcilerError) || ['E3002', 'E3012'].includes(error.code)) throw error
      down.set(name, `the look before writing failed: ${error.message}`)
    }
  }
  return { looks, down }
}

/** `--all-or-nothing`. Throws E3002 where anything of the plan does not hold any more: nothing was written then. */
export async function refuseMoved(world: World, plan: Plan, { looks, down }: FirstLook): Promise<void> {
  const reasons: string[] = [...down.values()]
  for (const { moved } of looks.values()) for (const [address, why] of moved) reasons.push(`${address}: ${why}`)
  for (const change of plan.changes) reasons.push(...(await sourceProblems(change, plan, world)))
  const [first, second, third, ...more] = reasons
  if (first === undefined) return
  const named = [first, second, third].filter((reason) => reason !== undefined)
  const rest = more.length === 0 ? '' : `; and ${more.length} more`
  throw new ReconcilerError('E3002', `the plan does not hold any more: ${named.join('; ')}${rest}`, {
    hint: 'nothing was written; make a new plan, or apply without --all-or-nothing what still holds',
  })
}

/** A file or a secret that is not what the plan saw would be found out in the middle. */
async function sourceProblems(
  { address, write, links }: Change & { readonly address: AddressId },
  plan: Plan,
  world: World,
): Promise<string[]> {
  try {
    await checkSources({ ...write, ...links }, world, plan.basis.lineage)
    return []
  } catch (error) {
    if (!(error instanceof ReconcilerError)) throw error
    return [`${address}: ${error.message}`]
  }
}
