/** The shape of `variables` and `environments` in butik.yaml. Not loaded when butik runs. */
import * as z from 'zod'
import { keyPattern } from '../model/address.ts'
import { isJsonObject, type JsonObject } from '../model/json.ts'

export const variablesSchema: z.ZodType = z
  .record(z.string().regex(keyPattern), z.union([z.string(), z.number(), z.boolean(), z.null()]))
  .describe(
    'Values that are put in where $' + '{name} stands. A variable that is !env NAME is secret wherever it is used.',
  )

/** `shared` sections are those of the file: `withEnvironments` adds them. */
const environment = z
  .strictObject({
    connections: z
      .record(z.string().regex(keyPattern), z.union([z.looseObject({}), z.literal(false), z.null()]))
      .nullable()
      .optional()
      .describe(
        'Settings, laid over those of the connection of that name one by one. false: there is no such connection here.',
      ),
    variables: variablesSchema.nullable().optional(),
    overrides: z
      .record(z.string(), z.looseObject({}))
      .nullable()
      .optional()
      .describe(
        'By address or glob (shop/product/oak-*), fields that take the place of those in the resource files, each as a whole.',
      ),
  })
  .nullable()

export const environmentsSchema: z.ZodType = z
  .record(z.string().regex(keyPattern), environment)
  .describe(
    'Shops that the same files are for, such as staging and production: what is different there. Each has a state of its own.',
  )

/** Sections that an environment writes as the file does, and lays over it. */
const shared = ['guards', 'quota', 'state', 'moved', 'imports', 'mute'] as const

/**
 * The whole schema of butik.yaml. What a connection needs has to be there where there are no environments; otherwise it may
 * come from each of them, and butik looks at every environment as a whole.
 */
export function withEnvironments(schema: JsonObject, vendors: { readonly [vendor: string]: JsonObject }): JsonObject {
  const properties = objectIn(schema, 'properties')
  const environments = objectIn(properties, 'environments')
  const one = objectIn(environments, 'additionalProperties')
  const own = { ...objectIn(one, 'properties') }
  for (const name of shared) if (properties[name] !== undefined) own[name] = properties[name]
  const laid = { ...environments, additionalProperties: { ...one, properties: own } }
  return {
    ...schema,
    properties: { ...properties, environments: laid },
    if: { not: { required: ['environments'] } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: {
      properties: {
        connections: {
          additionalProperties: {
            allOf: Object.entries(vendors).flatMap(([name, settings]) => needed(name, settings)),
          },
        },
      },
    },
  }
}

function needed(vendor: string, { required }: JsonObject): JsonObject[] {
  if (required === undefined) return []
  return [
    {
      if: { properties: { vendor: { const: vendor } }, required: ['vendor'] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { required },
    },
  ]
}

function objectIn(schema: JsonObject, name: string): JsonObject {
  const value = schema[name]
  return isJsonObject(value) ? value : {}
}
