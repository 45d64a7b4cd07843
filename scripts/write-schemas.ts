/** Writes schemas/ from the zod of butik.yaml, the vendors and the reports; `--check` only tells whether it is fresh. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { z } from 'zod'
import type { VendorFacts } from '../src/model/field-facts.ts'
import type { JsonObject } from '../src/model/json.ts'
import type { Kind } from '../src/model/provider.ts'
import { withDefaults } from '../src/pipeline/config-defaults-schema.ts'
import { composeConfigSchema, toJsonSchema, toldSettings } from '../src/pipeline/config-schema.ts'
import { eventSchema } from '../src/pipeline/event-schema.ts'
import { mapSchema } from '../src/pipeline/migrate-map-schema.ts'
import { diagnosticsSchema, driftSchema, outcomeSchema, planSchema } from '../src/pipeline/plan-schema.ts'
import { withVendorFacts } from '../src/pipeline/schema-facts.ts'
import { facts as nettbutikkFacts } from '../src/providers/24nettbutikk/facts.ts'
import * as nettbutikk from '../src/providers/24nettbutikk/schema.ts'
import { facts as distributionInnovationFacts } from '../src/providers/distribution-innovation/facts.ts'
import * as distributionInnovation from '../src/providers/distribution-innovation/schema.ts'
import { loadProviders } from '../src/providers/index.ts'
import { facts as scanpayFacts } from '../src/providers/scanpay/facts.ts'
import * as scanpay from '../src/providers/scanpay/schema.ts'
import { facts as shoporamaFacts } from '../src/providers/shoporama/facts.ts'
import { resourceFileSchema, settingsSchema } from '../src/providers/shoporama/schema.ts'
import { facts as venueManagerFacts } from '../src/providers/venue-manager/facts.ts'
import * as venueManager from '../src/providers/venue-manager/schema.ts'

const providers = await loadProviders()

interface Vendor {
  readonly resources: z.ZodType
  readonly settings: z.ZodType
  readonly facts: VendorFacts
}

const vendors: { readonly [vendor: string]: Vendor } = {
  '24nettbutikk': {
    resources: nettbutikk.resourceFileSchema,
    settings: nettbutikk.settingsSchema,
    facts: nettbutikkFacts,
  },
  'distribution-innovation': {
    resources: distributionInnovation.resourceFileSchema,
    settings: distributionInnovation.settingsSchema,
    facts: distributionInnovationFacts,
  },
  scanpay: { resources: scanpay.resourceFileSchema, settings: scanpay.settingsSchema, facts: scanpayFacts },
  shoporama: { resources: resourceFileSchema, settings: settingsSchema, facts: shoporamaFacts },
  'venue-manager': {
    resources: venueManager.resourceFileSchema,
    settings: venueManager.settingsSchema,
    facts: venueManagerFacts,
  },
}

/** A resource file at the root, so that an editor needs no more than the path; the settings stand in `$defs`. */
function vendorSchema(name: string, { resources, settings, facts }: Vendor, kinds: readonly Kind[]): JsonObject {
  const { $schema: _, ...inner } = toldSettings(name, toJsonSchema(settings))
  const schema = { ...withVendorFacts(toJsonSchema(resources), facts), $defs: { settings: inner } }
  // pipeline/validate-problems.ts tells the branches of a union apart by their paths, which a $ref would hide.
  if (JSON.stringify(schema).includes('"$ref"'))
    throw new Error('a vendor schema must not use $ref: leave ids and recursion out')
  // Those of `defaults` lead to whole fields, with no union above them.
  return withDefaults(schema, kinds)
}

function schemas(): Map<string, JsonObject> {
  const names = Object.keys(vendors).toSorted()
  const settings = Object.fromEntries(
    names.flatMap((name) => (vendors[name] === undefined ? [] : [[name, toJsonSchema(vendors[name].settings)]])),
  )
  const kindsOf = (name: string): readonly Kind[] => providers.find(({ vendor }) => vendor === name)?.kinds ?? []
  const sections = [...new Set(names.flatMap(kindsOf).flatMap(({ section }) => section ?? []))].toSorted()
  const files = new Map<string, JsonObject>([
    ['config.json', composeConfigSchema(settings, sections)],
    ['diagnostic.json', toJsonSchema(diagnosticsSchema)],
    ['drift.json', toJsonSchema(driftSchema)],
    ['event.json', toJsonSchema(eventSchema)],
    ['map.json', toJsonSchema(mapSchema)],
    ['outcome.json', toJsonSchema(outcomeSchema)],
    ['plan.json', toJsonSchema(planSchema)],
  ])
  for (const name of names) {
    const vendor = vendors[name]
    if (vendor !== undefined) files.set(`vendors/${name}.json`, vendorSchema(name, vendor, kindsOf(name)))
  }
  return files
}

const folder = fileURLToPath(new URL('../schemas/', import.meta.url))
const check = process.argv.includes('--check')
const stale: string[] = []
for (const [name, schema] of schemas()) {
  const path = `${folder}${name}`
  const text = `${JSON.stringify(schema, null, 2)}\n`
  const written = await readFile(path, 'utf8').catch(() => undefined)
  if (written === text) continue
  stale.push(name)
  if (check) continue
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}
if (check && stale.length > 0) {
  console.error(`schemas/ is not fresh: ${stale.join(', ')}. Run \`npm run schemas\`.`)
  process.exitCode = 1
} else console.log(stale.length === 0 ? 'schemas/ is fresh' : `wrote ${stale.join(', ')}`)
