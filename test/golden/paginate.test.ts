// `butik api --paginate`: to the end where there is one, and refused before anything is sent where no next page can be read.
import { expect, test } from 'vitest'
import { project } from '../support/butik.ts'

test('the pages of a list, and what has none that can be read', async () => {
  await using all = await project({}, { from: 'examples/nordic-group', seed: 'nordic-group' })
  const room = all.sandbox.vendor('24nettbutikk')
  const api = (...args: readonly string[]) => all.butik(['api', 'old-shop', ...args, '--paginate'])

  const whole = await api('products.list', '-f', 'limit=5', '-f', 'offset=0')
  expect(whole.code, whole.stderr).toBe(0)
  expect(room.log.length).toBeGreaterThan(1)

  all.forgetCalls()
  const script = await api('products.list', '-f', 'limit=5', '-f', 'offset=0', '-f', 'callback=show')
  expect(script.code).toBe(1)
  expect(script.stderr + script.stdout).toContain('products.list with a callback is answered by a script')
  expect(script.stderr + script.stdout).toContain('Leave --paginate out')
  const head = await api('products.head')
  expect(head.code).toBe(1)
  expect(head.stderr + head.stdout).toContain('products.head has no pages')
  expect(room.log).toEqual([])
})
