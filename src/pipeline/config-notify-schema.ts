/** The shape of `notify:` in zod: part of what schemas/config.json is written from. Not loaded when butik runs. */
import * as z from 'zod'
import { notifyFormats, notifyTimes } from '../model/notify.ts'

export const notifySchema: z.ZodType = z
  .strictObject({
    url: z.string().min(1).describe('Address that takes the notice: a secret, so !env NAME or !file path.'),
    format: z
      .enum(notifyFormats)
      .optional()
      .describe('slack: { "text": … }, as Slack, Mattermost and others take it; json: the report. slack unless set.'),
    on: z
      .enum(notifyTimes)
      .optional()
      .describe(
        'always: after each apply. changes: where something was written, or was to be and was not. failure: where something was not. changes unless set.',
      ),
  })
  .describe('Who is told after an apply.')
