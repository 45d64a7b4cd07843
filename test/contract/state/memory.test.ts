import { expect, it } from 'vitest'
import { createMemoryBackend } from '../../../src/state/memory.ts'
import { backendContract, runLines } from './backend-contract.ts'

const clock = { now: () => new Date('2026-03-01T12:30:00Z'), sleep: async () => {} }
let ids = 0
const newId = () => `id-${++ids}`

backendContract(
  'memory',
  async () => {
    const backend = createMemoryBackend({ clock, newId })
    return { backend, reopen: () => backend }
  },
  { variant: true },
)

it('starts from what it is given, and shows what was kept', async () => {
  const snapshot = { formatVersion: 1, lineage: 'l', serial: 4, identities: {}, entries: {} } as const
  const backend = createMemoryBackend({ clock, newId, snapshot, journal: runLines('a') })
  expect(await backend.read()).toEqual({ snapshot, journal: runLines('a') })
  await backend.keep('a', 'plan.json', '{}')
  expect([...backend.files]).toEqual([['a/plan.json', '{}']])
})
