// The crash matrix: where a run can be killed, read off a run that nobody disturbed, and a real process killed at one of
// these points after another, on shops of its own that are put back each time.
import { cp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { RequestLogEntry } from '../../src/sandbox/request-log.ts'
import { type Project, project, type Result } from './butik.ts'
import { diOf, filesOf, madeBy, type Traces, tracesOf } from './crash-traces.ts'
import { type CrashWorld, flags } from './crash-world.ts'

export const classes = ['before a call', 'after a call', 'at a write to disk'] as const

export interface Point {
  readonly at: (typeof classes)[number]
  /** A call or a write by what it is and its turn among its like, so that no other one in between moves it. */
  readonly what: string
}

export interface Start {
  readonly shop: Project
  /** Both vendors, the state and the log as they are before the plan. */
  back(): Promise<void>
}

export interface Undisturbed {
  readonly points: readonly Point[]
  readonly traces: Traces
  readonly made: readonly string[]
  /** What lies beside the state at its end. */
  readonly files: readonly string[]
}

/** A shop after the first apply, with the files of the plan that is to come. */
export async function startOf(world: CrashWorld): Promise<Start> {
  const shop = await project(world.before)
  const first = await shop.butik(['apply', '--yes', '--ack', 'unseen-create'])
  if (first.code !== 0) throw new Error(`the first apply ended with ${first.code}: ${first.stdout}${first.stderr}`)
  await world.ownersThings(shop)
  await shop.write(world.after)
  const { sandbox } = shop
  const [own, saved] = [join(shop.folder, '.butik'), `${shop.folder}-start`]
  const [store, warehouses] = [sandbox.shoporama.snapshot(), diOf(shop).snapshot()]
  await cp(own, saved, { recursive: true })
  const dispose = shop[Symbol.asyncDispose].bind(shop)
  return {
    shop: {
      ...shop,
      [Symbol.asyncDispose]: async () => {
        await dispose()
        await rm(saved, { recursive: true })
      },
    },
    async back() {
      undisturbed(shop)
      sandbox.shoporama.restore(store)
      sandbox.shoporama.setCalls({ limit: 1000, used: { token: 0 } })
      diOf(shop).restore(warehouses)
      shop.forgetCalls()
      await rm(own, { recursive: true, force: true })
      await cp(saved, own, { recursive: true })
    },
  }
}

function undisturbed({ sandbox }: Project): void {
  delete sandbox.onCall
  delete sandbox.beforeAnswer
}

/** A sync writes nothing: what a killed process leaves before it is what it leaves after it. `syncs`: tried all the same. */
const isSync = (write: string) => /^(data)?sync /.test(write)

/** Runs the plan once, undisturbed, and gives every point there is in it. */
export async function record({ shop, back }: Start, { syncs }: { syncs: boolean }): Promise<Undisturbed> {
  await back()
  const calls: string[] = []
  const name = namer()
  shop.sandbox.onCall = (entry) => void calls.push(name(entry))
  const writesFile = `${shop.folder}-writes.json`
  const began = Date.now()
  const ended = await shop.start(['apply', ...flags], { env: hooked({ WRITES_FILE: writesFile }) }).done
  // On a machine that is this busy a timer may have written something that the next run does not.
  if (Date.now() - began > 20_000) return await record({ shop, back }, { syncs })
  if (ended.code !== 0) throw new Error(`undisturbed, it ended with ${ended.code}: ${ended.stdout}${ended.stderr}`)
  const written = JSON.parse(await readFile(writesFile, 'utf8')) as string[]
  const writes = written.filter((write) => syncs || !isSync(write))
  await rm(writesFile)
  undisturbed(shop)
  const found = [calls, calls, writes].flatMap((names, index) =>
    names.map((what): Point => ({ at: classes[index] ?? 'before a call', what })),
  )
  return {
    points: found,
    traces: await tracesOf(shop),
    made: madeBy(shop, logOf(shop)),
    files: await filesOf(shop),
  }
}

export function logOf({ sandbox }: Project): RequestLogEntry[] {
  return [...sandbox.shoporama.log, ...sandbox.vendor('distribution-innovation').log]
}

function hooked(variables: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const wanted = process.env['BUTIK_TEST_LONG'] === '1' || process.env['CACHE_TOO'] === '1'
  const cache = wanted ? { CACHE_TOO: '1' } : {}
  return { NODE_OPTIONS: `--import ${new URL('kill-at-write.mjs', import.meta.url).href}`, ...cache, ...variables }
}

function namer(): (entry: RequestLogEntry) => string {
  const turns = new Map<string, number>()
  return ({ method, path, query }) => {
    const call = `${method} ${path}?${new URLSearchParams(query).toString()}`
    turns.set(call, (turns.get(call) ?? 0) + 1)
    return `${call} ${turns.get(call)}`
  }
}

/** Kills the real process there and nowhere else; what is wrong if it did not come to that. */
export async function killAt({ at, what }: Point, shop: Project): Promise<string | undefined> {
  const env = at === 'at a write to disk' ? hooked({ KILL_AT_WRITE: what }) : {}
  const { child, done } = shop.start(['apply', ...flags], { env })
  const name = namer()
  let struck: RequestLogEntry | undefined
  const kill = async (): Promise<never> => {
    child.kill('SIGKILL')
    // Neither is anything done nor answered before it is certain that nobody is there any more.
    await done
    throw new Error('the caller is gone')
  }
  shop.sandbox.onCall = async (entry) => {
    if (name(entry) !== what) return
    struck = entry
    if (at === 'before a call') await kill()
  }
  shop.sandbox.beforeAnswer = async (entry) => {
    if (at === 'after a call' && entry === struck) await kill()
  }
  const ended = await done
  undisturbed(shop)
  return ended.signal === 'SIGKILL' ? undefined : `was not killed: exit ${ended.code} ${ended.stderr}`
}

/** Ctrl-C while this call is being answered: once, or a second time as soon as the first has been heard. */
export async function interruptAt(what: string, shop: Project, times: 1 | 2): Promise<Result> {
  const { child, done } = shop.start(['apply', ...flags])
  const heard = new Promise<void>((resolve) => {
    child.stderr?.on('data', (text: string) => {
      if (text.includes('Stopping after the calls in flight')) resolve()
    })
  })
  const name = namer()
  shop.sandbox.beforeAnswer = async (entry) => {
    if (name(entry) !== what) return
    child.kill('SIGINT')
    await Promise.race([heard, done])
    if (times === 1) return
    child.kill('SIGINT')
    await done
    throw new Error('the caller is gone')
  }
  const ended = await done
  undisturbed(shop)
  return ended
}

/** Tries every point, one at a time on each shop; gives what went wrong, by point. */
export async function tryAll(
  points: readonly Point[],
  starts: readonly Start[],
  attempt: (point: Point, shop: Project) => Promise<readonly string[]>,
): Promise<string[]> {
  const queue = [...points]
  const wrong: string[] = []
  const work = async ({ shop, back }: Start): Promise<void> => {
    for (let point = queue.shift(); point !== undefined; point = queue.shift()) {
      await back()
      const problems = await attempt(point, shop)
      if (problems.length > 0) wrong.push(`${point.at}, ${point.what}:\n  ${problems.join('\n  ')}`)
    }
  }
  await Promise.all(starts.map(work))
  return wrong
}
