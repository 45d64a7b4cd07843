/** The options of every command, from commander's loose values. */
import { describe, expect, it } from 'vitest'
import { envOf, wantsColor, wantsLiveProgress } from '../../../src/cli/env.ts'
import { lockInfo, runLink } from '../../../src/cli/lock-info.ts'
import { callsIn, defaultOptions, parseOptions, refreshOf } from '../../../src/cli/options.ts'

describe('callsIn', () => {
  it('reads a number of calls, where one is given', () => {
    expect(callsIn({}, 'budget')).toBeUndefined()
    expect(callsIn({ budget: '900' }, 'budget')).toBe(900)
  })

  it.each(['0', '-1', '1.5', '9e2', '', 'many', ' 5', '99999999999999999999'])('refuses "%s"', (budget) => {
    expect(() => callsIn({ budget }, 'budget')).toThrow(`--budget ${budget} is not a number of calls`)
  })
})

describe('parseOptions', () => {
  it('gives defaults for nothing', () => {
    expect(parseOptions({})).toEqual(defaultOptions)
  })

  it('reads every option', () => {
    const raw = {
      C: 'shop',
      env: 'staging',
      connection: ['a'],
      target: ['a/product/*'],
      exclude: ['a/product/x'],
      json: true,
      report: ['out.json'],
      color: false,
      yes: true,
      allowDelete: true,
      ack: ['delete, price', 'stock'],
      verbose: true,
    }
    expect(parseOptions(raw)).toEqual({
      dir: 'shop',
      environment: 'staging',
      connection: ['a'],
      target: ['a/product/*'],
      exclude: ['a/product/x'],
      format: 'json',
      report: ['out.json'],
      color: false,
      yes: true,
      allowDelete: true,
      ack: ['delete', 'price', 'stock'],
      verbose: true,
    })
  })

  it.each([
    [{ format: 'xml' }, 'is not a format'],
    [{ format: 'ndjson', json: true }, 'two formats'],
    [{ env: '../elsewhere' }, 'is not a name'],
  ])('refuses %j', (raw, words) => {
    expect(() => parseOptions(raw)).toThrow(words)
  })
})

describe('how the shops are read', () => {
  it.each([
    [{}, 'cheapest'],
    [{ refresh: 'full' }, 'full'],
    [{ refresh: 'incremental' }, 'incremental'],
    [{ offline: true }, 'offline'],
  ])('%j: %s', (raw, mode) => {
    expect(refreshOf(raw)).toBe(mode)
  })

  it.each([
    [{ refresh: 'fast' }, 'is not a way to read'],
    [{ refresh: 'full', offline: true }, 'asks them nothing'],
  ])('refuses %j', (raw, words) => {
    expect(() => refreshOf(raw)).toThrow(words)
  })
})

describe('env', () => {
  const color = (variables: Record<string, string>, flag = true, terminal = true): boolean =>
    wantsColor({ env: envOf(variables), flag, terminal })
  it('decides on colours: the flag and NO_COLOR, then FORCE_COLOR, then the stream', () => {
    expect(color({})).toBe(true)
    expect(color({}, true, false)).toBe(false)
    expect(color({ NO_COLOR: '1', FORCE_COLOR: '1' })).toBe(false)
    expect(color({ NO_COLOR: '' })).toBe(true)
    expect(color({ FORCE_COLOR: '1' }, true, false)).toBe(true)
    expect(color({ FORCE_COLOR: '0' })).toBe(false)
    expect(color({ FORCE_COLOR: '1' }, false)).toBe(false)
    expect(color({ TERM: 'dumb' })).toBe(false)
  })
  it('has no live line in CI', () => {
    expect(wantsLiveProgress({ env: envOf({}), terminal: true })).toBe(true)
    expect(wantsLiveProgress({ env: envOf({ CI: 'true' }), terminal: true })).toBe(false)
    expect(wantsLiveProgress({ env: envOf({}), terminal: false })).toBe(false)
  })
})

describe('lockInfo', () => {
  const github = envOf({
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'a/b',
    GITHUB_RUN_ID: '7',
    GITHUB_ACTOR: 'anna',
  })
  it('names the holder and the run', () => {
    const info = lockInfo({ id: 'l1', operation: 'apply', now: new Date(0), env: github })
    expect(info).toMatchObject({ id: 'l1', operation: 'apply', since: '1970-01-01T00:00:00.000Z' })
    expect(info.holder).toMatch(/^anna@.+ pid \d+$/)
    expect(info.run).toBe('https://github.com/a/b/actions/runs/7')
  })
  it('knows other CI systems, and none', () => {
    expect(runLink(envOf({ CI_JOB_URL: 'https://ci/1' }))).toBe('https://ci/1')
    expect(lockInfo({ id: 'l1', operation: 'apply', now: new Date(0), env: envOf({}) })).not.toHaveProperty('run')
  })
})
