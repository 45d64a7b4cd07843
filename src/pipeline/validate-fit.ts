/**
 * A file against one schema. The check that was compiled ahead says whether all is well, and mostly it is; for what is not,
 * ajv is loaded, compiles the schema and says what.
 */
import type { ValidateFunction } from 'ajv/dist/2020.js'
import type { JsonObject } from '../model/json.ts'
import type { YamlNode } from '../model/yaml.ts'
import { dataOf, type Problem, problemsOf } from './validate-problems.ts'

/** The published JSON Schemas, and the same compiled ahead. `config` is butik.yaml; any other name is a vendor's. */
export interface SchemaSource {
  read(name: string): Promise<JsonObject>
  /** Undefined where nothing was compiled: then each file goes the long way. */
  compiled(name: string): Promise<Fits | undefined>
}

/** True where nothing is wrong with the data; not why otherwise. */
export type Fits = (data: unknown) => boolean

export async function misfitsOf(root: YamlNode, name: string, schemas: SchemaSource): Promise<Problem[]> {
  const data = dataOf(root)
  const fits = await schemas.compiled(name)
  if (fits?.(data) === true) return []
  return problemsOf(await compile(await schemas.read(name)), root, data)
}

const compiled = new WeakMap<JsonObject, ValidateFunction>()

/** The schemas are generated, so ajv need not check them again. A program that plans many times compiles each schema once. */
async function compile(schema: JsonObject): Promise<ValidateFunction> {
  const known = compiled.get(schema)
  if (known !== undefined) return known
  // Bundled, a CommonJS module has no names but this one.
  const { default: ajv } = await import('ajv/dist/2020.js')
  const trust = { strict: false, validateSchema: false, validateFormats: false, logger: false } as const
  const errors = { allErrors: true, verbose: true, messages: false } as const
  const validate = new ajv.Ajv2020({ ...trust, ...errors, code: { optimize: false } }).compile(schema)
  compiled.set(schema, validate)
  return validate
}
