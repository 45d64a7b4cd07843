/** The published schemas say what the code does, and saved plans are checked against them. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { schemaFiles } from '../../../src/cli/schema-files.ts'
import { composeConfigSchema, toJsonSchema } from '../../../src/pipeline/config-schema.ts'
import { parsePlan } from '../../../src/pipeline/parse-plan.ts'
import { diagnosticsSchema, outcomeSchema, planSchema } from '../../../src/pipeline/plan-schema.ts'

const zeros = { create: 0, update: 1, replace: 0, delete: 0, adopt: 0, forget: 0, manual: 0, none: 0, notEvaluated: 0 }
const plan = {
  formatVersion: 1,
  hash: 'a'.repeat(64),
  summary: zeros,
  cost: { shop: { planReads: 4, applyReads: 2, writes: 1, remaining: null } },
  changes: [
    {
      address: 'shop/product/oak-chair',
      action: 'update',
      class: 'managed',
      reason: 'the files changed',
      remoteId: '12',
      risk: 'low',
      needs: [],
      diff: [
        {
          path: 'price',
          before: '1',
          after: { ref: ['x', null] },
          cause: 'config',
          sensitive: false,
          meaning: 'price',
        },
      ],
      write: { price: '2' },
      entry: {
        remoteId: '12',
        applied: { price: '2' },
        stored: {},
        policy: { protect: false, onRemove: 'forget' },
        needs: [],
      },
    },
  ],
  operations: [
    {
      id: 'op-0001',
      connection: 'shop',
      operation: 'PUT /product/{id}',
      role: 'update',
      addresses: ['shop/product/oak-chair'],
    },
  ],
  stateUpdates: [{ address: 'shop/product/gone', reason: 'released', entry: null }],
  doubts: [],
  guards: [],
  views: [{ connection: 'shop', kind: 'product', age: 0, reach: 'complete' }],
  diagnostics: [
    {
      severity: 'note',
      code: 'N1004',
      summary: 'x',
      source: { file: 'a.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 },
    },
  ],
  complete: true,
  basis: {
    config: 'x',
    lineage: 'y',
    serial: 3,
    journal: 'z',
    environment: 'default',
    identities: { shop: 'x' },
    butik: '0.1.0',
    madeAt: '2026-01-01T00:00:00.000Z',
    selection: { target: [], exclude: [], connection: [] },
    destroy: false,
  },
}

describe('parsePlan', () => {
  it('takes a plan back as it was', () => {
    expect(parsePlan(JSON.stringify(plan), 'p.json')).toEqual(plan)
  })

  it.each<[string, string, string]>([
    ['not JSON', '{', 'p.json is not a plan: it is not JSON'],
    ['not a plan', '[]', 'p.json is not a plan: it has no formatVersion'],
    [
      'another format',
      JSON.stringify({ ...plan, formatVersion: 2 }),
      'the plan p.json has format 2, and this butik reads format 1',
    ],
    [
      'a part missing',
      JSON.stringify({ ...plan, operations: undefined }),
      'the plan p.json is damaged at operations: ',
    ],
    ['a part unknown', JSON.stringify({ ...plan, extra: 1 }), 'the plan p.json is damaged: Unrecognized key'],
    [
      'an address that is none',
      JSON.stringify({ ...plan, stateUpdates: [{ address: 'x', reason: '', entry: null }] }),
      'the plan p.json is damaged at stateUpdates.0.address: ',
    ],
  ])('refuses %s', (_, text, message) => {
    expect(() => parsePlan(text, 'p.json')).toThrow(message)
    expect(() => parsePlan(text, 'p.json')).toThrow(expect.objectContaining({ code: 'E3003' }))
  })
})

describe('the JSON Schemas', () => {
  const valid = (schema: z.ZodType, value: unknown) =>
    new Ajv2020({ strict: false }).validate(toJsonSchema(schema), value)

  it('take what butik writes', () => {
    expect(valid(planSchema, plan)).toBe(true)
    expect(valid(planSchema, { ...plan, hash: 1 })).toBe(false)
    expect(valid(diagnosticsSchema, plan.diagnostics)).toBe(true)
    const summary = {
      created: 1,
      updated: 0,
      replaced: 0,
      deleted: 0,
      adopted: 0,
      forgotten: 0,
      failed: 0,
      skipped: 0,
      inDoubt: 0,
    }
    const outcomes = [{ address: 'shop/product/a', action: 'create', outcome: 'succeeded' }]
    expect(valid(outcomeSchema, { formatVersion: 1, run: 'r', summary, calls: { shop: 2 }, outcomes })).toBe(true)
  })

  it('are in the package, for an editor and for validation', async () => {
    const config = await schemaFiles.read('config')
    const vendor = await schemaFiles.read('shoporama')
    const ajv = new Ajv2020({ strict: false })
    expect(ajv.validate(config, { version: 1, connections: { shop: { vendor: 'shoporama', token: 'x' } } })).toBe(true)
    expect(ajv.validate(config, { version: 1, connections: { shop: { vendor: 'shoporama', tokn: 'x' } } })).toBe(false)
    expect(ajv.validate(vendor, { connection: 'shop', suppliers: { acme: { name: 'Acme' } } })).toBe(true)
    expect(vendor).toHaveProperty('$defs.settings.properties.token')
    await expect(schemaFiles.read('none')).rejects.toThrow('ENOENT')
  })
})

describe('composeConfigSchema', () => {
  it('asks each connection for the settings of its own vendor', () => {
    const schema = composeConfigSchema({
      a: toJsonSchema(z.strictObject({ token: z.string() })),
      b: toJsonSchema(z.strictObject({ user: z.string() })),
    })
    const valid = (connections: unknown) => new Ajv2020({ strict: false }).validate(schema, { version: 1, connections })
    expect([
      valid({ x: { vendor: 'a', token: 't' }, y: { vendor: 'b', user: 'u' } }),
      valid({ x: { vendor: 'a', user: 'u' } }),
      valid({ x: { vendor: 'c' } }),
      valid({ x: {} }),
    ]).toEqual([true, false, false, false])
  })
})

describe('toJsonSchema', () => {
  const shape = (schema: z.ZodType) => {
    const { $schema: _, ...rest } = toJsonSchema(schema)
    return rest
  }

  it('joins a choice of types into one schema', () => {
    const text = z.union([z.string().min(1), z.number(), z.boolean()])
    expect(shape(text.nullable().meta({ description: 'd' }))).toEqual({
      description: 'd',
      type: ['string', 'number', 'boolean', 'null'],
      minLength: 1,
    })
    expect(shape(z.enum(['a', 'b']).nullable())).toEqual({ type: ['string', 'null'], enum: ['a', 'b', null] })
  })

  it('leaves a choice that cannot be joined', () => {
    const choice = z.union([z.strictObject({ a: z.string() }), z.strictObject({ b: z.string() })])
    expect(shape(choice.nullable())['anyOf']).toHaveLength(3)
    expect(shape(z.union([z.int(), z.number()]))).toHaveProperty('anyOf')
    expect(shape(z.union([z.enum(['a']), z.number()]))).toHaveProperty('anyOf')
    expect(shape(z.union([z.literal('a'), z.number()]))).toHaveProperty('anyOf')
    expect(shape(z.union([z.string(), z.any()]))).toHaveProperty('anyOf')
  })
})
