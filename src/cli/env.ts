/** The only reader of the environment of this process. An empty variable counts as not set, as CI systems leave them. */

export type Env = (name: string) => string | undefined

export function envOf(variables: Readonly<Record<string, string | undefined>>): Env {
  return (name) => {
    const value = variables[name]
    return value === '' ? undefined : value
  }
}

export const processEnv: Env = envOf(process.env)

/** All of them, for a program that finds its way by them: git. */
export const processVariables: Readonly<Record<string, string | undefined>> = process.env

/** `--no-color` and NO_COLOR beat FORCE_COLOR, which beats what the stream is; a file is never coloured. */
export function wantsColor(facts: { env: Env; flag: boolean; terminal: boolean; file?: boolean | undefined }): boolean {
  if (!facts.flag || facts.file === true || facts.env('NO_COLOR') !== undefined) return false
  const forced = facts.env('FORCE_COLOR')
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  return facts.terminal && facts.env('TERM') !== 'dumb'
}

/** A line that rewrites itself is noise in the log of a CI run, even where that has a terminal. */
export function wantsLiveProgress(facts: { env: Env; terminal: boolean }): boolean {
  const ci = facts.env('CI')
  return facts.terminal && facts.env('TERM') !== 'dumb' && (ci === undefined || ci === 'false' || ci === '0')
}

export function isDebugging(env: Env): boolean {
  return env('BUTIK_DEBUG') === '1'
}
