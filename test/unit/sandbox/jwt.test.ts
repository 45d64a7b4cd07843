import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readJwt, signJwt } from '../../../src/sandbox/jwt.ts'

const key = 'a key of this test'
const claims = { sub: 'somebody', exp: 5 }
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token whose signature holds, whatever else is wrong with it. */
function signed(header: unknown, payload: unknown): string {
  const content = `${encode(header)}.${encode(payload)}`
  return `${content}.${createHmac('sha256', key).update(content).digest('base64url')}`
}

describe('a token', () => {
  it('is read back by the key that signed it, and by no other', () => {
    const token = signJwt(claims, key)
    expect(readJwt(token, key)).toEqual(claims)
    expect(readJwt(token, 'another')).toBeUndefined()
    expect(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())).toEqual({
      typ: 'JWT',
      alg: 'HS256',
    })
  })

  const good = signJwt(claims, key)
  it.each([
    ['says that nothing signed it', signed({ alg: 'none' }, claims)],
    ['names another algorithm', signed({ alg: 'HS512', typ: 'JWT' }, claims)],
    ['has a header that is no object', signed('HS256', claims)],
    ['holds no claims', signed({ alg: 'HS256' }, 'somebody')],
    ['has a part too many', `${good}.x`],
    ['has no signature', good.slice(0, good.lastIndexOf('.') + 1)],
    ['spells its signature in another way', `${good}=`],
    ['is anything', 'x'],
    ['is nothing', ''],
  ])('that %s is not read', (_what, token) => {
    expect(readJwt(token, key)).toBeUndefined()
  })
})
