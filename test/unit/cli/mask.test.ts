/** No secret in an excerpt. */
import { expect, it } from 'vitest'
import { masked } from '../../../src/cli/mask.ts'

const yaml = `version: 1
connections:
  shop: { vendor: shoporama, token: abc123 }
  other:
    tokn: "hidden word"
    password: !env PASSWORD
    url: https://x.example
    weird: opensesame
`

it('blots out secrets in plain text and leaves the rest', () => {
  const source = { file: 'butik.yaml', line: 8, column: 12, endLine: 8, endColumn: 22 }
  const diagnostic = { severity: 'error', code: 'E1012', summary: 's', source } as const
  expect(masked(new Map([['butik.yaml', yaml]]), [diagnostic]).get('butik.yaml')).toBe(`version: 1
connections:
  shop: { vendor: shoporama, token: •••••• }
  other:
    tokn: ••••••• •••••
    password: !env PASSWORD
    url: https://x.example
    weird: ••••••••••
`)
})

it('leaves resource files alone', () => {
  const documents = new Map([['a.yaml', 'token: x']])
  expect(masked(documents, [])).toBe(documents)
})
