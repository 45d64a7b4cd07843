// A vendor that shows nothing, and an answer that was lost: what the run, the next plan and `state resolve` say of it.
import { expect, test } from 'vitest'
import { story } from '../support/story.ts'

const butikYaml = `version: 1
connections:
  delivery:
    vendor: distribution-innovation
    url: !env DI_URL
    username: !env DI_USERNAME
    password: !env DI_PASSWORD
`

const shops = (city: string) => `shops:
  oslo:
    ownerPartyKey: sandbox-nordic-group
    email: oslo@nordic-group.example
    legalName: Lager Oslo
    organizationNumber: 987 654 321
    vatLiable: true
    addressCollector: true
    transportSolutionIds: [1]
    address: { street: Lagergata, streetNumber: 12, entrance: B, zipCode: "0484", city: ${city}, countryCode: "NO" }
`

test('a write in doubt is settled by what a person saw', async () => {
  await using shop = await story({ 'butik.yaml': butikYaml, 'shops.yaml': shops('Oslo') })
  const { faults } = shop.shop.sandbox
  const lose = (committed: boolean) =>
    faults.script([
      {
        match: { vendor: 'distribution-innovation', path: '^/ws/json/shop', times: 9 },
        fault: committed ? { kind: 'lost_answer' } : { kind: 'reset' },
      },
    ])
  lose(false)
  shop.meanwhile('the answer to the create is lost')
  expect(await shop.butik('apply --yes --ack unseen-create')).toMatchObject({ code: 3 })
  faults.clear()
  expect(await shop.butik('plan --detailed-exitcode')).toMatchObject({ code: 2 })
  expect(await shop.shop.butik(['state', 'resolve', 'delivery/shop/oslo'])).toMatchObject({ code: 1 })
  expect(await shop.shop.butik(['state', 'resolve', 'delivery/shop/olso', '--absent'])).toMatchObject({ code: 1 })
  expect(await shop.butik('state resolve delivery/shop/oslo --absent')).toMatchObject({ code: 0 })
  expect(await shop.shop.butik(['apply', '--yes', '--ack', 'unseen-create'])).toMatchObject({ code: 0 })
  await shop.write({ 'shops.yaml': shops('Drammen') })
  lose(true)
  shop.meanwhile('the answer to an update is lost')
  expect(await shop.butik('apply --yes')).toMatchObject({ code: 3 })
  faults.clear()
  expect(await shop.butik('state resolve delivery/shop/oslo --absent')).toMatchObject({ code: 0 })
  expect(await shop.shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  expect(await shop.butik('plan --detailed-exitcode')).toMatchObject({ code: 0 })
  await shop.ends('doubt')
})
