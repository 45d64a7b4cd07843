/** The shape of a map for a migration, `map.yaml`: the zod that schemas/map.json is written from. */
import * as z from 'zod'

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const map = z.record(z.string(), scalar)
const value = z
  .union([scalar, z.array(z.union([scalar, map])), map])
  .meta({ description: 'A value as it is written in a resource file.', examples: ['furniture'] })

const table = z
  .record(z.string(), value)
  .meta({ description: 'What each value becomes.', examples: [{ 17: 'chairs', 18: ['tables', 'news'] }] })

const source = z.string().meta({
  description: "A field in the vendor's own name, with dots for a field of a field; a heading of a CSV file.",
  examples: ['title'],
})

const rule = z
  .union([
    source,
    z.strictObject({
      from: source,
      table: z
        .union([z.string(), table])
        .meta({ description: 'A lookup table, or the name of one under "tables".', examples: ['categories'] })
        .optional(),
      else: value
        .meta({
          description: 'For a value that the table does not have; without it the field is left out, and reported.',
          examples: ['other'],
        })
        .optional(),
    }),
    z.strictObject({ value }),
  ])
  .meta({
    description: 'Where the value comes from: a field, a field by a lookup table, or a constant.',
    examples: ['title', { from: 'group', table: 'categories' }, { value: 25 }],
  })

const section = z
  .strictObject({
    from: z
      .string()
      .meta({
        description: 'Which kind of the vendor it is made of: product unless said. A CSV file has rows only.',
        examples: ['product'],
      })
      .optional(),
    key: z
      .union([source, z.strictObject({ from: source })])
      .meta({
        description: 'What the key is made of: the name unless said, else the natural key.',
        examples: ['title'],
      })
      .optional(),
    only: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number()]))]))
      .meta({
        description: 'Objects with these values in their fields; all of them unless said.',
        examples: [{ language: 'default' }],
      })
      .optional(),
    fields: z.record(z.string(), rule).meta({
      description: 'What fills each field: attributes.colour for a field of a field.',
      examples: [{ own_id: 'sku', name: 'title', price: 'price' }],
    }),
  })
  .meta({ description: 'One section of the resource files.', examples: [{ fields: { own_id: 'sku' } }] })

export const mapSchema: z.ZodType = z
  .strictObject({
    tables: z
      .record(z.string(), table)
      .meta({ description: 'Lookup tables by name.', examples: [{ categories: { 17: 'chairs' } }] })
      .optional(),
    decimal: z
      .enum([',', '.'])
      .meta({ description: 'The decimal mark of a CSV file; vendors write a point.', examples: [','] })
      .optional(),
    resources: z.record(z.string(), section).meta({
      description: 'By section: products, suppliers, …',
      examples: [{ products: { fields: { own_id: 'sku' } } }],
    }),
    ignore: z
      .array(z.string())
      .meta({ description: 'Fields that are meant to be left out; the report says so.', examples: [['created_at']] })
      .optional(),
  })
  .meta({ description: 'How the catalogue of one vendor becomes resources of another.' })
