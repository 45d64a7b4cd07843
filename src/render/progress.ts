/** How far a run has come: one live line on a terminal, a line now and then elsewhere. Never part of the answer. */
import type { EngineEvent, Stage } from '../model/event.ts'
import { cut, grouped, plain } from './plain.ts'
import { type RenderSettings, styleOf } from './style.ts'

export interface ProgressPort {
  write(text: string): void
  /** Milliseconds, for pacing only. */
  now(): number
  /** True: the line may be rewritten. */
  readonly live: boolean
}

export interface Progress {
  event(event: EngineEvent): void
  /** A line that stays, above the live one. */
  note(line: string): void
  /** Takes the live line away. */
  end(): void
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const livePause = 60
const sparsePause = 10_000

// Stages that take no time a person would notice are not announced.
const stages: { readonly [stage in Stage]?: string } = {
  validate: 'checking the files',
  refresh: 'reading the shop',
  apply: 'writing',
  settle: 'checking what was stored',
}

export function createProgress(port: ProgressPort, settings: Partial<RenderSettings> = {}): Progress {
  const style = styleOf(settings)
  // Carriage return and erase-to-end: the only control codes besides colours, and only on a terminal.
  const erase = `\r${String.fromCharCode(27)}[K`
  let drawn = false
  let frame = 0
  let last = Number.NEGATIVE_INFINITY
  const clear = (): void => {
    if (drawn) port.write(erase)
    drawn = false
  }
  const draw = (text: string): void => {
    if (port.now() - last < livePause) return
    last = port.now()
    frame = (frame + 1) % frames.length
    port.write(`${erase}${style.cyan(frames[frame] ?? '')} ${cut(text, style.columns - 3)}`)
    drawn = true
  }
  const say = (text: string, always: boolean): void => {
    if (!always && port.now() - last < sparsePause) return
    last = port.now()
    port.write(`${style.dim(text)}\n`)
  }
  return {
    event(event) {
      const text = textOf(event)
      if (text === undefined) return
      if (port.live) draw(text)
      else say(text, event.type === 'stage')
    },
    note(line) {
      clear()
      port.write(`${line}\n`)
    },
    end: clear,
  }
}

function textOf(event: EngineEvent): string | undefined {
  switch (event.type) {
    case 'stage':
      return event.phase === 'started' ? stages[event.stage] : undefined
    case 'read': {
      const of = event.total === undefined ? '' : ` of ${grouped(event.total)}`
      return `reading ${plain(event.connection)}/${plain(event.kind)}  ${grouped(event.objects)}${of}`
    }
    case 'operation': {
      const [first = '', ...rest] = event.operation.addresses
      const more = rest.length === 0 ? '' : ` and ${grouped(rest.length)} more`
      return `writing ${grouped(event.index)} of ${grouped(event.of)}  ${plain(event.operation.operation)}  ${plain(first)}${more}`
    }
    case 'diagnostic':
    case 'planned':
    case 'outcome':
      return undefined
  }
}
