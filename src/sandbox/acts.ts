/** What people do at a vendor without its API, by name: what an act takes is looked at here, what it does is its room's. */
import type { JsonRecord } from './json.ts'

export interface ActDefinition<Context> {
  /** Names of its arguments; one with a question mark may be left out. */
  readonly takes: readonly string[]
  /** What the names do not tell. */
  readonly note?: string
  /** Gives what came of it; throws where it cannot be done. */
  readonly run: (context: Context, act: JsonRecord) => unknown
}

export type Acts<Context> = Readonly<Record<string, ActDefinition<Context>>>

function usageOf(name: string, { takes, note }: Pick<ActDefinition<unknown>, 'takes' | 'note'>): string {
  const names = takes.length === 0 ? 'nothing' : takes.join(', ')
  return `${name} takes ${names}${note === undefined ? '' : `; ${note}`}`
}

/** `{act: <name>, …}`. Every refusal says what the act takes: whoever steers a sandbox has no other page to read. */
export function runAct<Context>(acts: Acts<Context>, context: Context, request: JsonRecord): unknown {
  const { act: name, ...given } = request
  const act = typeof name === 'string' && Object.hasOwn(acts, name) ? acts[name] : undefined
  if (act === undefined) throw new Error(`act is one of ${Object.keys(acts).join(', ')}, not ${JSON.stringify(name)}`)
  const usage = usageOf(String(name), act)
  const known = act.takes.map((argument) => argument.replace('?', ''))
  const unknown = Object.keys(given).find((argument) => !known.includes(argument))
  if (unknown !== undefined) throw new Error(`${usage}: not ${unknown}`)
  const missing = act.takes.find((argument) => !argument.endsWith('?') && given[argument] === undefined)
  if (missing !== undefined) throw new Error(`${usage}: ${missing} is missing`)
  try {
    return act.run(context, given)
  } catch (error) {
    throw new Error(`${usage}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}
