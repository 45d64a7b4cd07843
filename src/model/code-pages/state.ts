/** The pages of codes about the state and applies; see code-page.ts. */
import type { PagesOf } from './code-page.ts'

export const state: PagesOf<`E4${string}`> = {
  E4001: {
    why: 'It is damaged (its checksum, or that of a line of the journal, does not match), a part is missing, it is of another format version, or encrypted with a key that is not there; or the place that it is kept in cannot be reached. It is never taken for empty.',
    remedy:
      '`butik state rebuild`, or put a good copy in its place; for another version, use the butik that wrote it; for another key, give the one that the message names by its id.',
    example: 'journal.ndjson is damaged at line 12: its checksum does not match',
  },
  E4002: {
    why: 'The message names who, since when, the last heartbeat, when it expires, and the id. As a warning of `butik plan`: a run is going on, and what it writes may not be in the plan.',
    remedy:
      'Wait: a lock that is not renewed is taken over once it has expired. If that run is gone for certain, `butik state unlock ID`.',
    example: 'the state of environment default is locked: ci@runner-1 runs apply since 2026-11-30T21:00:00Z',
  },
  E4003: {
    why: 'A full disk, missing rights, a place that cannot be reached, or another run wrote it meanwhile.',
    remedy:
      'Make room, and run again: the journal has what was done, and the message says how many writes the next run has to look for.',
    example: 'the state cannot be written: its database has the encoding LATIN1',
  },
  E4004: {
    why: 'A picture, a file or a secret is not what the plan saw.',
    remedy: 'Make a new plan.',
    example: 'the file images/oak-chair.jpg has changed since the plan was made',
  },
  E4005: {
    why: 'What it refers to has no id.',
    remedy: 'See the outcome of what it needs; run again.',
    example: 'shop/supplier/acme has no id yet',
  },
  E4006: {
    why: 'Somebody released it (`butik state unlock`), or another run took it over because it had not been renewed, as after a machine slept. Nothing more was sent, and the state was not written.',
    remedy: 'Wait for the other run to end, and run again: it looks for what is unsettled.',
    example: 'the lock of environment default was lost: it was released',
  },
  E4007: {
    why: '`butik state migrate` moved it, and this butik.yaml names the place of before.',
    remedy:
      'Take the butik.yaml that names the new place. To move it back, `butik state migrate --from` the new place.',
    example:
      'this state goes on elsewhere: it was moved to git, branch butik-state of origin, 2026-11-30T21:00:00.000Z',
  },
  E4008: {
    why: 'Another state is at the new place, or one that has gone on; or another run came after the one that is to be put back, and has looked for itself. Nothing was written.',
    remedy: 'Look at both places with `butik state list`; `butik plan` shows what is left to do.',
    example: 'a run was interrupted, and its journal is open',
  },
}
