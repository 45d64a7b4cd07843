import { expect, test } from 'vitest'
import { modelineOf, withModeline } from '../../../src/author/modeline.ts'

test('the path begins at the file', () => {
  const path = '$schema=./node_modules/butik/schemas/vendors/shoporama.json'
  expect(modelineOf('a.yaml', 'vendors/shoporama')).toBe(`# yaml-language-server: ${path}\n`)
  expect(modelineOf('shop/wood/a.yaml', 'config')).toContain('$schema=../../node_modules/butik/schemas/config.json')
  expect(modelineOf('x/a.yaml', 'config', '.butik/s')).toContain('$schema=../.butik/s/config.json')
})

test('a text gets one line, and the rest stays byte for byte', () => {
  const line = modelineOf('a.yaml', 'config')
  expect(withModeline('# mine\na: 1\n', line)).toBe(`${line}# mine\na: 1\n`)
  expect(withModeline('# yaml-language-server: $schema=old.json\na: 1', line)).toBe(`${line}a: 1`)
  expect(withModeline('\uFEFFa: 1\r\nb: 2\r\n', line)).toBe(`\uFEFF${line.trimEnd()}\r\na: 1\r\nb: 2\r\n`)
  expect(withModeline('', line)).toBe(line)
})
