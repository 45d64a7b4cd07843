/** The shape of butik.yaml in zod: what schemas/config.json is written from. Not loaded when butik runs. */
import * as z from 'zod'
import { keyPattern } from '../model/address.ts'
import { defaultLimits } from '../model/config.ts'
import { type Equivalence, equivalenceRules } from '../model/equivalence.ts'
import { ownerNames } from '../model/field.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { configDefaultsSchema } from './config-defaults-schema.ts'
import { environmentsSchema, variablesSchema, withEnvironments } from './config-environments-schema.ts'
import { withConfigFacts, withSettingsPage } from './config-facts.ts'
import { guardsSchema } from './config-guards-schema.ts'
import { notifySchema } from './config-notify-schema.ts'
import { quotaSchema } from './config-quota-schema.ts'
import { simplifySchema } from './config-schema-simplify.ts'
import { stateSchema, stateSchemas } from './config-state-schema.ts'
import { importsSchema, movedSchema, muteSchema } from './config-told-schema.ts'

const count = z.int().min(1)

const limits = z
  .strictObject({
    file: count.optional().describe(`Bytes that one file may have; ${defaultLimits.file} unless set.`),
    bulk: z
      .strictObject({
        products: count
          .optional()
          .describe(`Products that one call may carry; ${defaultLimits.bulk.products} unless set.`),
        postings: count
          .optional()
          .describe(`Stock rows that one call may carry; ${defaultLimits.bulk.postings} unless set.`),
        bytes: count
          .optional()
          .describe(`Bytes that the body of one call may have; ${defaultLimits.bulk.bytes} unless set.`),
      })
      .optional()
      .describe('What one call of a bulk operation may carry.'),
    sweep_days: count
      .optional()
      .describe(
        `Days after which a kind that is read by what changed is read whole again; ${defaultLimits.sweepDays} unless set.`,
      ),
  })
  .describe('Bounds on files and calls.')

const ownership = z
  .object({
    stock: z
      .enum(['once', 'ours'])
      .optional()
      .describe('once: set when created, then left alone. ours: compared and put right.'),
  })
  .catchall(
    z
      .record(z.string(), z.enum(ownerNames))
      .describe('Fields of this kind; a part of list elements as "stock_settings.price".'),
  )
  .describe(
    'Who decides what a field holds, by kind (singular) and field. ours: the files. theirs: the shop; never compared, never sent. once: sent when it is made, then left to the shop.',
  )

const rule = z.enum(Object.keys(equivalenceRules) as [Equivalence, ...Equivalence[]]).describe(
  Object.entries(equivalenceRules)
    .map(([name, means]) => `${name}: ${means}.`)
    .join(' '),
)

const equivalences = z
  .record(z.string(), z.union([rule, z.array(rule)]))
  .describe(
    'Fields that the vendor stores otherwise, as "product.description": the rule (or rules) under which two values are the same. [] compares exactly.',
  )

export const configSchema: z.ZodType = z
  .strictObject({
    version: z.literal(1).describe('Version of this format.'),
    requires: z
      .string()
      .optional()
      .describe('Range of butik versions that may use this configuration, such as ">=0.1".'),
    connections: z
      .record(z.string().regex(keyPattern), z.looseObject({ vendor: z.string() }))
      .describe('Accounts at vendors, by a name of your choosing.'),
    resources: z
      .array(z.string().min(1))
      .optional()
      .describe(
        'Globs of the resource files below this folder; every YAML file unless set. A leading ! takes files away.',
      ),
    state: stateSchema.optional(),
    ownership: ownership.optional(),
    equivalences: equivalences.optional(),
    limits: limits.optional(),
    guards: guardsSchema.optional(),
    quota: quotaSchema.optional(),
    variables: variablesSchema.optional(),
    environments: environmentsSchema.optional(),
    notify: notifySchema.optional(),
    moved: movedSchema.optional(),
    imports: importsSchema.optional(),
    mute: muteSchema.optional(),
  })
  .meta({ title: 'butik.yaml', description: 'Settings of a butik configuration.' })

/** butik.yaml with the settings of each vendor: `vendors` holds JSON Schemas of settings, `vendor` left out; `sections` are theirs. */
export function composeConfigSchema(
  vendors: { readonly [vendor: string]: JsonObject },
  sections: readonly string[] = [],
): JsonObject {
  const base = toJsonSchema(configSchema)
  const names = Object.keys(vendors)
  const properties = isJsonObject(base['properties']) ? base['properties'] : {}
  const connections = isJsonObject(properties['connections']) ? properties['connections'] : {}
  const connection = {
    type: 'object',
    required: ['vendor'],
    properties: { vendor: { description: 'The vendor whose API this is.', enum: names } },
    allOf: names.map((name) => settingsOf('vendor', name, withoutRequired(toldSettings(name, vendors[name] ?? {})))),
  }
  const state = isJsonObject(properties['state']) ? properties['state'] : {}
  const { additionalProperties: _, ...backend } = state
  const allOf = Object.entries(stateSchemas).map(([name, schema]) => settingsOf('backend', name, toJsonSchema(schema)))
  const whole = {
    ...properties,
    connections: { ...connections, additionalProperties: connection },
    state: { ...backend, allOf },
    defaults: configDefaultsSchema(sections),
  }
  return withConfigFacts(withEnvironments({ ...base, properties: whole }, vendors))
}

/** Settings of one vendor, with the page that says more of them. */
export function toldSettings(vendor: string, settings: JsonObject): JsonObject {
  return withSettingsPage(settings, `docs/vendors/${vendor}.md#settings`)
}

/** What has to be there is asked for apart: see withEnvironments. */
function withoutRequired({ required: _, ...settings }: JsonObject): JsonObject {
  return settings
}

/** What holds where `key` says `name`. */
function settingsOf(key: string, name: string, settings: JsonObject): Json {
  const { $schema: _, ...schema } = settings
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {}
  return {
    if: { properties: { [key]: { const: name } }, required: [key] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { ...schema, properties: { [key]: true, ...properties } },
  }
}

/** What may be written, so the input side; the text is the same in every run. */
export function toJsonSchema(schema: z.ZodType): JsonObject {
  const written: unknown = JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' })))
  if (!isJsonObject(written)) throw new TypeError('a JSON Schema is an object')
  return simplifySchema(written)
}
