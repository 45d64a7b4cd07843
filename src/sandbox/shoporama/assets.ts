/** Bytes sent or pointed at. Only loopback addresses are really fetched: a simulated shop must never reach the network. */
import { createHash } from 'node:crypto'
import { isList, isRecord } from '../json.ts'
import { badRequest } from './errors.ts'
import type { Picture } from './records.ts'

/** By address; `undefined` when it was tried and failed. Addresses beyond loopback are not in it. */
export type Assets = ReadonlyMap<string, Buffer | undefined>

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])
const patienceMs = 10_000

function addressesIn(body: unknown): Set<string> {
  const found = new Set<string>()
  for (const entry of isList(body) ? body : [body]) {
    if (!isRecord(entry)) continue
    const images = isList(entry['images']) ? entry['images'] : []
    for (const part of [...images, entry['file']]) {
      if (isRecord(part) && typeof part['url'] === 'string' && part['url'] !== '') found.add(part['url'])
    }
  }
  return found
}

async function download(url: string): Promise<Buffer | undefined> {
  try {
    // A redirect could lead away from loopback.
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(patienceMs) })
    return response.ok ? Buffer.from(await response.arrayBuffer()) : undefined
  } catch {
    return undefined
  }
}

/** Fetched before the operation, so that the operation itself can be done in one go. */
export async function fetchAssets(body: unknown): Promise<Assets> {
  const assets = new Map<string, Buffer | undefined>()
  for (const url of addressesIn(body)) {
    if (!URL.canParse(url)) assets.set(url, undefined)
    else if (loopback.has(new URL(url).hostname)) assets.set(url, await download(url))
  }
  return assets
}

/** What is at an address: its bytes, or `undefined` when it lies beyond loopback. A failed fetch is a 400. */
export function assetAt(assets: Assets, url: string): Buffer | undefined {
  if (!assets.has(url)) return undefined
  const bytes = assets.get(url)
  if (bytes === undefined) throw badRequest(`nothing could be fetched from ${url}`)
  return bytes
}

export function decodeBase64(value: unknown, name: string): Buffer {
  if (typeof value !== 'string') throw badRequest(`${name} is not base64`)
  const text = value.replace(/\s+/g, '')
  if (text === '' || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text))
    throw badRequest(`${name} is not base64`)
  return Buffer.from(text, 'base64')
}

export function digestOf(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

export function pictureType(bytes: Buffer): Picture['type'] {
  if (bytes.subarray(0, 4).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47]))) return 'png'
  if (bytes.subarray(0, 4).toString('latin1') === 'GIF8') return 'gif'
  if (bytes.subarray(8, 12).toString('latin1') === 'WEBP') return 'webp'
  return 'jpg'
}

const starts: Readonly<Record<Picture['type'], Buffer>> = {
  jpg: Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
  png: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  gif: Buffer.from('GIF89a', 'latin1'),
  webp: Buffer.from('RIFF\0\0\0\0WEBP', 'latin1'),
}

/** The bytes of a scaled picture: the same for the same picture, and never the bytes that were sent. */
export function renditionOf(picture: Picture): Buffer {
  return Buffer.concat([
    starts[picture.type],
    Buffer.from(`butik sandbox rendition of ${picture.id}, made from ${picture.sha256}`),
  ])
}
