// butik doctor where the state is whole, damaged, locked, or cannot be opened at all: one finding, and the rest is examined.
import { expect, test } from 'vitest'
import { atOnce, butikYaml, type Project, project } from '../support/butik.ts'

interface Check {
  readonly check: string
  readonly health: string
  readonly says: string
  readonly hint?: string
}

async function examined(
  shop: Project,
): Promise<{ code: number | null; state: readonly Check[]; shop: readonly Check[] }> {
  const { code, stdout } = await shop.butik(['doctor', '--json'], { clock: atOnce })
  const all: { state?: string; connection?: string; checks: readonly Check[] }[] = JSON.parse(stdout)
  expect(all.map(({ state, connection }) => [state, connection])).toEqual([
    [expect.any(String), undefined],
    [undefined, 'shop'],
  ])
  return { code, state: all[0]?.checks ?? [], shop: all[1]?.checks ?? [] }
}

const files = { 'shop.yaml': 'suppliers: { acme: { name: Acme } }\n' }

test('a state is told by what it holds, and one that is damaged is one finding', async () => {
  await using shop = await project(files)
  expect(await examined(shop)).toMatchObject({
    code: 0,
    state: [
      { check: 'read', health: 'ok', says: 'readable, and empty' },
      { check: 'lock', health: 'ok', says: 'free' },
    ],
  })
  expect((await shop.butik(['apply', '--yes'])).code).toBe(0)
  const whole = await examined(shop)
  expect(whole.state[0]?.says).toBe('1 resource, written 1 times')
  await shop.write({ '.butik/default/state.json': '{' })
  const damaged = await examined(shop)
  expect(damaged).toMatchObject({ code: 1, state: [{ check: 'read', health: 'failed', hint: expect.anything() }] })
  // Everything else is as it was; the ledger lies beside the state, and counts on.
  expect(damaged.shop.map(({ check, health }) => [check, health])).toEqual(
    whole.shop.map(({ check, health }) => [check, health]),
  )
  const { stdout } = await shop.butik(['doctor'])
  expect(stdout).toMatch(/^state {2}local\n {2}✗ read {2}.*state\.json/)
})

test.each([
  ['a server that is away', '{ backend: http, address: "http://127.0.0.1:1/state" }', '/state-journal cannot be read'],
  ['a repository that is not there', '{ backend: git, remote: ./nowhere.git }', 'nowhere'],
  ['a secret that is not set', '{ backend: postgres, url: !env NO_SUCH_URL }', 'NO_SUCH_URL'],
])('%s is one finding, and the connection is examined', async (_what, state, said) => {
  await using shop = await project({ ...files, 'butik.yaml': `${butikYaml}state: ${state}\n` })
  const found = await examined(shop)
  expect(found.code).toBe(1)
  expect(found.state).toHaveLength(1)
  expect(found.state[0]).toMatchObject({ check: 'read', health: 'failed', says: expect.stringContaining(said) })
  expect(found.shop.map(({ health }) => health)).not.toContain('failed')
  expect(found.shop.filter(({ check }) => check.startsWith('reach '))).not.toEqual([])
  expect(found.shop.at(-1)).toMatchObject({ check: 'calls', health: expect.stringMatching(/ok|skipped/) })
  // What writes goes nowhere without its state.
  shop.forgetCalls()
  expect((await shop.butik(['apply', '--yes'], { clock: atOnce })).code).toBe(1)
  expect(shop.calls().filter(({ method }) => method !== 'GET')).toEqual([])
})
