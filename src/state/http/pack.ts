/** Text that only grows, in little room: what is added is packed alone, and may refer back to what came before. */
import { deflateRawSync, gunzipSync, gzipSync, inflateRawSync, constants as zlib } from 'node:zlib'

/** As far as a packed text can refer back. */
const windowBytes = 32_768
/** An empty last block: what is packed here never ends by itself. */
const end = Buffer.from([3, 0])

export class Pack {
  #chunks: Buffer[] = []
  #tail: Buffer = Buffer.alloc(0)
  /** Bytes of the text. */
  length = 0

  add(text: Buffer): void {
    const options = { finishFlush: zlib.Z_SYNC_FLUSH, ...(this.#tail.length === 0 ? {} : { dictionary: this.#tail }) }
    this.#chunks.push(deflateRawSync(text, options))
    this.#tail = Buffer.concat([this.#tail, text]).subarray(-windowBytes)
    this.length += text.length
  }

  copy(): Pack {
    const copy = new Pack()
    copy.#chunks = [...this.#chunks]
    copy.#tail = this.#tail
    copy.length = this.length
    return copy
  }

  text(): string {
    return Buffer.concat([...this.#chunks, end]).toString('base64')
  }

  static of(text: Buffer): Pack {
    const pack = new Pack()
    if (text.length > 0) pack.add(text)
    return pack
  }
}

/** Throws where it was not packed here, or not all of it is there. */
export function unpacked(text: string): Buffer {
  return inflateRawSync(Buffer.from(text, 'base64'))
}

export function zipped(text: string): string {
  return gzipSync(text).toString('base64')
}

/** Throws where it is not whole. */
export function unzipped(text: string): string {
  return gunzipSync(Buffer.from(text, 'base64')).toString('utf8')
}
