/**
 * `butik __complete SHELL WORD…`: what a shell asks while a command is being typed. Answers one word a line, with what it is
 * behind a tab, and what the shell is to do besides on a last line that begins with a colon. Offline; of what is wrong it says
 * nothing, and answers less.
 */
import { resolve } from 'node:path'
import { createProgram } from '../program.ts'
import { answerTo } from './answers.ts'
import { completionFacts } from './facts.ts'
import { type Shell, typed } from './words.ts'

export interface Asked {
  /** Behind `__complete`: the shell, and the words of the line behind `butik`. */
  readonly words: readonly string[]
  readonly butik: string
}

export async function complete({ words: [shell = 'bash', ...words], butik }: Asked): Promise<string> {
  const program = createProgram({
    butik,
    terminal: { out: () => undefined, err: () => undefined },
    context: () => Promise.reject(new Error('nothing is carried out')),
    finish: () => undefined,
  })
  const asked = typed(program, shellOf(shell), words)
  const dir = resolve(asked.given.get('C') ?? '.')
  const { words: found, besides } = await answerTo(asked, program, () =>
    completionFacts({ dir, environment: asked.given.get('env'), butik }),
  )
  const fitting = found.filter(({ word }) => word.startsWith(asked.prefix))
  const lines = fitting.map(
    ({ word, about }) => `${asked.keep}${word}${about === undefined ? '' : `\t${oneLine(about)}`}`,
  )
  return [...lines, ...(besides === undefined ? [] : [`:${besides}`])].map((line) => `${line}\n`).join('')
}

function shellOf(name: string): Shell {
  return name === 'zsh' || name === 'fish' ? name : 'bash'
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}
