// The crash matrix again, in this process and under the vendor's assumed facts that decide how doubt is settled.
import { expect, test } from 'vitest'
import type { ShoporamaSwitches } from '../../src/sandbox/shoporama/switches.ts'
import { Engine, type Files, isEmpty } from '../support/engine-property.ts'
import { isLong } from '../support/long.ts'
import { after, before, butikYamlWith, ownersThings } from '../support/mixed-shop.ts'
import { differences, ownerOf } from '../support/owner.ts'
import { shapeOf } from '../support/shop-shape.ts'

const ours = 'ownership: { stock: ours }\n'
const variants: readonly { name: string; switches: Partial<ShoporamaSwitches>; connection?: string; roots?: string }[] =
  [
    { name: 'as documented', switches: {} },
    { name: 'stock is ours', switches: {}, roots: ours },
    { name: 'stock adds', switches: { stock_mode: 'delta' }, connection: '    assume: { stock_mode: delta }\n' },
    {
      name: 'stock adds and is ours',
      switches: { stock_mode: 'delta' },
      connection: '    assume: { stock_mode: delta }\n',
      roots: ours,
    },
    { name: 'bulk answers ids', switches: { bulk_reply: 'ids' } },
    { name: 'bulk answers nothing', switches: { bulk_reply: 'empty', stock_reply: 'empty' } },
    { name: 'bulk answers shuffled', switches: { bulk_reply: 'shuffled' } },
    {
      name: 'unmentioned images go',
      switches: { images_unmentioned: 'removed', image_weights: 'renumbered' },
      connection: '    assume: { images_unmentioned: removed }\n',
    },
    { name: 'files are added', switches: { file_put: 'append' } },
    { name: 'offline is not listed', switches: { offline_listed: 'no', dialect: '2025-03' } },
    { name: 'variants are not read', switches: { variants_read: 'hidden' } },
  ]

// As documented, crash-matrix.test.ts kills the real process.
const quick = ['stock adds', 'bulk answers nothing']
const chosen = variants.filter(({ name }) => isLong || quick.includes(name))

test.each(chosen)('killed at every call: $name', async ({ name, switches, connection = '', roots = '' }) => {
  await using engine = await Engine.start({ switches: { shoporama: switches } })
  const { shoporama } = engine.sandbox
  const yaml: Files = { 'butik.yaml': butikYamlWith(connection, roots) }
  const first = { files: { ...before, ...yaml }, backend: engine.state() }
  await engine.apply(first)
  await ownersThings(ownerOf(engine.sandbox))
  const started = shoporama.snapshot()
  const { snapshot, journal } = await first.backend.read()
  expect(journal).toEqual([])
  const back = () => {
    shoporama.restore(started)
    shoporama.setCalls({ used: { token: 0 } })
    return { files: { ...before, ...yaml, ...after }, backend: engine.state(snapshot) }
  }
  await engine.apply(back())
  const wanted = shapeOf(shoporama.snapshot())
  const wrong: string[] = []
  let points = 0
  for (let call = 0, ended = false; !ended; call += 1) {
    // In a gate one of the two in turn.
    const ways = isLong ? (['before', 'lost'] as const) : [call % 2 === 0 ? ('lost' as const) : ('before' as const)]
    for (const how of ways) {
      const run = back()
      if ((await engine.dieAt(call, how, run)) !== undefined) {
        ended = true
        break
      }
      points += 1
      const again = await engine.apply(run).catch((error: Error) => error)
      if (again instanceof Error) {
        wrong.push(`call ${call} ${how}: ${again.message}`)
        continue
      }
      const failed = again.outcomes.filter(({ outcome }) => outcome !== 'succeeded')
      const shape = shapeOf(shoporama.snapshot())
      const rest = await engine.plan(run)
      const problems = [
        ...failed.map(({ address, outcome, message }) => `${address} ${outcome}: ${message}`),
        ...differences(shape, wanted),
        ...(isEmpty(rest)
          ? []
          : [
              `plan: ${JSON.stringify([rest.changes, rest.stateUpdates.map(({ address, reason }) => ({ address, reason }))]).slice(0, 1500)}`,
            ]),
      ]
      if (problems.length > 0) wrong.push(`call ${call} ${how}:\n  ${problems.join('\n  ')}`)
    }
  }
  console.log(`${name}: ${points} points, ${wrong.length} wrong`)
  expect(wrong).toEqual([])
})
