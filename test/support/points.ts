// A run that is disturbed at one point after another: each worker has a shop of its own, put back before every point.
import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Project } from './butik.ts'

export interface Start {
  readonly shop: Project
  /** Puts shop, state and counters back to where the points begin. */
  back(): Promise<void>
}

/** Keeps what the shop and the state are now. */
export async function startingHere(shop: Project): Promise<Start> {
  const { shoporama } = shop.sandbox
  const snapshot = shoporama.snapshot()
  const saved = `${shop.folder}-start`
  await cp(join(shop.folder, '.butik'), saved, { recursive: true })
  return {
    shop,
    async back() {
      delete shop.sandbox.onCall
      delete shop.sandbox.afterCommit
      delete shop.sandbox.beforeAnswer
      shop.sandbox.faults.clear()
      shoporama.restore(snapshot)
      shoporama.setCalls({ limit: 1000, used: { token: 0 } })
      shop.forgetCalls()
      await rm(join(shop.folder, '.butik'), { recursive: true, force: true })
      await cp(saved, join(shop.folder, '.butik'), { recursive: true })
    },
  }
}

/** Tries every point, two at a time on two shops; gives what went wrong, by point. */
export async function tryAll<Point>(
  points: readonly Point[],
  starts: readonly Start[],
  attempt: (point: Point, start: Start) => Promise<string | undefined>,
): Promise<string[]> {
  const queue = [...points]
  const wrong: string[] = []
  const work = async (start: Start): Promise<void> => {
    for (let point = queue.shift(); point !== undefined; point = queue.shift()) {
      await start.back()
      const problem = await attempt(point, start)
      if (problem !== undefined) wrong.push(`${JSON.stringify(point)}: ${problem}`)
    }
  }
  await Promise.all(starts.map(work))
  return wrong
}
