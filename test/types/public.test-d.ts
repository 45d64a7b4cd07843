// What the public types refuse: a program against the library that would go wrong at night does not compile.
import { expectTypeOf, test } from 'vitest'
import {
  type Action,
  type AddressId,
  addressId,
  applyPlan,
  type Change,
  type DiagnosticCode,
  type Json,
  type Kind,
  makePlan,
  type Plan,
  parsePlan,
  type StateSnapshot,
} from '../../src/index.ts'

test('an address is made by a function, and a text is none', () => {
  expectTypeOf(addressId('shop', 'product', 'oak-chair')).toEqualTypeOf<AddressId>()
  expectTypeOf<string>().not.toExtend<AddressId>()
  expectTypeOf<AddressId>().toExtend<string>()
})

test('a plan is read and not written to', () => {
  expectTypeOf<Plan['changes']>().toExtend<readonly Change[]>()
  expectTypeOf<Plan['changes']>().not.toExtend<Change[]>()
  expectTypeOf<StateSnapshot['entries']>().not.toExtend<Record<string, unknown> & { push: unknown }>()
  // @ts-expect-error: of a plan nothing is reassigned.
  const hash = (plan: Plan) => (plan.hash = '')
  expectTypeOf(hash).toBeFunction()
})

test('what is planned and carried out has one form', () => {
  expectTypeOf(makePlan).returns.resolves.toEqualTypeOf<Plan>()
  expectTypeOf(parsePlan).returns.toEqualTypeOf<Plan>()
  expectTypeOf(applyPlan).parameter(1).toEqualTypeOf<Plan>()
})

test('actions, classes and codes are those that there are', () => {
  expectTypeOf<'purge'>().not.toExtend<Action>()
  expectTypeOf<'readonly'>().not.toExtend<Kind['class']>()
  expectTypeOf<'E0000'>().not.toExtend<DiagnosticCode>()
  expectTypeOf<Date>().not.toExtend<Json>()
  expectTypeOf<undefined>().not.toExtend<Json>()
})
