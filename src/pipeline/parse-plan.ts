/** A saved plan, read back: its text → the plan, or what is wrong with it. Pure. */
import type { Diagnostic } from '../model/diagnostic.ts'
import { ReconcilerError } from '../model/errors.ts'
import { isJsonObject } from '../model/json.ts'
import type { Plan } from '../model/plan.ts'
import { diagnosticsSchema, planSchema } from './plan-schema.ts'

/** Throws E3003 where the text is not a plan of this format; whether it is stale is not judged here. `file`: its name for people. */
export function parsePlan(content: string, file: string): Plan {
  const hint = 'make a new one with `butik plan -o FILE`'
  let value: unknown
  try {
    value = JSON.parse(content)
  } catch (cause) {
    throw new ReconcilerError('E3003', `${file} is not a plan: it is not JSON`, { hint, cause })
  }
  const version = isJsonObject(value) ? value['formatVersion'] : undefined
  if (version === undefined)
    throw new ReconcilerError('E3003', `${file} is not a plan: it has no formatVersion`, { hint })
  if (version !== 1) {
    throw new ReconcilerError(
      'E3003',
      `the plan ${file} has format ${JSON.stringify(version)}, and this butik reads format 1`,
      { hint },
    )
  }
  const parsed = planSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.map(String).join('.')}`
  throw new ReconcilerError('E3003', `the plan ${file} is damaged${where}: ${issue?.message ?? 'it is not a plan'}`, {
    hint,
  })
}

/** What the file of a plan holds where there was none: its problems. Undefined where the text is no such thing. */
export function parseDiagnostics(content: string): readonly Diagnostic[] | undefined {
  try {
    const parsed = diagnosticsSchema.safeParse(JSON.parse(content))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}
