/** Which process holds something, told so that another process on the same machine can see whether it still runs. */
import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'

export interface ProcessMark {
  readonly host: string
  readonly pid: number
  /** Linux only: the boot and the tick in which it started, so that a pid used again is not taken for it. */
  readonly started?: string
  /** Linux only: the pid namespace. Two containers may have one host name and not see each other's processes. */
  readonly space?: string
}

export async function ownMark(host: string = hostname()): Promise<ProcessMark> {
  const { pid } = process
  const [started, space] = await Promise.all([startOf(pid), readlink('/proc/self/ns/pid').catch(() => undefined)])
  return {
    host,
    pid,
    ...(typeof started === 'string' && { started }),
    ...(space !== undefined && { space }),
  }
}

/**
 * `unknown` for another host, another boot or another container: nothing can be seen of its process there. Two machines
 * may have one name, and a lock broken under a live run costs more than a wait.
 */
export async function fateOf(mark: ProcessMark, own: ProcessMark): Promise<'running' | 'gone' | 'unknown'> {
  if (mark.host !== own.host || mark.space !== own.space || bootOf(mark) !== bootOf(own)) return 'unknown'
  if (!isAlive(mark.pid)) return 'gone'
  const started = await startOf(mark.pid)
  return started === 'ended' || (started !== undefined && started !== mark.started) ? 'gone' : 'running'
}

function bootOf(mark: ProcessMark): string | undefined {
  return mark.started?.split(' ')[0]
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs, and belongs to somebody else.
    return !(error instanceof Error) || Reflect.get(error, 'code') !== 'ESRCH'
  }
}

/** `ended` for a killed process that its parent has not taken notice of; undefined where there is no /proc. */
async function startOf(pid: number): Promise<string | 'ended' | undefined> {
  try {
    const [boot, stat] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ])
    // The name of the program is in brackets and may hold spaces and brackets itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state = '', ticks = ''] = [fields[0], fields[19]]
    return state === 'Z' || state === 'X' ? 'ended' : `${boot.trim()} ${ticks}`
  } catch {
    return undefined
  }
}
