import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { createFixture } from 'fs-fixture'
import { expect, it } from 'vitest'
import { nodeFiles } from '../../../src/cli/node-files.ts'
import { picturesOf } from '../../../src/cli/pictures.ts'
import type { World } from '../../../src/pipeline/world.ts'
import { at, change, planOf } from '../render/plans.ts'

const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('small')])
const large = Buffer.concat([png, Buffer.alloc(60_000)])
const hashOf = (content: Buffer) => createHash('sha256').update(content).digest('hex')

function planWith(files: readonly (readonly [path: string, content: Buffer])[]) {
  const images = files.map(([path, content]) => ({ asset: { path, sha256: hashOf(content), bytes: content.length } }))
  return planOf({ changes: [change({ address: at('product', 'a'), action: 'update', write: { images } })] })
}

it('takes small pictures of the folder as they were when the plan was made, and nothing else', async () => {
  const text = Buffer.from('a manual')
  await using outer = await createFixture({
    'secret.png': Buffer.concat([png, Buffer.from('2')]),
    'shop/a.png': png,
    'shop/changed.png': Buffer.concat([png, Buffer.from('now')]),
    'shop/large.png': large,
    'shop/manual.pdf': text,
  })
  const files = [
    ['a.png', png],
    ['changed.png', Buffer.concat([png, Buffer.from('then')])],
    ['large.png', large],
    ['manual.pdf', text],
    ['gone.png', Buffer.concat([png, Buffer.from('gone')])],
    ['../secret.png', Buffer.concat([png, Buffer.from('2')])],
  ] as const
  const world = { project: { root: join(outer.path, 'shop') }, files: nodeFiles } as unknown as World
  const pictures = await picturesOf(world, planWith(files))
  expect([...pictures.keys()]).toEqual([hashOf(png)])
  expect(pictures.get(hashOf(png))).toBe(`data:image/png;base64,${png.toString('base64')}`)
})
