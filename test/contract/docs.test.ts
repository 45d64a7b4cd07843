// The words against the code: every diagnostic code has its row, every command and flag is in the README, every
// relative link leads somewhere.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { createProgram } from '../../src/cli/program.ts'
import { diagnosticCodes } from '../../src/model/codes.ts'
import { root } from '../support/butik.ts'

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

describe('docs/errors.md', () => {
  const rows = [...read('docs/errors.md').matchAll(/^\| ([EN]\d{4}) \| (.*?) \| (.*?) \| (.*?) \|$/gm)]

  test('has one row a code, sorted, with the words of codes.ts', () => {
    const words = rows.map(([, code, meaning]) => [code, meaning])
    expect(words).toEqual(Object.entries(diagnosticCodes))
  })

  test('is sorted as codes.ts is', () => {
    const codes = rows.map(([, code]) => code)
    expect(codes).toEqual(codes.toSorted())
  })

  test('says why and what to do', () => {
    for (const [, code, , why, remedy] of rows) {
      expect(why, code).toMatch(/\.$/)
      expect(remedy, code).toMatch(/\.$/)
    }
  })
})

describe('README.md', () => {
  const readme = read('README.md')
  const program = createProgram({
    butik: '0.0.0',
    terminal: { out: () => undefined, err: () => undefined },
    context: () => {
      throw new Error('no command is run here')
    },
    finish: () => undefined,
  })

  function namesOf(command: Command, before: string): string[] {
    const names = command.commands.flatMap((part) => namesOf(part, `${before} ${part.name()}`))
    return command.commands.length === 0 ? [before] : names
  }

  function flagsOf(command: Command): string[] {
    const own = command.options.flatMap(({ short, long }) => [short, long]).filter((flag) => flag != null)
    return [...own, ...command.commands.flatMap(flagsOf)]
  }

  test.each(namesOf(program, 'butik'))('has a row for %s', (name) => {
    expect(readme).toMatch(new RegExp(`^\\| \`${name}[ \`]`, 'm'))
  })

  test.each([...new Set(flagsOf(program))])('has a row for %s', (flag) => {
    expect(readme).toMatch(new RegExp(`^\\| [^|]*\`${flag}[ \`]`, 'm'))
  })

  test('opens with the two commands', () => {
    const first = /```sh\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
    expect(first).toMatch(/^npm ci && npm run demo\b/m)
    expect(first).toMatch(/^npm ci && npm test\b/m)
  })
})

describe('links', () => {
  const skipped = new Set(['node_modules', 'dist', '.git', '.butik', 'coverage'])

  function pages(folder: string): string[] {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      if (skipped.has(entry.name)) return []
      const path = join(folder, entry.name)
      return entry.isDirectory() ? pages(path) : entry.name.endsWith('.md') ? [path] : []
    })
  }

  /** As GitHub makes them: lower case, spaces to dashes, other signs dropped. */
  function anchors(path: string): Set<string> {
    const titles = [...readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title)
    return new Set(
      titles.map((title) =>
        title
          .toLowerCase()
          .replace(/[^\w\- ]/g, '')
          .replaceAll(' ', '-'),
      ),
    )
  }

  function broken(page: string): string[] {
    const text = readFileSync(page, 'utf8').replace(/^```[\s\S]*?^```$/gm, '')
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
    return targets.filter((target) => {
      if (/^[a-z]+:/.test(target)) return false
      const [file = '', anchor] = target.split('#')
      const path = file === '' ? page : resolve(dirname(page), file)
      if (!existsSync(path)) return true
      return anchor !== undefined && !statSync(path).isDirectory() && !anchors(path).has(anchor)
    })
  }

  test.each(pages(root).map((page) => relative(root, page)))('%s leads nowhere wrong', (page) => {
    expect(broken(join(root, page))).toEqual([])
  })
})
