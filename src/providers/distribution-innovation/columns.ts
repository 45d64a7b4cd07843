/**
 * A column is one field of a shop with both of its sides: its traits for the pipeline, and how it is sent. One table keeps
 * the two from drifting apart. Nothing is ever read: what was last written is all that is known, so every field is
 * write-only.
 */
import type { Field, Fields, Meaning } from '../../model/field.ts'
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts'
import { addressOf, organizationNumberOf } from './normalise.ts'
import type { Assumptions } from './settings.ts'

export interface Column {
  readonly field: Field
  /** Where the body of a create has it. Only what is in the shop can be updated: the rest is taken once. */
  readonly place: 'shop' | 'beside'
  /** The value as it is sent; null clears. */
  send(value: Json, assume: Assumptions): Json
}

const asItIs = (value: Json): Json => value
const text: Field = { shape: 'scalar', type: 'text' }
const integer: Field = { shape: 'scalar', type: 'integer' }
const flag: Field = { shape: 'scalar', type: 'flag' }

function textColumn(meaning: Meaning, send: Column['send'] = asItIs): Column {
  return { field: { ...text, meaning, writeOnly: true }, place: 'shop', send }
}

/** Integers are JSON numbers (seed); the schema lets through none that a float cannot hold. */
function number(value: Json | undefined): number {
  return Number(value)
}

function list(value: Json, each: (item: Json) => Json): Json {
  return Array.isArray(value) ? value.map(each) : []
}

export const columns: { readonly [name: string]: Column } = {
  ownerPartyKey: {
    field: { ...text, meaning: 'identity', writeOnly: true, createOnly: true },
    place: 'beside',
    send: asItIs,
  },
  email: textColumn('text'),
  address: {
    field: {
      shape: 'object',
      meaning: 'structure',
      writeOnly: true,
      fields: { street: text, streetNumber: text, entrance: text, zipCode: text, city: text, countryCode: text },
    },
    place: 'shop',
    send: addressOf,
  },
  organizationNumber: textColumn('identity', organizationNumberOf),
  legalName: textColumn('identity'),
  delivererEDI: textColumn('other'),
  vatLiable: { field: { ...flag, meaning: 'other', writeOnly: true }, place: 'shop', send: asItIs },
  webShopPlatform: textColumn('text'),
  ceo: textColumn('text'),
  customerManager: textColumn('text'),
  contactPersonPhone: textColumn('text'),
  externalCustomerIds: {
    field: {
      shape: 'list',
      order: 'set',
      identity: ['freightProductId', 'customerNumber'],
      unlisted: 'removed',
      meaning: 'structure',
      writeOnly: true,
      of: { shape: 'object', fields: { freightProductId: integer, customerNumber: integer } },
    },
    place: 'shop',
    send: (value) =>
      list(value, (item) => {
        const { freightProductId, customerNumber } = isJsonObject(item) ? item : {}
        return { freightProductId: number(freightProductId), customerNumber: number(customerNumber) }
      }),
  },
  customerSystem: {
    field: {
      shape: 'object',
      meaning: 'structure',
      writeOnly: true,
      createOnly: true,
      fields: { name: text, shortName: text, customerFacingName: text, addressCollector: flag },
    },
    place: 'beside',
    send: asItIs,
  },
  addressCollector: {
    field: { ...flag, meaning: 'structure', writeOnly: true, createOnly: true },
    place: 'beside',
    send: asItIs,
  },
  transportSolutionIds: {
    field: {
      shape: 'list',
      order: 'set',
      unlisted: 'removed',
      meaning: 'structure',
      writeOnly: true,
      createOnly: true,
      of: integer,
    },
    place: 'beside',
    send: (value) => list(value, number),
  },
}

export const fields: Fields = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.field]))

/** What is sent of the fields in that place, in the order of the table. */
export function sent(spec: JsonObject, place: Column['place'], assume: Assumptions): JsonObject {
  const parts = Object.entries(columns).flatMap(([name, column]) => {
    const value = spec[name]
    return value === undefined || column.place !== place ? [] : [[name, column.send(value, assume)] as const]
  })
  return Object.fromEntries(parts)
}
