// The judge of the random worlds, judged: each invariant is broken by hand once, and each breach is told.
import { expect, test } from 'vitest'
import { type Evidence, lacking, refused, twice, unmanaged } from '../support/worlds/checks.ts'
import { carriedOut } from '../support/worlds/events.ts'
import { Lab } from '../support/worlds/lab.ts'
import { filesFor, nothing, type Sections } from '../support/worlds/shop-files.ts'
import { lived } from '../support/worlds/story.ts'

const declared: Sections = {
  ...nothing,
  suppliers: { s0: { name: 'Alfa 0', dropshipping_mail: 'a@x.example', butik: { on_remove: 'delete' } } },
  products: {
    p0: { own_id: 'SKU-0', name: 'Alfa', price: '12.50', supplier: 's0', stock_settings: [], stock: 3 },
  },
}

/** A shop with a thing of somebody else in it, applied; then what is done behind butik's back. */
async function tampered(after: Sections, tamper: (lab: Lab) => Promise<unknown>): Promise<Evidence> {
  const lab = new Lab()
  await carriedOut({ what: 'foreign product', at: 0 }, lab.rooms, declared)
  lab.use(filesFor(declared, false))
  await lab.carryOut(await lab.plan())
  const start = lab.rooms.stores()
  await tamper(lab)
  return { before: declared, after, start, end: lab.rooms.stores(), stockIsOurs: false }
}

const put = (path: string, body: object) => (lab: Lab) => lab.rooms.owner('PUT', path, body)
const complaints = (evidence: Evidence) => [...unmanaged(evidence), ...twice(evidence), ...lacking(evidence)]

test('nothing is said where nothing is wrong', async () => {
  expect(complaints(await tampered(declared, async () => undefined))).toEqual([])
})

test.each([
  ['a field of somebody else’s product', put('/product/600001', { price: '2' }), /600001 .*price was 1 and is 2/],
  ['an unmanaged field of ours', put('/product/600002', { gtin: '1' }), /600002 .*gtin was null and is "1"/],
  ['a managed field', put('/product/600002', { price: '13' }), /price is 13, not "12.50"/],
  ['a reference', put('/product/600002', { supplier_id: null }), /supplier is null, not "s0"/],
  ['a level', (lab: Lab) => lab.rooms.owner('POST', '/stock', [{ SKU: 'SKU-0', stock: 9 }]), /levels|stock is 9/],
  ['a product deleted', (lab: Lab) => lab.rooms.owner('DELETE', '/product/600001'), /600001 .* was deleted/],
  ['a thing twice', (lab: Lab) => lab.rooms.owner('POST', '/supplier', { name: 'Alfa 0' }), /Alfa 0 is there 2 times/],
])('%s is told', async (_what, tamper, told) => {
  expect(complaints(await tampered(declared, tamper)).join('\n')).toMatch(told)
})

test('a new thing that is not there, and an old one that is still there, are told', async () => {
  const after = { ...nothing, suppliers: { s1: { name: 'Bravo 1' } } }
  const said = complaints(await tampered(after, async () => undefined)).join('\n')
  expect(said).toMatch(/shop\/supplier\/s1 \(Bravo 1\) is not there/)
  expect(said).toMatch(/suppliers Alfa 0 was to be deleted/)
})

test('a refusal that no fault explains is told', async () => {
  const lab = new Lab()
  const { SHOPORAMA_URL: url, SHOPORAMA_TOKEN: token } = lab.rooms.environment
  const headers = { authorization: `Shoporama ${token}` }
  const body = JSON.stringify([{ own_id: 'X', name: 'X', supplier_id: 77 }])
  await lab.rooms.fetch(`${url}/product`, { method: 'POST', headers, body })
  expect(refused(lab.rooms.log.entries)).toEqual(['POST /product was refused: 400'])
})

const quiet = { suppliers: 0, profiles: 0, categories: 0, products: 0, shops: 0, upside: false }
const raw = {
  suppliers: [{ name: 'Alfa', mail: undefined, butik: undefined }],
  profiles: [],
  categories: [],
  products: [],
  shops: [],
}
const world = {
  edit: { one: raw, other: raw, turns: [quiet, quiet] as const },
  found: [],
  between: [],
  trouble: { kind: 'none' } as const,
  resumes: false,
  stockIsOurs: false,
}

test('a plan that changes something, costs other calls or is not empty in the end breaks its world', async () => {
  expect(await lived(world, new Lab())).toBe('ended')
  const meddling = (meddle: (lab: Lab) => Promise<unknown>, nth = 1): Lab => {
    const lab = new Lab()
    const { plan } = lab
    let count = 0
    lab.plan = async (...given) => {
      const made = await plan.apply(lab, given)
      count += 1
      if (count === nth) await meddle(lab)
      return made
    }
    return lab
  }
  const { SHOPORAMA_URL: url = '', SHOPORAMA_TOKEN: token } = new Lab().rooms.environment
  const headers = { authorization: `Shoporama ${token}` }
  const call =
    (method: string, path: string, body = '') =>
    (lab: Lab) =>
      lab.rooms.fetch(`${url}${path}`, body === '' ? { method, headers } : { method, headers, body })
  await expect(lived(world, meddling(call('GET', '/supplier')))).rejects.toThrow('made 2 calls to shop, and said 1')
  await expect(lived(world, meddling(call('POST', '/supplier', '{"name":"X"}')))).rejects.toThrow('a plan wrote')
  await expect(
    lived(
      world,
      meddling((lab) => lab.rooms.owner('POST', '/supplier', { name: 'X' })),
    ),
  ).rejects.toThrow('a plan changed the shop or the state')
  const forgetful = new Lab()
  const { carryOut } = forgetful
  forgetful.carryOut = async (...given) => {
    const report = await carryOut.apply(forgetful, given)
    await forgetful.rooms.owner('PUT', '/supplier/1001', { name: 'Another' })
    return report
  }
  await expect(lived(world, forgetful)).rejects.toThrow('apply then plan is not empty')
})
