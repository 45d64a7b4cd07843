/** From a change to what a provider is given: ids for references, bytes for assets, values for secrets. Plans hold none of them. */
import { join } from 'node:path'
import type { AddressId } from '../model/address.ts'
import { canonicalDecimal } from '../model/decimal.ts'
import { digestOfBytes, keyedDigest } from '../model/digest.ts'
import { ReconcilerError } from '../model/errors.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import { isAsset, isSecret, type Spec } from '../model/resource.ts'
import { localiseSpec, mapValues, refsIn } from './spec.ts'
import type { World } from './world.ts'

export interface Body {
  /** What is sent. */
  readonly fields: Spec
  /** The same by ids, without bytes and secrets: for the journal. */
  readonly recorded: Spec
}

/** Throws ReconcilerError E4004 where a file or a secret is not what the plan saw. */
export async function bodyOf(
  fields: Spec,
  ids: ReadonlyMap<AddressId, string>,
  world: World,
  secretKey: string,
): Promise<Body> {
  const recorded = localiseSpec(fields, (address) => ids.get(address))
  const missing = refsIn(recorded)
  if (missing.length > 0) throw new ReconcilerError('E4005', `${missing.join(', ')} has no id yet`)
  return { recorded, fields: (await filled(recorded, world, secretKey)) as Spec }
}

/** Throws what `bodyOf` would of the files and secrets, before there are ids. */
export async function checkSources(fields: Spec, world: World, secretKey: string): Promise<void> {
  await filled(fields, world, secretKey)
}

async function filled(value: Json, world: World, secretKey: string): Promise<Json> {
  if (isSecret(value)) return secretOf(value, world, secretKey)
  if (isAsset(value)) {
    const { asset, ...rest } = value as typeof value & { [name: string]: Json }
    return { ...rest, upload: await uploadOf(asset, world) }
  }
  if (Array.isArray(value)) return await Promise.all(value.map((item) => filled(item, world, secretKey)))
  if (!isJsonObject(value)) return value
  const parts = await Promise.all(
    Object.entries(value).map(async ([name, part]) => [name, await filled(part, world, secretKey)] as const),
  )
  return Object.fromEntries(parts)
}

function secretOf(secret: { env: string; digest: string }, world: World, secretKey: string): string {
  const value = formsOf(world.env(secret.env)).find((form) => keyedDigest(secretKey, form) === secret.digest)
  if (value !== undefined) return value
  throw new ReconcilerError('E4004', `the variable ${secret.env} is not what it was when the plan was made`, {
    hint: 'make a new plan',
  })
}

/** A secret amount was digested in its canonical form. */
function formsOf(value: string | undefined): string[] {
  if (value === undefined) return []
  const amount = canonicalDecimal(value)
  return amount === undefined ? [value] : [value, amount]
}

async function uploadOf(asset: { path: string; sha256: string }, world: World): Promise<Json> {
  const bytes = await world.files.read(join(world.project.root, asset.path))
  if (digestOfBytes(bytes) !== asset.sha256) {
    throw new ReconcilerError('E4004', `the file ${asset.path} has changed since the plan was made`, {
      hint: 'make a new plan',
    })
  }
  const filename = asset.path.slice(asset.path.lastIndexOf('/') + 1)
  return { data: Buffer.from(bytes).toString('base64'), filename, contentType: contentType(filename) }
}

const contentTypes: { readonly [extension: string]: string } = {
  avif: 'image/avif',
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  webp: 'image/webp',
  zip: 'application/zip',
}

function contentType(filename: string): string {
  return contentTypes[filename.slice(filename.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream'
}

/** The state of a first apply gets its lineage only now: digests made under the placeholder are made anew. */
export function rekeyed(applied: Spec, world: World, from: string, to: string): Spec {
  const again = (value: Json): Json => {
    if (isSecret(value)) {
      const known = formsOf(world.env(value.env)).find((form) => keyedDigest(from, form) === value.digest)
      return known === undefined ? value : { env: value.env, digest: keyedDigest(to, known) }
    }
    if (Array.isArray(value)) return value.map(again)
    return isJsonObject(value) ? mapValues(value, again) : value
  }
  return mapValues(applied, again)
}
