import { expect, test } from 'vitest'
import type { ApiOperation } from '../../../src/model/provider.ts'
import { renderExamined, renderOperations, renderProbed, renderReply, renderRequest } from '../../../src/render/api.ts'

const steer = '\u001b[2J'
const list: ApiOperation = {
  id: 'product.list',
  method: 'GET',
  path: '/product',
  summary: 'All products',
  auth: 'bearer',
  parameters: [{ name: 'limit', in: 'query', required: false }],
  takesBody: false,
  pages: true,
  writes: false,
}
const create: ApiOperation = {
  ...list,
  id: 'product.create',
  method: 'POST',
  takesBody: true,
  pages: false,
  writes: true,
}

test('operations: what writes is marked, and the columns stand below one another', () => {
  const lines = renderOperations([list, create], { columns: 100 }).split('\n')
  expect(lines[0]).toBe('product.list    reads   GET /product   All products')
  expect(lines[1]).toBe('product.create  writes  POST /product  All products')
})

test('operations in full: parameters, body and paging', () => {
  const text = renderOperations([list, create], { columns: 100, verbose: true })
  expect(text).toContain('-f limit (optional) · --paginate · auth: bearer')
  expect(text).toContain('--input FILE')
})

test('a request is shown as it would be sent', () => {
  const shown = renderRequest({
    method: 'POST',
    url: 'http://x/product',
    headers: { accept: 'a' },
    body: { name: 'Chair' },
  })
  expect(shown).toBe('POST http://x/product\naccept: a\n\n{\n  "name": "Chair"\n}\n')
})

test('a reply comes as it is, with its head on demand, and cannot steer the terminal', () => {
  const reply = { status: 200, headers: [['x-left', '9']] as const, text: `{"a":"${steer}"}` }
  expect(renderReply(reply, { include: false })).not.toContain('\u001b')
  expect(renderReply(reply, { include: true })).toMatch(/^HTTP 200\nx-left: 9\n\n\{/)
  expect(renderReply({ ...reply, text: '' }, { include: false })).toBe('')
})

test('an examination: a sign for each check, its hint below', () => {
  const shown = renderExamined([
    {
      connection: 'shop',
      vendor: 'shoporama',
      checks: [
        { check: 'credentials', health: 'ok', says: 'accepted' },
        { check: 'clock', health: 'failed', says: `an hour off${steer}`, hint: 'set the clock' },
      ],
    },
  ])
  expect(shown).toContain('shop  shoporama')
  expect(shown).toContain('  ✓ credentials  accepted')
  expect(shown).toMatch(/✗ clock {8}an hour off/)
  expect(shown).toContain('→ set the clock')
  expect(shown).not.toContain('\u001b[2J')
})

test('a probe: what is known, what is not and why, and where it went', () => {
  const shown = renderProbed(
    [
      { fact: 'time_zone', question: '?', finding: { known: true, value: 'UTC', evidence: 'a stamp' } },
      { fact: 'paging', question: '?', finding: { known: false, why: 'too few products' } },
    ],
    'probe.yaml',
  )
  expect(shown).toContain('✓ time_zone  UTC  a stamp')
  expect(shown).toContain('· paging     not known: too few products')
  expect(shown).toContain('1 of 2 facts are known; they are in probe.yaml')
  expect(renderProbed([], 'probe.yaml')).toBe('')
})
