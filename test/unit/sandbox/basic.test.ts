import { expect, it } from 'vitest'
import { basicCredential } from '../../../src/sandbox/basic.ts'

const encoded = Buffer.from('user:æ:b').toString('base64')

it.each([`Basic ${encoded}`, `basic   ${encoded}  `, `BASIC\t${encoded}`])('%j carries its text', (authorization) => {
  expect(basicCredential({ authorization })).toBe('user:æ:b')
})

it.each([
  undefined,
  '',
  'Basic',
  'Basic ',
  `Bearer ${encoded}`,
  `Basic ${encoded} x`,
  'Basic user:b',
  `x Basic ${encoded}`,
])('%j carries none', (authorization) => {
  expect(basicCredential(authorization === undefined ? {} : { authorization })).toBeUndefined()
})
