/** What the settings of every connection have in common: how they are refused, and the address among them. */
import * as z from 'zod'
import { ReconcilerError } from '../model/errors.ts'
import type { ConnectionSettings } from '../model/provider.ts'
import { defaultConcurrency, firstConcurrency, mostConcurrency } from './pace.ts'

/** An E1301. The problem names the setting and never its value: it may be a secret. */
export type Refuse = (problem: string, hint?: string) => ReconcilerError

export function refuserOf({ name, vendor }: Pick<ConnectionSettings, 'name' | 'vendor'>): Refuse {
  return (problem, hint = `its settings are listed in docs/vendors/${vendor}.md`) =>
    new ReconcilerError('E1301', `connection ${name}: ${problem}`, { hint })
}

/** Throws what `refuse` makes of the first setting that does not fit. */
export function parsedSettings<Settings>(schema: z.ZodType<Settings>, values: unknown, refuse: Refuse): Settings {
  const parsed = schema.safeParse(values)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const keys = issue?.code === 'unrecognized_keys' ? issue.keys : []
  const where = [...(issue?.path ?? []), ...keys].join('.')
  throw refuse(`${where === '' ? 'its settings' : where} is missing or wrong`)
}

/** Where the API is, without a slash at the end. */
export function baseUrlOf(url: string, refuse: Refuse, hint?: string): string {
  if (!URL.canParse(url) || !/^https?:\/\//.test(url)) throw refuse('url is not an http or https address', hint)
  return url.replace(/\/+$/, '')
}

/** `concurrency` of every connection. */
export const concurrencySetting: z.ZodType<number | undefined> = z
  .int()
  .min(1)
  .max(mostConcurrency)
  .meta({
    description: `Calls under way at once at most; ${defaultConcurrency} unless set. It begins with ${firstConcurrency} and goes by how the vendor answers.`,
    default: defaultConcurrency,
    examples: [2],
  })
  .optional()

/** The same text for the same address, however it was written, and without what may be a secret in it; '' where it is none. */
export function plainUrl(text: string): string {
  if (!URL.canParse(text)) return ''
  const { origin, pathname } = new URL(text)
  return `${origin}${pathname}`.replace(/\/+$/, '')
}
