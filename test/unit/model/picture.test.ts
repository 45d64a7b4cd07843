// What a picture is told by is what it begins with.
import { expect, test } from 'vitest'
import { pictureTypeOf } from '../../../src/model/picture.ts'

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

test.each([
  ['\xff\xd8\xff\xe0', 'jpg'],
  ['\x89PNG\r\n\x1a\n\0', 'png'],
  ['GIF87a…', 'gif'],
  ['GIF89a…', 'gif'],
  ['RIFF\0\0\0\0WEBPVP8 ', 'webp'],
  ['\0\0\0 ftypavif', 'avif'],
  ['\0\0\0 ftypavis', 'avif'],
  ['\0\0\0 ftypmp42', undefined],
  ['RIFF\0\0\0\0WAVE', undefined],
  ['<svg xmlns="http://www.w3.org/2000/svg">', undefined],
  ['<!doctype html>', undefined],
  ['\xff\xd8', undefined],
  ['', undefined],
])('%j is %s', (head, ending) => {
  expect(pictureTypeOf(bytes(head))?.ending).toBe(ending)
})
