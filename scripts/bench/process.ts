// A whole process, as a user waits for it, with what it used: CPU and memory are told by the process itself as it ends.
import { spawn } from 'node:child_process'

export interface Measured {
  readonly wallMs: number
  /** User and system time together. */
  readonly cpuMs: number
  readonly peakMb: number
}

const reports = `data:text/javascript,process.on('exit',()=>{const u=process.resourceUsage();process.stderr.write('\\nused '+u.maxRSS+' '+(u.userCPUTime+u.systemCPUTime)+'\\n')})`

export async function started(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Measured> {
  const start = performance.now()
  const child = spawn(process.execPath, ['--import', reports, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const wallMs = performance.now() - start
  const [, kilobytes, microseconds] = /used (\d+) (\d+)/.exec(errors) ?? []
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${errors}`)
  return { wallMs, cpuMs: Number(microseconds) / 1000, peakMb: Number(kilobytes) / 1024 }
}

/** Milliseconds alone, with nothing added to the start: a report of its own would be a part of so short a time. */
export async function wallMsOf(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const start = performance.now()
  const child = spawn(process.execPath, args, { env, stdio: 'ignore' })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`)
  return performance.now() - start
}

export function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

export function medianOf(runs: readonly Measured[]): Measured {
  return {
    wallMs: middle(runs.map(({ wallMs }) => wallMs)),
    cpuMs: middle(runs.map(({ cpuMs }) => cpuMs)),
    peakMb: Math.max(...runs.map(({ peakMb }) => peakMb)),
  }
}
