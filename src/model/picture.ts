/** What a file is by what it begins with: its name and what a server says of it prove nothing. Pure. */

export interface PictureType {
  /** What its name ends in, without the dot. */
  readonly ending: string
  readonly media: `image/${string}`
  /** Of its first 16 bytes, a character each. */
  begins(head: string): boolean
}

/** Those that browsers show and shops take. */
export const pictureTypes: readonly PictureType[] = [
  { ending: 'jpg', media: 'image/jpeg', begins: (head) => head.startsWith('\xff\xd8\xff') },
  { ending: 'png', media: 'image/png', begins: (head) => head.startsWith('\x89PNG\r\n\x1a\n') },
  { ending: 'gif', media: 'image/gif', begins: (head) => /^GIF8[79]a/.test(head) },
  { ending: 'webp', media: 'image/webp', begins: (head) => /^RIFF[\s\S]{4}WEBP/.test(head) },
  { ending: 'avif', media: 'image/avif', begins: (head) => /^[\s\S]{4}ftypavi[fs]/.test(head) },
]

/** Undefined where it is none of them. */
export function pictureTypeOf(content: Uint8Array): PictureType | undefined {
  const head = String.fromCharCode(...content.subarray(0, 16))
  return pictureTypes.find(({ begins }) => begins(head))
}
