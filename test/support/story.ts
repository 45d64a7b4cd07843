// A story told by the command line: every command with what it said, as a text that a reader can check; and for each
// plan and apply the price against what the sandbox counted.
import { expect } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import type { SandboxOptions } from '../../src/sandbox/server.ts'
import { type Project, project, type Result, type RunOptions } from './butik.ts'

export interface Story extends AsyncDisposable {
  readonly shop: Project
  write(files: Readonly<Record<string, string>>): Promise<void>
  /** Applies what is written, without a word in the transcript. */
  given(): Promise<void>
  /** Any command. */
  butik(args: string, run?: RunOptions): Promise<Result>
  /** `butik plan`, kept in the file `next`: changes nothing and costs what it says. */
  plan(args?: string, run?: RunOptions): Promise<Plan>
  /** `butik apply` of the plan kept last: makes the calls that were foretold where it ends well. */
  apply(): Promise<Result>
  /** A line that is not a command: what somebody else does. */
  meanwhile(what: string): void
  /** The id of a product in the shop, by own_id. */
  productId(ownId: string): number
  /** Compares all that was said with `transcripts/<name>.txt`. */
  ends(name: string): Promise<void>
}

export async function story(files: Readonly<Record<string, string>>, options: SandboxOptions = {}): Promise<Story> {
  const shop = await project(files, options)
  const lines: string[] = []
  let last: Plan | undefined
  const state = () => shop.read('.butik/default/state.json').catch(() => 'no state')
  const world = async () => `${JSON.stringify(shop.sandbox.shoporama.snapshot())}\n${await state()}`
  const calls = () => shop.calls().map(({ method, path }) => `${method} ${path}`)
  const butik: Story['butik'] = async (args, run) => {
    shop.forgetCalls()
    const result = await shop.butik(args.split(' '), run)
    expect(result.stderr).not.toMatch(/^ +at /m)
    lines.push(`$ butik ${args}`, plainly(result), result.code === 0 ? '' : `(exit ${result.code})\n`)
    expect
      .soft(
        calls().filter((call) => /^GET \/[a-z-]+\/./.test(call)),
        'no object is read by its id',
      )
      .toEqual([])
    return result
  }
  return {
    shop,
    butik,
    write: shop.write,
    async given() {
      expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
    },
    meanwhile: (what) => lines.push(`… ${what}\n`),
    async plan(args = '', run) {
      const before = await world()
      await butik(`plan -o next${args === '' ? '' : ` ${args}`}`, run)
      expect.soft((await world()) === before, 'a plan changes neither the shop nor the state').toBe(true)
      last = JSON.parse(await shop.read('next')) as Plan
      expect.soft(calls(), 'calls of the plan').toHaveLength(last.cost['shop']?.planReads ?? 0)
      return last
    },
    async apply() {
      const result = await butik('apply next')
      const { applyReads = 0, writes = 0 } = last?.cost['shop'] ?? {}
      if (result.code === 0) expect.soft(calls(), 'calls of the apply').toHaveLength(applyReads + writes)
      return result
    },
    productId(ownId) {
      const rows = shop.sandbox.shoporama.snapshot().collections['products']?.rows ?? []
      const found = (rows as unknown as readonly { id: number; fields: { own_id: unknown } }[]).filter(
        ({ fields }) => fields.own_id === ownId,
      )
      if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} products have own_id ${ownId}`)
      return found[0].id
    },
    async ends(name) {
      const text = `${lines
        .filter((line) => line !== '')
        .join('\n')
        .trim()}\n`
      expect(text.split('\n').length, 'lines of the transcript').toBeLessThan(110)
      await expect(text).toMatchFileSnapshot(`../golden/transcripts/${name}.txt`)
    },
    [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose](),
  }
}

const progress = /^(reading the shop|writing|checking what was stored|The plan is in next; .*)$/

/** What was said without what differs from run to run. */
function plainly({ stdout, stderr }: Result): string {
  const notes = stderr.split('\n').filter((line) => !progress.test(line))
  return `${stdout.trimEnd()}\n${notes.join('\n').trimEnd()}`
    .trim()
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, 'http://sandbox')
    .replace(/\b(?:127\.0\.0\.1|localhost):\d+/g, 'sandbox')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'RUN')
    .concat('\n')
}
