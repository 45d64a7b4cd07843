/** The shop's pictures and files, as its visitors fetch them: no token, no call counted. */
import type { Answer } from '../vendor.ts'
import { renditionOf } from './assets.ts'
import type { Picture, ProductFile } from './records.ts'
import type { Store } from './store.ts'

const types: Readonly<Record<Picture['type'], string>> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
}

function findPicture(store: Store, id: number): Picture | undefined {
  for (const rows of [store.products.liveRows(), store.categories.liveRows()]) {
    for (const row of rows) {
      const picture = row.images.find((image) => image.id === id)
      if (picture !== undefined) return picture
    }
  }
  return undefined
}

function findFile(store: Store, id: number): ProductFile | undefined {
  for (const row of store.products.liveRows()) {
    const file = row.files.find((candidate) => candidate.id === id)
    if (file !== undefined) return file
  }
  return undefined
}

function found(contentType: string, body: Buffer): Answer {
  return { status: 200, headers: { 'content-type': contentType }, body, committed: false }
}

/** `path` is below the shop's own: `/cache/<digits>/<name>` or `/files/<id>/<name>`. */
export function download(store: Store, path: string): Answer {
  const digits = /^\/cache\/((?:\d\/)+)[^/]+$/.exec(path)?.[1]
  const picture = digits === undefined ? undefined : findPicture(store, Number(digits.replaceAll('/', '')))
  if (picture !== undefined) return found(types[picture.type], renditionOf(picture))
  const fileId = /^\/files\/(\d+)\/[^/]+$/.exec(path)?.[1]
  const file = fileId === undefined ? undefined : findFile(store, Number(fileId))
  if (file !== undefined) return found(file.contentType, Buffer.from(file.data, 'base64'))
  return {
    status: 404,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: '404 Not Found',
    committed: false,
  }
}
