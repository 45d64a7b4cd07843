import { expect, test } from 'vitest'
import { withWholeHelp } from '../../../src/cli/help-words.ts'
import { createProgram } from '../../../src/cli/program.ts'

const program = (out: (text: string) => void = () => undefined) =>
  createProgram({
    butik: '0.1.0',
    terminal: { out, err: () => undefined },
    context: () => expect.unreachable(),
    finish: () => undefined,
  })

test.each([
  ['help state list', 'state list --help'],
  ['help ci comment', 'ci comment --help'],
  ['help state nope', 'state nope'],
  ['help nope', 'nope'],
  ['help nope more', 'nope'],
  ['help state', 'help state'],
  ['help state --no-color', 'help state --no-color'],
  ['help plan more', 'help plan more'],
  ['help', 'help'],
  ['state list', 'state list'],
])('butik %s is butik %s', (given, wanted) => {
  expect(withWholeHelp(program(), given.split(' '))).toEqual(wanted.split(' '))
})

test('the help is that of the subcommand', async () => {
  let said = ''
  const asked = program((text) => {
    said += text
  })
  await asked.parseAsync(withWholeHelp(asked, ['help', 'state', 'list']), { from: 'user' }).catch(() => undefined)
  expect(said).toContain('Usage: butik state list [options]')
})
