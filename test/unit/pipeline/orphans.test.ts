// What the state owns of a connection that butik.yaml has no more.
import { expect, test } from 'vitest'
import { addressId } from '../../../src/model/address.ts'
import { orphansOf } from '../../../src/pipeline/orphans.ts'
import { compared, entryOf, seen } from './toy-vendor.ts'

const acme = addressId('old', 'supplier', 'acme')
const beta = addressId('old', 'supplier', 'beta')

function orphans(identities: { readonly [connection: string]: string }, selected = () => true) {
  const found = compared({
    files: { 'supplier/acme': { name: 'Acme' } },
    shop: [seen('supplier', '7', { name: 'Acme' })],
  })
  const entries = new Map([...found.entries, [acme, entryOf({ id: '7' })], [beta, entryOf({ id: '8' })]] as const)
  const scope = { selected, views: new Set<string>(), whole: new Set<string>(), narrowed: false, kept: new Map() }
  const { updates, diagnostics } = orphansOf({ ...found, entries, scope, identities })
  return [
    ...updates.map(({ address, reason, entry }) => `${address}: ${reason}${entry === null ? ' (goes)' : ''}`),
    ...diagnostics.map(({ severity, code, summary, hint }) => `${severity} ${code} ${summary}; ${hint}`),
  ]
}

test('a person is told, and nothing is done about it', () => {
  expect(orphans({ old: 'toy https://elsewhere.example ' })).toEqual([
    'warning N1012 the state owns 2 of old, and butik.yaml has no such connection: old/supplier/acme, old/supplier/beta; nothing is done about them; put old back, and remove them from the files in a run of their own first',
  ])
})

test('a connection under another name takes over what it found there again', () => {
  expect(orphans({ old: 'toy https://toy.example ' })).toEqual([
    'old/supplier/acme: moved to shop/supplier/acme (goes)',
    'warning N1012 the state owns 1 of old, and butik.yaml has no such connection: old/supplier/beta; shop is the same shop; declare them under shop, or name the connection old again',
  ])
})

test('a connection that had a state of its own takes over nothing', () => {
  const same = 'toy https://toy.example '
  expect(orphans({ old: same, shop: same })).toHaveLength(1)
})

test('what is not selected is left out', () => {
  expect(orphans({}, () => false)).toEqual([])
})
