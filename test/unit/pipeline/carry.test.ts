import { expect, test } from 'vitest'
import type { Field } from '../../../src/model/field.ts'
import type { Kind } from '../../../src/model/provider.ts'
import type { Spec } from '../../../src/model/resource.ts'
import { carriable } from '../../../src/pipeline/carry.ts'
import { attribute, connectedTo, observedOf, product, productFields, seen, to, viewOf } from './toy-vendor.ts'

/** Products of this vendor have a profile, and attributes hang below it. */
const owned: Kind = { ...product, fields: { ...product.fields, profile: { shape: 'reference', kind: 'profile' } } }
const colour = seen('attribute', '1', { profile: { id: '7' } })
const element = (id: string) => ({ attribute: { id }, value: 'x' })

function carried(
  spec: Spec,
  options: { views?: ReturnType<typeof observedOf>; kinds?: readonly Kind[]; owner?: Kind } = {},
) {
  const { views = observedOf(viewOf('attribute', [colour])), kinds = [attribute], owner = owned } = options
  return carriable(productFields.attributes, [element('1')], {
    connected: [connectedTo(kinds)],
    observed: views,
    binding: { addressOf: (_connection, _kind, id) => (id === '9' ? to('attribute/f.new') : undefined) },
    connection: 'shop',
    owner: { kind: owner, spec },
    replaced: new Set([to('attribute/f.new')]),
  })
}

test.each([
  ['the attribute of its own profile', { profile: { id: '7' } }, [element('1')]],
  ['not one of another profile', { profile: { id: '8' } }, []],
  ['not one of the profile that it loses', { profile: null }, []],
  ['one where its profile is not known', {}, [element('1')]],
])('an unwritten element goes along: %s', (_what, spec, kept) => {
  expect(carried(spec)).toEqual(kept)
})

test.each([
  ['which is made anew', [element('9')], []],
  ['which the shop has no more', [element('4')], []],
  ['which is not named by an id', [{ attribute: 'odd' }, 'odd'], [{ attribute: 'odd' }, 'odd']],
])('an element of an attribute %s', (_what, there, kept) => {
  const context = {
    connected: [connectedTo([attribute])],
    observed: observedOf(viewOf('attribute', [colour])),
    binding: {
      addressOf: (_connection: string, _kind: string, id: string) => (id === '9' ? to('attribute/f.new') : undefined),
    },
    connection: 'shop',
    owner: { kind: owned, spec: {} },
    replaced: new Set([to('attribute/f.new')]),
  }
  expect(carriable(productFields.attributes, there, context)).toEqual(kept)
})

test.each([
  ['attributes were not read', { views: observedOf() }],
  ['the attributes were not read whole', { views: observedOf(viewOf('attribute', [], 'partial')) }],
  ['attributes have no parent', { kinds: [{ ...attribute, reading: { by: 'nothing' } } as const] }],
  ['the vendor has no such kind', { kinds: [] }],
  ['the owner refers to no profile', { owner: product }],
])('nothing is dropped on a guess: %s', (_what, options) => {
  expect(carried({ profile: { id: '8' } }, options)).toEqual([element('1')])
})

test.each([
  ['a plain value', productFields.name, 'x'],
  ['a whole list', productFields.settings, [element('1')]],
  ['a list of plain elements', { ...productFields.attributes, of: { shape: 'scalar', type: 'any' } }, ['x']],
  [
    'elements without names',
    { shape: 'list', order: 'set', unlisted: 'kept', of: { shape: 'object', fields: {} } },
    [{}],
  ],
  ['what is not there', productFields.attributes, undefined],
] satisfies readonly (readonly [string, Field, unknown])[])('%s is carried as it is', (_what, field, value) => {
  const context = {
    connected: [],
    observed: observedOf(),
    binding: { addressOf: () => undefined },
    connection: 'shop',
    owner: { kind: owned, spec: {} },
    replaced: new Set<never>(),
  }
  expect(carriable(field, value, context)).toBe(value)
})
