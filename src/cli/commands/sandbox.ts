/** `butik sandbox`: the vendors' APIs on this machine, until it is told to stop. */
import { openSandbox, sandboxVendors } from '../compose.ts'
import { type Context, pathFrom } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { misused } from '../options.ts'

export interface SandboxFlags {
  readonly port?: string
  readonly data?: string
  /** `--seed` alone takes the example shop. */
  readonly seed?: string | true
  /** Empty: all. */
  readonly vendors: readonly string[]
}

const seeds = ['empty', 'furniture-shop', 'nordic-group'] as const

export async function sandbox(context: Context, flags: SandboxFlags): Promise<ExitCode> {
  const { terminal, signal, endQuietly } = context
  endQuietly()
  const port = portOf(flags.port)
  const seed = seedOf(flags.seed)
  const running = await openSandbox({
    ...(port === undefined ? {} : { port }),
    ...(flags.data === undefined ? {} : { data: pathFrom(context, flags.data) }),
    ...(seed === undefined ? {} : { seed }),
    ...(flags.vendors.length === 0 ? {} : { vendors: await vendorsOf(flags.vendors) }),
  }).catch((error: unknown) => {
    throw isTaken(error) ? misused(`--port ${port ?? 0} cannot be listened on`, taken) : error
  })
  terminal.out(`${JSON.stringify(running.ready)}\n`)
  await aborted(signal)
  await running.close()
  return exitCodes.done
}

const taken = 'Another program listens there, perhaps a sandbox of before; give another port, or none for a free one.'

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES')
}

async function vendorsOf(names: readonly string[]): Promise<readonly string[]> {
  const known = await sandboxVendors()
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) throw misused(`--vendor ${unknown} is not known`, `Vendors are ${known.join(', ')}.`)
  return [...new Set(names)]
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= 65_535))
    throw misused(`--port ${text} is not a port`, 'A port is a number from 0 to 65535; 0 takes a free one.')
  return port
}

function seedOf(name: string | true | undefined): (typeof seeds)[number] | undefined {
  if (name === undefined) return undefined
  const seed = name === true ? 'furniture-shop' : seeds.find((known) => known === name)
  if (seed === undefined) throw misused(`--seed ${name} is not known`, `Seeds are ${seeds.join(', ')}.`)
  return seed
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
