/** Files for download: sent as `file`, read as `pdf_files`. */
import { isRecord } from '../json.ts'
import { assetAt, decodeBase64 } from './assets.ts'
import type { Call, Context } from './context.ts'
import { badRequest } from './errors.ts'
import { readFlag } from './fields.ts'
import type { ProductFile } from './records.ts'

function fromData(call: Call, data: unknown): ProductFile {
  if (!isRecord(data)) throw badRequest('file.data is not an object with data, filename, content-type and is_public')
  const { filename } = data
  if (typeof filename !== 'string' || filename === '') throw badRequest('file.data has no filename')
  const contentType = data['content-type']
  return {
    data: decodeBase64(data['data'], 'file.data.data').toString('base64'),
    filename,
    contentType: typeof contentType === 'string' && contentType !== '' ? contentType : 'application/octet-stream',
    isPublic: readFlag(data['is_public'] ?? 0, 'file.data.is_public'),
    source: null,
    id: call.store.files.newId(),
  }
}

function fromUrl(call: Call, url: string): ProductFile {
  const bytes = assetAt(call.assets, url)
  const filename = URL.canParse(url) ? decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '') : ''
  return {
    data: bytes?.toString('base64') ?? '',
    filename: filename === '' ? 'file' : filename,
    contentType: 'application/octet-stream',
    isPublic: 1,
    source: url,
    id: call.store.files.newId(),
  }
}

/** The files after a body's `file`. */
export function mergeFiles(call: Call, before: readonly ProductFile[], value: unknown): readonly ProductFile[] {
  if (value === null || value === '') return before
  if (!isRecord(value)) throw badRequest('file is not an object')
  if (readFlag(value['remove'] ?? 0, 'file.remove') === 1) return []
  const { data, url } = value
  const kept = call.switches.file_put === 'append' ? before : []
  if (data !== undefined) return [...kept, fromData(call, data)]
  if (typeof url === 'string' && url !== '') return [...kept, fromUrl(call, url)]
  throw badRequest('file needs data, url or remove')
}

export function showFile(context: Context, file: ProductFile): Record<string, string | number> {
  const bytes = Buffer.byteLength(file.data, 'base64')
  return {
    product_file_id: file.id,
    filename: file.filename,
    url: `${context.downloads}/files/${file.id}/${encodeURIComponent(file.filename)}`,
    mb: Math.round((bytes / 1_048_576) * 10_000) / 10_000,
  }
}
