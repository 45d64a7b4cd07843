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
  /** Where each stage is a part of the log that is closed at first. Absent: its title is a line. */
  readonly folds?: { open(title: string): void; close(): void }
}

export interface Progress {
  event(event: EngineEvent): void
  /** A line that stays, above the live one, and out of what is folded. */
  note(line: string): void
  /** As a note, of the stage that is going on: folded with it. */
  detail(line: string): void
  /** Takes the live line away, and ends what is folded. */
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
  const folding = foldingOf(port.folds)
  const say = (text: string): void => {
    if (port.now() - last < sparsePause) return
    stay(style.dim(text))
  }
  const stay = (line: string): void => {
    last = port.now()
    folding.resume()
    port.write(`${line}\n`)
  }
  return {
    event(event) {
      const text = textOf(event)
      if (event.type === 'stage' && event.phase === 'finished') folding.end()
      if (text === undefined) return
      if (port.live) draw(text)
      else if (event.type !== 'stage') say(text)
      else if (folding.begin(text)) last = port.now()
      else stay(style.dim(text))
    },
    note(line) {
      clear()
      folding.pause()
      port.write(`${line}\n`)
    },
    detail(line) {
      clear()
      folding.resume()
      port.write(`${line}\n`)
    },
    end() {
      clear()
      folding.end()
    },
  }
}

/** One fold at a time. What must be seen pauses it, and the next line of the stage opens another of the same title. */
interface Folding {
  resume(): void
  pause(): void
  end(): void
  /** False where nothing is folded here. */
  begin(title: string): boolean
}

function foldingOf(folds: ProgressPort['folds']): Folding {
  let title: string | undefined
  let open = false
  const resume = (): void => {
    if (title !== undefined && !open) folds?.open(title)
    open = title !== undefined
  }
  const pause = (): void => {
    if (open) folds?.close()
    open = false
  }
  const end = (): void => {
    pause()
    title = undefined
  }
  return {
    resume,
    pause,
    end,
    begin(text: string): boolean {
      end()
      if (folds === undefined) return false
      title = text
      resume()
      return true
    },
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
