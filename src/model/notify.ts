/** `notify:` of butik.yaml: who is told after an apply, and when. */
import type { YamlScalar } from './yaml.ts'

export const notifyFormats = ['slack', 'json'] as const
export type NotifyFormat = (typeof notifyFormats)[number]

/** `changes`: something was written, or was to be and was not. `failure`: something was not. */
export const notifyTimes = ['always', 'changes', 'failure'] as const
export type NotifyTime = (typeof notifyTimes)[number]

export interface NotifySettings {
  /** A secret: whoever has it may write to the channel. Read when there is something to tell. */
  readonly url: YamlScalar
  readonly format: NotifyFormat
  readonly on: NotifyTime
}
