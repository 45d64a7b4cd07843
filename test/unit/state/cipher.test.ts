import { createCipheriv } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { plainCipher } from '../../../src/state/cipher.ts'
import { createAesCipher } from '../../../src/state/cipher-aes.ts'
import { WrongKeyError } from '../../../src/state/sealed.ts'

const hex = 'ab'.repeat(32)
const base64 = Buffer.alloc(32, 7).toString('base64')
const phrase = 'en lang sætning om egestole'

const cipher = (key: string, ...oldKeys: string[]) => createAesCipher({ key, oldKeys })
const idIn = (text: string): unknown => JSON.parse(text).key

function thrownBy(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

describe('a sealed text', () => {
  it.each([hex, base64, phrase])('opens again with its key, in another process (%s)', (key) => {
    for (const text of ['', 'Egestol – 1.299 kr.\n"', 'Møbler '.repeat(10_000)]) {
      const sealed = cipher(key).seal(text, 'state')
      expect(sealed).not.toContain('\n')
      expect(sealed).not.toContain('Egestol')
      expect(cipher(key).open(sealed, 'state')).toBe(text)
    }
  })

  it('is another one each time, as no nonce comes again', () => {
    const one = cipher(hex)
    const texts = Array.from({ length: 100 }, () => JSON.parse(one.seal('x', 'state')).nonce)
    expect(new Set(texts).size).toBe(100)
  })

  it('is AES-256-GCM with its place, key and form as additional data', () => {
    const { nonce, data, key } = JSON.parse(cipher(hex).seal('Egestol', 'journal'))
    const reference = createCipheriv('aes-256-gcm', Buffer.from(hex, 'hex'), Buffer.from(nonce, 'base64'))
    reference.setAAD(Buffer.from(JSON.stringify(['journal', key, false])))
    const expected = Buffer.concat([reference.update('Egestol'), reference.final(), reference.getAuthTag()])
    expect(data).toBe(expected.toString('base64'))
  })

  it('takes a key in three forms for one: digits, base64, base64 for addresses', () => {
    const bytes = Buffer.alloc(32, 0xfb)
    const forms = [bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url')]
    expect(new Set(forms).size).toBe(3)
    for (const form of forms) expect(cipher(form).open(cipher(forms[0] ?? '').seal('x', 'state'), 'state')).toBe('x')
  })

  it('makes another key of a passphrase with each salt, and takes the salt that it has read', () => {
    const [one, two] = [cipher(phrase), cipher(phrase)]
    const [a, b] = [one.seal('x', 'state'), two.seal('x', 'state')]
    expect(idIn(a)).not.toBe(idIn(b))
    const next = cipher(phrase)
    expect(next.open(a, 'state')).toBe('x')
    expect(idIn(next.seal('y', 'state'))).toBe(idIn(a))
    expect(next.open(b, 'state')).toBe('x')
  })
})

describe('what is not opened', () => {
  const sealed = cipher(hex).seal('Egestol', 'state')

  it('is what was kept as something else', () => {
    expect(() => cipher(hex).open(sealed, 'journal')).toThrow('the journal is damaged: it is not what was encrypted')
  })

  it('is what was changed, in any part', () => {
    const long = cipher(hex).seal('Egestol '.repeat(1_000), 'state')
    for (const text of [sealed, long]) {
      const parts = JSON.parse(text)
      const bent = [
        { ...parts, data: `${parts.data[0] === 'A' ? 'B' : 'A'}${parts.data.slice(1)}` },
        { ...parts, data: parts.data.slice(0, 8) },
        { ...parts, data: '' },
        { ...parts, nonce: parts.nonce.split('').reverse().join('') },
        { ...parts, nonce: '' },
        { ...parts, zip: parts.zip === undefined },
        { butik: parts.butik, of: parts.of, key: parts.key, nonce: parts.nonce },
      ]
      for (const one of bent) {
        const error = thrownBy(() => cipher(hex).open(JSON.stringify(one), 'state'))
        expect(error, JSON.stringify(one)).toMatchObject({ code: 'E4001', message: expect.stringContaining('damaged') })
        expect(error).not.toBeInstanceOf(WrongKeyError)
      }
      expect(() => cipher(hex).open(text.slice(0, -9), 'state')).toThrow('damaged')
    }
  })

  it.each([
    [base64, 'is encrypted with another key: it wants'],
    [phrase, 'is encrypted with another key: it wants'],
  ])('is what has another key, and the message says which by its id, never the key (%s)', (key, words) => {
    const error = thrownBy(() => cipher(key).open(sealed, 'state'))
    expect(error).toBeInstanceOf(WrongKeyError)
    expect(error).toMatchObject({ code: 'E4001', message: expect.stringContaining(words) })
    expect(String(error)).toContain(String(idIn(sealed)))
    for (const secret of [hex, key]) expect(JSON.stringify([String(error), error])).not.toContain(secret)
  })

  it('is any of it without a key', () => {
    const error = thrownBy(() => plainCipher.open(sealed, 'state'))
    expect(error).toBeInstanceOf(WrongKeyError)
    expect(String(error)).toContain('there is no key: it wants')
    expect(error).toMatchObject({ hint: expect.stringContaining('encryption: { key: !env NAME }') })
    expect(() => plainCipher.open(sealed.slice(0, -9), 'state')).toThrow('damaged')
    expect(plainCipher.open('{"butik": 1}', 'state')).toBe('{"butik": 1}')
  })
})

describe('a key that is changed', () => {
  it.each([
    [hex, base64],
    [phrase, hex],
    [hex, phrase],
    ['en anden sætning om borde', phrase],
  ])('opens what the old one sealed, and seals anew (%s → %s)', (old, key) => {
    const before = cipher(old).seal('Egestol', 'state')
    const both = cipher(key, 'et helt tredje kodeord her', old)
    expect(both.open(before, 'state')).toBe('Egestol')
    const after = both.seal('Egestol', 'state')
    expect(cipher(key).open(after, 'state')).toBe('Egestol')
    expect(() => cipher(old).open(after, 'state')).toThrow('it wants')
  })

  it('is said once, of the state, and so is a state that is not encrypted yet', () => {
    const said: string[] = []
    const notice = (line: string) => void said.push(line)
    const both = createAesCipher({ key: base64, oldKeys: [hex], notice })
    for (const place of ['journal', 'state', 'state']) both.open(cipher(hex).seal('x', place), place)
    for (const place of ['journal', 'state', 'state']) expect(both.open('{}', place)).toBe('{}')
    expect(said).toEqual([
      expect.stringMatching(/^The state is encrypted with an old key: the next write takes the new one/),
      expect.stringMatching(/^The state is not encrypted yet: the next write encrypts it/),
    ])
    both.open(both.seal('x', 'state'), 'state')
    expect(said).toHaveLength(2)
  })
})
