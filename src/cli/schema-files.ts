/** The published JSON Schemas, read from the package once each and only when asked for. */
import { readFile } from 'node:fs/promises'
import { isJsonObject, type JsonObject } from '../model/json.ts'
import type { SchemaSource } from '../pipeline/validate.ts'

// src/cli, and dist/cli where all of this is bundled to, are two folders below the package.
export const schemaFolder: URL = new URL('../../schemas/', import.meta.url)

export const schemaFiles: SchemaSource = {
  config: () => read('config.json'),
  vendor: (name) => read(`vendors/${encodeURIComponent(name)}.json`),
}

const known = new Map<string, Promise<JsonObject>>()

function read(name: string): Promise<JsonObject> {
  const asked = known.get(name) ?? parsed(name)
  known.set(name, asked)
  return asked
}

async function parsed(name: string): Promise<JsonObject> {
  const value: unknown = JSON.parse(await readFile(new URL(name, schemaFolder), 'utf8'))
  if (!isJsonObject(value)) throw new TypeError(`schemas/${name} is not an object`)
  return value as JsonObject
}
