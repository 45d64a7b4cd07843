/** The event of a job of GitHub Actions: which pull request it is of. */
import { readFile } from 'node:fs/promises'
import { ReconcilerError } from '../model/errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'

/** Throws E6002. `number`: that of the command line, with which a job goes on without an event. */
export async function eventOf(path: string | undefined, number: string | undefined): Promise<JsonObject | undefined> {
  if (path === undefined) return undefined
  try {
    const event: Json = JSON.parse(await readFile(path, 'utf8'))
    return isJsonObject(event) ? event : undefined
  } catch (cause) {
    if (number !== undefined) return undefined
    throw new ReconcilerError('E6002', 'the event of this job (GITHUB_EVENT_PATH) cannot be read', {
      hint: 'give --number to ci comment',
      cause,
    })
  }
}

export function pullRequestIn(event: JsonObject | undefined): string | undefined {
  const issue = member(event, 'issue')
  const found = [
    member(event, 'pull_request'),
    // A comment on a pull request is a comment on an issue.
    member(issue, 'pull_request') === undefined ? undefined : issue,
    firstOf(member(event, 'workflow_run')?.['pull_requests']),
  ].find((one) => typeof one?.['number'] === 'number')
  return found === undefined ? undefined : String(found['number'])
}

/** The text at the end of a path of names. */
export function textIn(event: JsonObject | undefined, ...path: readonly string[]): string | undefined {
  const last = path.at(-1) ?? ''
  let holder = event
  for (const name of path.slice(0, -1)) holder = member(holder, name)
  const value = holder?.[last]
  return typeof value === 'string' ? value : undefined
}

function member(of: JsonObject | undefined, name: string): JsonObject | undefined {
  const value = of?.[name]
  return isJsonObject(value) ? value : undefined
}

function firstOf(list: Json | undefined): JsonObject | undefined {
  const [first] = Array.isArray(list) ? list : []
  return isJsonObject(first) ? first : undefined
}
