/** The time of this machine. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../model/ports.ts'

export const machineClock: Clock = {
  now: () => new Date(),
  async sleep(ms, signal) {
    await pause(ms, undefined, signal === undefined ? {} : { signal })
  },
}
