/** The file that a buyer may download. The vendor never returns it (`pdf_files` is assumed to be something else). */
import { isJsonObject, type JsonObject } from '../../model/json.ts'
import type { Column } from './columns.ts'

export const download: Column = {
  field: { shape: 'asset', writeOnly: true },
  read: () => undefined,
  write: (value) => ({ file: isJsonObject(value) ? wireFile(value) : { remove: 1 } }),
}

/** Seed: `data` is itself an object of data, filename, content-type and is_public. */
function wireFile(value: JsonObject): JsonObject {
  const isPublic = value['is_public'] === undefined ? {} : { is_public: value['is_public'] === true ? 1 : 0 }
  const upload = value['upload']
  if (!isJsonObject(upload)) return { url: value['url'] ?? '', ...isPublic }
  return {
    data: {
      data: upload['data'] ?? '',
      filename: upload['filename'] ?? '',
      'content-type': upload['contentType'] ?? '',
      ...isPublic,
    },
  }
}
