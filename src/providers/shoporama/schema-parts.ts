/** The building blocks of schema.ts: how a text, an amount, a flag, a reference may be written in YAML. */
import * as z from 'zod'
import type { Json } from '../../model/json.ts'
import { dayPattern } from '../../model/sale.ts'

type Examples = readonly Json[]

const key = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/)
/** Any scalar that is not null: the pipeline takes its source text, so `00123` needs no quotes. */
export const moneyOrText: z.ZodType = z.union([z.string(), z.number(), z.boolean()])
const whole = z.union([z.int(), z.string().regex(/^-?\d+$/)])
const amount = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)])
const id = z.union([z.int().positive(), z.string().regex(/^\d+$/)])

export function described(schema: z.ZodType, description: string, examples: Examples): z.ZodType {
  return schema.meta({ description, examples: [...examples] })
}

/** Null clears the field in the shop. */
export function clearable(schema: z.ZodType): z.ZodType {
  return carry(schema.nullable(), schema)
}

function carry(outer: z.ZodType, inner: z.ZodType): z.ZodType {
  return outer.meta({ ...inner.meta() })
}

export function textOf(description: string, examples: Examples, { clear = true }: { clear?: boolean } = {}): z.ZodType {
  return described(clear ? moneyOrText.nullable() : moneyOrText, description, examples)
}

export function integer(description: string, examples: Examples): z.ZodType {
  return described(whole.nullable(), description, examples)
}

export function money(description: string, examples: Examples): z.ZodType {
  return described(amount.nullable(), description, examples)
}

export function day(description: string, example: string): z.ZodType {
  return described(z.string().regex(dayPattern), description, [example])
}

export function flagOf(description: string): z.ZodType {
  return described(z.boolean(), description, [true])
}

export const remote: z.ZodType = z
  .strictObject({ id: id.meta({ description: "The vendor's id of the object.", examples: [123] }) })
  .meta({ description: 'An object outside the configuration.', examples: [{ id: 123 }] })

/** The key of another resource, or `{ id: 123 }`. A key may be all digits, so a plain number is a key too. */
export function reference(kind: string, description: string, examples: Examples): z.ZodType {
  return described(
    z.union([key, z.int().nonnegative(), remote]),
    `${description} The key of a ${kind}, or { id: 123 }.`,
    examples,
  )
}

export function references(kind: string, description: string, examples: Examples): z.ZodType {
  const one = reference(kind, `One ${kind}.`, [])
  return described(z.array(one).nullable(), description, examples)
}

/** A map of resources by key. */
export function sectionOf(schema: z.ZodType, description: string, examples: Examples): z.ZodType {
  return described(z.record(key, schema), description, examples)
}

export function blockSchema(hasOffline: boolean): z.ZodType {
  const removals = hasOffline ? ['forget', 'offline', 'delete'] : ['forget', 'delete']
  return z
    .strictObject({
      protect: described(z.boolean(), 'Whether butik refuses to delete or replace it.', [true]),
      on_remove: described(
        z.enum(removals),
        'What happens in the shop when it is gone from the files; forget unless set.',
        ['forget'],
      ),
    })
    .partial()
    .meta({ description: "butik's own settings of this resource.", examples: [{ protect: true }] })
}

const description = textOf('What the picture shows.', ['Forfra'])

export const images: z.ZodType = described(
  z
    .array(
      z.union([
        z.strictObject({
          file: described(z.string(), 'Path of the picture, relative to this file.', ['images/oak.jpg']),
          description: description.optional(),
        }),
        z.strictObject({
          url: described(z.string(), 'Where the shop fetches the picture.', ['https://acme.example/oak.jpg']),
          description: description.optional(),
        }),
        z.strictObject({
          image_id: described(id, 'A picture that is in the shop already.', [123]),
          description: description.optional(),
        }),
      ]),
    )
    .nullable(),
  'The pictures; their order is their weight. The list is the whole list.',
  [[{ file: 'images/oak.jpg', description: 'Forfra' }]],
)
