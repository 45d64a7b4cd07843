/** The published shape of one line of `--format ndjson`: an event of the run, or an answer. */
import * as z from 'zod'
import type { Stage } from '../model/event.ts'
import { action, address, applied, count, diagnostic, operation, planSchema, text } from './plan-schema.ts'

const stages = [
  'load',
  'validate',
  'resolve',
  'refresh',
  'bind',
  'diff',
  'plan',
  'apply',
  'settle',
] as const satisfies readonly Stage[]

/** Answers of commands that plan nothing; each has what the JSON of that command has. */
const answers = [
  'examined',
  'probed',
  'documented',
  'request',
  'reply',
  'entry',
  'unlocked',
  'resolved',
  'forgotten',
  'moved',
  'rebuilt',
  'imported',
  'schema',
  'written',
  'explained',
  'graph',
  'next',
  'commented',
  'approved',
  'acknowledged',
  'reported',
  'drift',
] as const

/** The run that had begun: from then on each line names it. */
const run = text.exactOptional()

const line = z.union([
  z
    .strictObject({ type: z.literal('version'), formatVersion: z.literal(1), butik: text })
    .describe('The first line: what the others look like, and which butik it is.'),
  z.strictObject({ type: z.literal('stage'), stage: z.enum(stages), phase: z.enum(['started', 'finished']), run }),
  z
    .strictObject({
      type: z.literal('read'),
      connection: text,
      kind: text,
      objects: count,
      total: count.exactOptional(),
      run,
    })
    .describe('How many objects of a kind were read so far, and how many there are where the vendor says it.'),
  z.strictObject({ type: z.literal('diagnostic'), diagnostic, run }),
  z.strictObject({ type: z.literal('planned'), plan: planSchema }).describe('The answer of plan.'),
  z
    .strictObject({
      type: z.literal('operation'),
      phase: z.enum(['started', 'finished']),
      operation,
      index: count,
      of: count,
      run,
    })
    .describe('One call of an apply.'),
  z
    .strictObject({
      type: z.literal('outcome'),
      address,
      action,
      outcome: z.enum(['succeeded', 'failed', 'skipped', 'in-doubt']),
      message: text.exactOptional(),
      run,
    })
    .describe('What became of one change; it is durable before it is told.'),
  z.strictObject({ type: z.literal('applied'), ...applied }).describe('The answer of apply and destroy.'),
  z.looseObject({ type: z.enum(answers) }).describe('The answer of another command, or one part of it.'),
])

export const eventSchema: z.ZodType = line.meta({
  title: 'butik event',
  description: 'One line of --format ndjson, and of a --report whose name ends in .ndjson.',
})
