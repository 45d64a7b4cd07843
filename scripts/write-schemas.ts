/** Writes schemas/ from the zod of butik.yaml, the vendors and the reports; `--check` only tells whether it is fresh. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { z } from 'zod'
import type { JsonObject } from '../src/model/json.ts'
import type { Kind } from '../src/model/provider.ts'
import { withDefaults } from '../src/pipeline/config-defaults-schema.ts'
import { composeConfigSchema, toJsonSchema } from '../src/pipeline/config-schema.ts'
import { eventSchema } from '../src/pipeline/event-schema.ts'
import { diagnosticsSchema, driftSchema, outcomeSchema, planSchema } from '../src/pipeline/plan-schema.ts'
import * as nettbutikk from '../src/providers/24nettbutikk/schema.ts'
import * as distributionInnovation from '../src/providers/distribution-innovation/schema.ts'
import { loadProviders } from '../src/providers/index.ts'
import * as scanpay from '../src/providers/scanpay/schema.ts'
import { resourceFileSchema, settingsSchema } from '../src/providers/shoporama/schema.ts'
import * as venueManager from '../src/providers/venue-manager/schema.ts'

const providers = await loadProviders()

const vendors: { readonly [vendor: string]: { readonly resources: z.ZodType; readonly settings: z.ZodType } } = {
  '24nettbutikk': { resources: nettbutikk.resourceFileSchema, settings: nettbutikk.settingsSchema },
  'distribution-innovation': {
    resources: distributionInnovation.resourceFileSchema,
    settings: distributionInnovation.settingsSchema,
  },
  scanpay: { resources: scanpay.resourceFileSchema, settings: scanpay.settingsSchema },
  shoporama: { resources: resourceFileSchema, settings: settingsSchema },
  'venue-manager': { resources: venueManager.resourceFileSchema, settings: venueManager.settingsSchema },
}

/** A resource file at the root, so that an editor needs no more than the path; the settings stand in `$defs`. */
function vendorSchema(resources: z.ZodType, settings: z.ZodType, kinds: readonly Kind[]): JsonObject {
  const { $schema: _, ...inner } = toJsonSchema(settings)
  const schema = { ...toJsonSchema(resources), $defs: { settings: inner } }
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
    ['outcome.json', toJsonSchema(outcomeSchema)],
    ['plan.json', toJsonSchema(planSchema)],
  ])
  for (const name of names) {
    const vendor = vendors[name]
    if (vendor !== undefined)
      files.set(`vendors/${name}.json`, vendorSchema(vendor.resources, vendor.settings, kindsOf(name)))
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
