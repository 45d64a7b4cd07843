// What a shell is answered while a line is being typed, in the words that the shells hand over.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerTo } from '../../../../src/cli/completion/answers.ts'
import { complete } from '../../../../src/cli/completion/complete.ts'
import { completionFacts } from '../../../../src/cli/completion/facts.ts'
import { typed } from '../../../../src/cli/completion/words.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'butik-complete-'))
  await writeFile(
    join(folder, 'butik.yaml'),
    `version: 1
connections: { shop: { vendor: shoporama, token: !env T }, payments: { vendor: scanpay, api_key: !env K } }
environments: { staging: {}, production: {} }
`,
  )
  await writeFile(
    join(folder, 'shop.yaml'),
    `profiles: { wood: { name: Træ, attributes: { colour: { type: valuelist, name: Farve, values: { oak: Eg } } } } }
products: { oak-chair: { own_id: A }, oak-stool: { own_id: B }, pine: { own_id: C } }
`,
  )
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** Without what the words are. */
async function answer(line: string, shell = 'zsh'): Promise<string[]> {
  const [first = '', ...rest] = line.split(' ')
  const words = first === '' ? [...rest] : [first, ...rest]
  const text = await complete({ words: [shell, '-C', folder, ...words], butik: '0.0.0' })
  return text
    .split('\n')
    .filter((each) => each !== '')
    .map((each) => each.replace(/\t.*/, ''))
}

test('commands, and those of a group', async () => {
  expect(await answer('st')).toEqual(['state'])
  expect(await answer('state re')).toEqual(['resolve', 'rebuild'])
  expect(await answer('--yes pla')).toEqual(['plan'])
  expect(await complete({ words: ['bash', 'pla'], butik: '0' })).toMatch(/^plan\tread the shops and /)
})

test('options of a command and of butik', async () => {
  expect(await answer('plan --o')).toEqual(['--out', '--on', '--offline'])
  expect(await answer('apply --re')).toEqual(['--resume', '--refresh', '--report'])
  expect(await answer('plan -- --')).toEqual([])
})

test('values of options, whichever way they are given', async () => {
  expect(await answer('plan --format m')).toEqual(['markdown'])
  expect(await answer('plan --format=m')).toEqual(['--format=markdown'])
  expect(await answer('plan --format = m', 'bash')).toEqual(['markdown'])
  expect(await answer('plan --refresh ')).toEqual(['full', 'incremental'])
  expect(await answer('sandbox --seed nor')).toEqual(['nordic-group'])
  expect(await answer('init --vendor s')).toEqual(['shoporama', 'scanpay'])
  expect(await answer('plan --ack price,of')).toEqual(['price,offline'])
  expect(await answer('graph --as d')).toEqual(['dot'])
})

test('names of the project: connections, environments, addresses part by part', async () => {
  expect(await answer('plan --connection ')).toEqual(['shop', 'payments'])
  expect(await answer('plan -e st')).toEqual(['staging'])
  expect(await answer('plan --target ')).toEqual(['shop/', 'payments/', ':more'])
  expect(await answer('plan --target shop/p')).toEqual([
    'shop/profile/',
    'shop/profile_attribute/',
    'shop/profile_attribute_value/',
    'shop/product/',
    ':more',
  ])
  expect(await answer('plan --target shop/product/oak')).toEqual(['shop/product/oak-chair', 'shop/product/oak-stool'])
  expect(await answer('state show shop/profile_attribute_value/')).toEqual([
    'shop/profile_attribute_value/wood.colour.oak',
  ])
  expect(await answer('state move shop/product/pine shop/product/p')).toEqual(['shop/product/pine'])
})

test('what may be named several times, and what is begun with a quote', async () => {
  const pines = ['shop/product/pine']
  expect(await answer('accept shop/product/pi')).toEqual(pines)
  expect(await answer('accept shop/product/oak-chair shop/product/pi')).toEqual(pines)
  expect(await answer("plan --target 'shop/product/pi", 'bash')).toEqual(pines)
  expect(await answer('plan --target "shop/product/pi')).toEqual(pines)
  expect(await answer('fmt shop.yaml ')).toEqual([':files'])
  expect(await answer('pull --from-csv ')).toEqual([':files'])
})

test('operations, schemas, shells, files and folders', async () => {
  expect(await answer('api shop supplier.r')).toEqual(['supplier.read'])
  expect(await answer('api payments trn.c')).toEqual(['trn.capture'])
  expect(await answer('schema sh')).toEqual(['shoporama'])
  expect(await answer('completion ')).toEqual(['bash', 'zsh', 'fish'])
  expect(await answer('apply ')).toEqual([':files'])
  expect(await answer('init ')).toEqual([':folders'])
  expect(await answer('state migrate --from l')).toEqual(['local', ':files'])
})

test('what can be explained', async () => {
  expect(await answer('explain suppl')).toEqual(['supplier'])
  expect(await answer('explain category.sort')).toEqual(['category.sort_order'])
  expect(await answer('explain product.stock_settings.pr')).toEqual(['product.stock_settings.price'])
  expect(await answer('explain scanpay.')).toEqual(['scanpay.gateway'])
  expect(await answer('explain E120')).toEqual(['E1201', 'E1202', 'E1203', 'E1204', 'E1205', 'E1206', 'E1207'])
  expect(await answer('explain shop/product/pi')).toEqual(['shop/product/pine'])
})

test('--as is a form to draw in of graph alone', async () => {
  const program = new Command('butik')
  program.command('pull').option('--as <name>')
  const facts = () => completionFacts({ dir: folder, environment: undefined, butik: '0.0.0' })
  const { words } = await answerTo(typed(program, 'zsh', ['pull', '--as', '']), program, facts)
  expect(words.map(({ word }) => word)).toEqual(['shop', 'payments'])
})

test('where there is no project nothing of one is offered', async () => {
  const here = async (...words: string[]) =>
    complete({ words: ['zsh', '-C', join(folder, 'none'), ...words], butik: '0' })
  expect(await here('plan', '--connection', '')).toBe('')
  expect(await here('plan', '-e', '')).toBe('')
  expect(await here('va')).toContain('validate')
})
