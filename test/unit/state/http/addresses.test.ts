import { describe, expect, it } from 'vitest'
import { spotsOf } from '../../../../src/state/http/addresses.ts'

const gitlab = 'https://gitlab.example/api/v4/projects/7/terraform/state/shop'

describe('addresses of a state on a server', () => {
  it('are one beside the other, each with its lock', () => {
    const { state, journal, runs, ledger } = spotsOf({ address: 'https://s.example/shop/' }, 'default')
    expect(state).toEqual({
      url: 'https://s.example/shop',
      label: 'https://s.example/shop',
      updateMethod: 'POST',
      lock: {
        take: { method: 'LOCK', url: 'https://s.example/shop' },
        give: { method: 'UNLOCK', url: 'https://s.example/shop' },
      },
    })
    expect(journal?.url).toBe('https://s.example/shop-journal')
    expect(journal?.lock?.take).toEqual({ method: 'LOCK', url: 'https://s.example/shop-journal' })
    expect([runs.url, ledger.url]).toEqual(['https://s.example/shop-runs', 'https://s.example/shop-ledger'])
  })

  it('of GitLab are locked as GitLab does', () => {
    const { state, journal } = spotsOf({ address: gitlab }, 'default')
    expect(state.lock).toEqual({
      take: { method: 'POST', url: `${gitlab}/lock` },
      give: { method: 'DELETE', url: `${gitlab}/lock` },
    })
    expect(journal?.lock?.take).toEqual({ method: 'POST', url: `${gitlab}-journal/lock` })
  })

  it('take the settings that Terraform has for GitLab', () => {
    const settings = {
      address: gitlab,
      lockAddress: `${gitlab}/lock`,
      unlockAddress: `${gitlab}/lock`,
      lockMethod: 'POST',
      unlockMethod: 'DELETE',
    }
    expect(spotsOf(settings, 'default')).toMatchObject({
      state: spotsOf({ address: gitlab }, 'default').state,
      journal: spotsOf({ address: gitlab }, 'default').journal,
    })
  })

  it.each([
    ['https://s.example/shop', 'https://s.example/shop-staging', 'https://s.example/shop-ledger'],
    ['https://s.example/{environment}/shop', 'https://s.example/staging/shop', 'https://s.example/ledger/shop'],
    ['https://s.example/shop?a=b', 'https://s.example/shop-staging?a=b', 'https://s.example/shop-ledger?a=b'],
  ])('%s is another one for each environment, with one ledger', (address, own, ledger) => {
    const spots = spotsOf({ address }, 'staging')
    expect([spots.state.url, spots.ledger.url]).toEqual([own, ledger])
    expect(spotsOf({ address }, 'production').ledger.url).toBe(ledger)
    expect(spots.state.label).not.toContain('?')
  })

  it('have a lock of their own at another address for the state alone', () => {
    const settings = { address: 'https://s.example/shop', lockAddress: 'https://locks.example/{environment}' }
    const { state, journal } = spotsOf({ ...settings, lockMethod: 'PUT' }, 'staging')
    expect(state.lock?.take).toEqual({ method: 'PUT', url: 'https://locks.example/staging' })
    expect(state.lock?.give).toEqual({ method: 'UNLOCK', url: 'https://locks.example/staging' })
    expect(journal?.lock).toBeUndefined()
  })

  it('of the journal may be another, or none', () => {
    const address = 'https://s.example/shop'
    expect(spotsOf({ address, journalAddress: 'none' }, 'default').journal).toBeUndefined()
    const other = spotsOf({ address, journalAddress: 'https://j.example/{environment}' }, 'staging')
    expect(other.journal?.url).toBe('https://j.example/staging')
  })

  it.each([
    ['shop', /setting address of the state is no address/],
    ['ftp://s.example/shop', /is no address/],
    ['https://ci:secret@s.example/shop', /has a name or a password in it/],
    ['https://s.example/shop#x', /has a # in it/],
  ])('%s is refused, without a word of it', (address, message) => {
    expect(() => spotsOf({ address }, 'default')).toThrow(message)
    expect(() => spotsOf({ address }, 'default')).not.toThrow(/secret/)
  })
})
