// A tree of categories turned upside down: the vendor takes no category below itself, not even between two calls, so
// the order of the moves is what makes one apply enough.
import { expect, test } from 'vitest'
import { engine } from '../../support/engine.ts'
import { applied, expectNothingToDo, planned } from '../../support/steps.ts'

/** `a b` is a above b; each line one chain from a root. */
function tree(...chains: readonly string[]): Record<string, string> {
  const above = new Map(
    chains.flatMap((chain) =>
      chain.split(' ').map((key, index, all): [string, string | undefined] => [key, all[index - 1]]),
    ),
  )
  const lines = [...above].map(
    ([key, parent]) => `  ${key}: { name: ${key.toUpperCase()}, parent: ${parent ?? 'null'} }`,
  )
  return { 'shop.yaml': `categories:\n${lines.join('\n')}\n` }
}

test.each([
  ['parent and child change places', ['a b'], ['b a']],
  ['with what hangs below them', ['a b c', 'x'], ['x b a', 'c']],
  ['a chain is turned round', ['a b c d e'], ['e d c b a']],
  ['a chain is rotated', ['a b c d e'], ['e a b c d']],
  ['through one that stays', ['a c m'], ['c m a']],
  ['a root moves below what was under it, through a new one', ['a b'], ['b new a']],
  ['two trees trade their branches', ['a b c', 'x y z'], ['z b x', 'c y a']],
])('%s', async (_what, before, after) => {
  await using shop = await engine(tree(...before))
  await applied(shop, await planned(shop))
  shop.write(tree(...after))
  await applied(shop, await planned(shop))
  expectNothingToDo(await planned(shop))
})

test('a category whose place is not written counts where it is', async () => {
  await using shop = await engine(tree('b c a'))
  await applied(shop, await planned(shop))
  // a stays below c, and c leaves b, so that b can go below a.
  shop.write({
    'shop.yaml':
      'categories:\n  a: { name: A }\n  b: { name: B, parent: a }\n  c: { name: C, parent: z }\n  z: { name: Z }\n',
  })
  const made = await planned(shop)
  expect(made.operations.map(({ operation }) => operation)).toEqual([
    'POST /category',
    'PUT /category/{id}',
    'PUT /category/{id}',
  ])
  await applied(shop, made)
  expectNothingToDo(await planned(shop))
})
