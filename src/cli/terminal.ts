/**
 * The three streams of the process. A reader that went away (`butik plan | head`) is no reason to stop: what cannot be
 * written is dropped, so that an apply in mid-flight still finishes and journals.
 */
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'

export interface Terminal {
  /** Standard output: the answer. */
  out(text: string): void
  /** Standard error: progress, notes, problems. */
  err(text: string): void
  readonly outIsTerminal: boolean
  readonly errIsTerminal: boolean
  /** True where a person can be asked. */
  readonly canAsk: boolean
  /** Width, where there is one. */
  readonly columns: number | undefined
  /** One line typed by a person, or undefined where they left. */
  ask(question: string, signal: AbortSignal): Promise<string | undefined>
  /** As ask, without showing what is typed: for a secret. */
  askSecret(question: string, signal: AbortSignal): Promise<string | undefined>
}

export function processTerminal(): Terminal {
  return {
    out: writer(process.stdout),
    err: writer(process.stderr),
    outIsTerminal: process.stdout.isTTY,
    errIsTerminal: process.stderr.isTTY,
    canAsk: process.stdin.isTTY && process.stderr.isTTY,
    // A terminal that does not know its width says 0.
    columns: process.stdout.columns || process.stderr.columns || undefined,
    ask,
    askSecret,
  }
}

function writer(stream: NodeJS.WriteStream): (text: string) => void {
  let gone = false
  stream.on('error', (error: NodeJS.ErrnoException) => {
    gone = true
    if (error.code !== 'EPIPE') process.exitCode = 1
  })
  return (text) => {
    if (!gone) stream.write(text)
  }
}

function ask(question: string, signal: AbortSignal): Promise<string | undefined> {
  return typed(question, signal, process.stderr)
}

async function askSecret(question: string, signal: AbortSignal): Promise<string | undefined> {
  process.stderr.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const answer = await typed('', signal, silent)
  process.stderr.write('\n')
  return answer
}

function typed(question: string, signal: AbortSignal, output: Writable): Promise<string | undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(undefined)
    // As a terminal it takes the keys itself: then nothing echoes them.
    const lines = createInterface({ input: process.stdin, output, terminal: process.stdin.isTTY })
    const leave = (): void => lines.close()
    signal.addEventListener('abort', leave, { once: true })
    lines.once('close', () => {
      signal.removeEventListener('abort', leave)
      resolve(undefined)
    })
    // readline takes Ctrl-C for itself while it asks: there it means no.
    lines.once('SIGINT', leave)
    lines.question(question, (answer) => {
      resolve(answer)
      lines.close()
    })
  })
}
