/** The published JSON Schemas, read from the package once each and only when asked for. */
import { readFile } from 'node:fs/promises'
import { isJsonObject, type JsonObject } from '../model/json.ts'
import type { Fits, SchemaSource } from '../pipeline/validate-fit.ts'

// src/cli, and dist/cli where all of this is bundled to, are two folders below the package.
export const schemaFolder: URL = new URL('../../schemas/', import.meta.url)

export const schemaFiles: SchemaSource = {
  read(name) {
    const asked = known.get(name) ?? parsed(fileOf(name, 'json'))
    known.set(name, asked)
    return asked
  },
  async compiled(name) {
    const { href } = new URL(`../checks/${fileOf(name, 'js')}`, import.meta.url)
    // The build writes them (scripts/bundle.js). What runs from src, or has a schema of its own, has none.
    const module: { readonly default?: Fits } = await import(href).catch(() => ({}))
    return module.default
  },
}

const known = new Map<string, Promise<JsonObject>>()

function fileOf(name: string, ending: string): string {
  return name === 'config' || name === 'map' ? `${name}.${ending}` : `vendors/${encodeURIComponent(name)}.${ending}`
}

async function parsed(file: string): Promise<JsonObject> {
  const value: unknown = JSON.parse(await readFile(new URL(file, schemaFolder), 'utf8'))
  if (!isJsonObject(value)) throw new TypeError(`schemas/${file} is not an object`)
  return value as JsonObject
}
