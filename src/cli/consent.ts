/** The question before a write. Whoever does not say yes has said no. */
import { ReconcilerError } from '../model/errors.ts'
import type { Context } from './context.ts'

/** Refuses (E5002) where nobody is there to answer; `--yes` has answered already. `instead`: what else there is to do. */
export async function consents(
  context: Context,
  question: string,
  accepts: (answer: string) => boolean,
  instead = '',
): Promise<boolean> {
  if (context.options.yes) return true
  if (!context.terminal.canAsk) {
    throw new ReconcilerError('E5002', 'this needs a yes, and there is no terminal to ask on', {
      hint: `nothing was written; give --yes${instead}`,
    })
  }
  const answer = await context.terminal.ask(question, context.signal)
  return answer !== undefined && accepts(answer.trim())
}

export function isYes(answer: string): boolean {
  return /^(?:y|yes)$/i.test(answer)
}

/** `shop, delivery` in any order and with any separator: the names, all of them, nothing else. */
export function namesAll(answer: string, names: readonly string[]): boolean {
  const typed = new Set(answer.split(/[\s,]+/).filter((name) => name !== ''))
  return typed.size === names.length && names.every((name) => typed.has(name))
}
