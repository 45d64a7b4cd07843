// A journal that was emptied or taken away while a run was open in it: told, never taken for none.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { project } from '../support/butik.ts'

test.each(['emptied', 'taken away'])(
  'a journal that is %s under an open run is damage, and rebuild makes nothing twice',
  async (how) => {
    await using shop = await project(
      { 'shop.yaml': 'suppliers:\n  acme: { name: Acme }\n' },
      { vendors: ['shoporama'] },
    )
    expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
    await shop.write({ 'shop.yaml': 'suppliers:\n  acme: { name: Acme }\n  other: { name: Anden }\n' })
    const { child, done } = shop.start(['apply', '--yes'])
    shop.sandbox.afterCommit = ({ method }) => void (method === 'POST' && child.kill('SIGKILL'))
    expect(await done).toMatchObject({ signal: 'SIGKILL' })
    delete shop.sandbox.afterCommit
    if (how === 'emptied') await writeFile(join(shop.folder, '.butik/default/journal.ndjson'), '')
    else await shop.remove('.butik/default/journal.ndjson')
    for (const args of [['plan'], ['apply', '--yes'], ['apply', '--resume']]) {
      const refused = await shop.butik(args)
      expect(refused, args.join(' ')).toMatchObject({ code: 1 })
      expect(refused.stderr).toContain('E4001')
      expect(refused.stderr).toContain('state rebuild')
    }
    expect(await shop.butik(['state', 'rebuild', '--yes'])).toMatchObject({ code: 0 })
    expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
    expect(shop.sandbox.shoporama.snapshot().collections['suppliers']?.rows).toHaveLength(2)
    expect(await shop.butik(['plan', '--detailed-exitcode'])).toMatchObject({ code: 0 })
  },
)
