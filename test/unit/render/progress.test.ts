/** Progress: one line that rewrites itself on a terminal, few lines elsewhere. */
import { expect, it } from 'vitest'
import type { EngineEvent } from '../../../src/model/event.ts'
import { createProgress } from '../../../src/render/progress.ts'

const read = (objects: number): EngineEvent => ({
  type: 'read',
  connection: 'shop',
  kind: 'product',
  objects,
  total: 10_000,
})

function record(live: boolean) {
  const written: string[] = []
  let now = 0
  const progress = createProgress({ live, write: (text) => written.push(text), now: () => now }, { columns: 80 })
  return { progress, written, wait: (ms: number) => (now += ms) }
}

it('rewrites one line on a terminal, and takes it away before a note', () => {
  const { progress, written, wait } = record(true)
  progress.event(read(100))
  progress.event(read(200))
  wait(100)
  progress.event(read(300))
  progress.note('hello')
  progress.end()
  expect(written).toEqual([
    '\r\u001b[K⠙ reading shop/product  100 of 10,000',
    '\r\u001b[K⠹ reading shop/product  300 of 10,000',
    '\r\u001b[K',
    'hello\n',
  ])
})

it('is sparse and plain elsewhere', () => {
  const { progress, written, wait } = record(false)
  progress.event({ type: 'stage', stage: 'refresh', phase: 'started' })
  progress.event(read(100))
  wait(11_000)
  progress.event(read(5000))
  progress.event(read(5100))
  progress.event({ type: 'stage', stage: 'refresh', phase: 'finished' })
  progress.end()
  expect(written).toEqual(['reading the shop\n', 'reading shop/product  5,000 of 10,000\n'])
})

it('folds what a stage says, and nothing that must be seen', () => {
  const written: string[] = []
  let now = 0
  const folds = { open: (title: string) => void written.push(`(${title}`), close: () => void written.push(')') }
  const write = (text: string) => void written.push(text.trimEnd())
  const progress = createProgress({ live: false, write, now: () => now, folds })
  const stage = (name: 'refresh' | 'resolve' | 'apply', phase: 'started' | 'finished') =>
    progress.event({ type: 'stage', stage: name, phase })
  stage('resolve', 'started')
  stage('resolve', 'finished')
  stage('refresh', 'started')
  progress.detail('GET /product')
  progress.note('warning: of the shop')
  // Too soon for a line: nothing is opened for it.
  progress.event(read(100))
  progress.note('another')
  now = 20_000
  progress.event(read(200))
  stage('refresh', 'finished')
  progress.detail('outside of any stage')
  stage('apply', 'started')
  progress.end()
  progress.end()
  progress.note('done')
  expect(written).toEqual([
    '(reading the shop',
    'GET /product',
    ')',
    'warning: of the shop',
    'another',
    '(reading the shop',
    'reading shop/product  200 of 10,000',
    ')',
    'outside of any stage',
    '(writing',
    ')',
    'done',
  ])
})
