import { expect, test } from 'vitest'
import { digestOfBytes, keyedDigest } from '../../../src/model/digest.ts'
import type { Json } from '../../../src/model/json.ts'
import { bodyOf, rekeyed } from '../../../src/pipeline/apply-body.ts'
import type { World } from '../../../src/pipeline/world.ts'
import { memoryFiles, root } from './load-fixture.ts'
import { ref, secretKey, to } from './toy-vendor.ts'

const env: { readonly [name: string]: string } = { CODE: 'hunter2', PRICE: '159.90' }
const parts: Pick<World, 'env' | 'files'> & { project: { root: string } } = {
  env: (name) => env[name],
  files: memoryFiles({ 'images/a.JPG': 'JPG', manual: 'M', 'a.pdf': 'P' }),
  project: { root },
}
const world = parts as World
const ids = new Map([[to('supplier/acme'), '7']])
const asset = (path: string, content: string) => ({
  asset: { path, sha256: digestOfBytes(content), bytes: content.length },
})
const secret = (name: string, value: string, key = secretKey) => ({ env: name, digest: keyedDigest(key, value) })
const base64 = (content: string) => Buffer.from(content).toString('base64')

test('references become ids, in what is sent and in what is recorded', async () => {
  const body = await bodyOf(
    { supplier: ref('supplier/acme'), more: [{ to: ref('supplier/acme') }], name: 'x', none: null },
    ids,
    world,
    secretKey,
  )
  const expected = { supplier: { id: '7' }, more: [{ to: { id: '7' } }], name: 'x', none: null }
  expect(body).toEqual({ fields: expected, recorded: expected })
})

test('what has no id yet is never sent', async () => {
  await expect(bodyOf({ supplier: ref('supplier/new') }, ids, world, secretKey)).rejects.toMatchObject({
    code: 'E4005',
    message: 'shop/supplier/new has no id yet',
  })
})

test.each([
  ['images/a.JPG', 'JPG', 'a.JPG', 'image/jpeg'],
  ['a.pdf', 'P', 'a.pdf', 'application/pdf'],
  ['manual', 'M', 'manual', 'application/octet-stream'],
])('the bytes of %s are sent and not recorded', async (path, content, filename, contentType) => {
  const image = { ...asset(path, content), description: 'Front' }
  const body = await bodyOf({ images: [image] }, ids, world, secretKey)
  expect(body.fields).toEqual({
    images: [{ description: 'Front', upload: { data: base64(content), filename, contentType } }],
  })
  expect(body.recorded).toEqual({ images: [image] })
})

test('a file that has changed since the plan is not sent', async () => {
  await expect(bodyOf({ manual: asset('a.pdf', 'OLD') }, ids, world, secretKey)).rejects.toMatchObject({
    code: 'E4004',
    message: 'the file a.pdf has changed since the plan was made',
  })
})

test('a secret is sent by value, an amount in its own form, and neither is recorded', async () => {
  const fields = { code: secret('CODE', 'hunter2'), price: secret('PRICE', '159.9'), raw: secret('PRICE', '159.90') }
  const body = await bodyOf(fields, ids, world, secretKey)
  expect(body.fields).toEqual({ code: 'hunter2', price: '159.9', raw: '159.90' })
  expect(body.recorded).toEqual(fields)
})

test.each(['CODE', 'MISSING'])('a secret that is another now is not sent: %s', async (name) => {
  const failed = bodyOf({ code: secret(name, 'old') }, ids, world, secretKey)
  await expect(failed).rejects.toMatchObject({
    code: 'E4004',
    message: `the variable ${name} is not what it was when the plan was made`,
  })
})

test.each([
  ['a secret', secret('CODE', 'hunter2', 'none'), secret('CODE', 'hunter2', 'new')],
  ['a secret amount', secret('PRICE', '159.9', 'none'), secret('PRICE', '159.9', 'new')],
  ['a secret that is another now stays as it was', secret('CODE', 'old', 'none'), secret('CODE', 'old', 'none')],
  ['secrets within', [{ code: secret('CODE', 'hunter2', 'none') }], [{ code: secret('CODE', 'hunter2', 'new') }]],
  ['what is no secret', { a: ['x', null, 1] }, { a: ['x', null, 1] }],
] satisfies readonly (readonly [string, Json, Json])[])(
  'a new lineage makes digests anew: %s',
  (_what, before, after) => {
    expect(rekeyed({ field: before }, world, 'none', 'new')).toEqual({ field: after })
  },
)
