// The folder as its README tells it: two shops from one set of files, and a plan that is carried out where it was made for.
import { expect, test } from 'vitest'
import { startSandbox } from '../../src/sandbox/server.ts'
import { project } from '../support/butik.ts'
import { environmentOf } from '../support/environment.ts'

async function suppliers(url: string, token: string): Promise<string[]> {
  const answer = await fetch(`${url}/supplier`, { headers: { authorization: `Shoporama ${token}` } })
  const list: readonly { readonly dropshipping_mail: string }[] = JSON.parse(await answer.text())
  return list.map((one) => one.dropshipping_mail).toSorted()
}

test('planned, applied and planned again in each, and each has its own values', async () => {
  await using shop = await project({}, { from: 'examples/two-environments' })
  const staging = await startSandbox({ vendors: ['shoporama'] })
  try {
    const there = environmentOf(staging.ready)
    const env = { STAGING_URL: there['SHOPORAMA_URL'], STAGING_TOKEN: there['SHOPORAMA_TOKEN'], FEED_CODE: '4711' }
    const valid = await shop.butik(['validate'], { env: { SHOPORAMA_TOKEN: undefined } })
    expect(valid).toMatchObject({ code: 0, stderr: '' })
    expect(valid.stdout).toBe('The configuration is valid (1 file; environments production, staging).\n')

    const planned = await shop.butik(['plan', '-e', 'staging', '-o', 'plan.json'], { env })
    expect(planned).toMatchObject({ code: 0, stdout: expect.stringContaining('\nPlan in staging: 5 to create') })
    expect(await shop.butik(['apply', 'plan.json', '-e', 'production'], { env })).toMatchObject({ code: 4 })
    expect(await shop.butik(['apply', 'plan.json'], { env })).toMatchObject({ code: 0 })
    expect(shop.calls()).toEqual([])
    expect(await shop.butik(['apply', '-e', 'production', '--yes'], { env })).toMatchObject({ code: 0 })

    const { url, otherToken } = shop.sandbox.shoporama
    expect(await suppliers(url, otherToken)).toEqual(['ordre@acme.example', 'ordre@nordlys.example'])
    const [trialUrl, trialToken] = [staging.shoporama.url, staging.shoporama.otherToken]
    expect(await suppliers(trialUrl, trialToken)).toEqual(['staging@shop.example', 'staging@shop.example'])
    for (const environment of ['staging', 'production']) {
      const again = await shop.butik(['plan', '-e', environment, '--detailed-exitcode'], { env })
      expect([again.code, again.stdout]).toEqual([0, expect.stringContaining(`No changes in ${environment}.`)])
    }
  } finally {
    await staging.close()
  }
})
