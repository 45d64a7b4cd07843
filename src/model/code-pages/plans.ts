/** The pages of codes about plans; see code-page.ts. */
import type { PagesOf } from './code-page.ts'

export const plans: PagesOf<`E3${string}`> = {
  E3001: {
    why: 'See [the guards](../README.md#guards); one message for each. As a note: a protected resource stays in a destroy.',
    remedy: 'The plan says what each guard protects and what opens it.',
    example: 'a guard stops this plan: price, delete',
  },
  E3002: {
    why: 'Files, state, environment or version are others than those it was made for.',
    remedy: 'Make a new plan.',
    example: 'the plan is stale: the files have changed since',
  },
  E3003: {
    why: 'It is no plan, is damaged, or is of another format.',
    remedy: 'Look at the name of the file, or make a new plan.',
    example: 'plan.json is not a plan: it is not JSON',
  },
  E3004: {
    why: 'Part of the shop could not be read.',
    remedy: 'Run again, or narrow with `--connection` or `--exclude`.',
    example: 'the plan is incomplete: part of it could not be read or decided',
  },
  E3006: {
    why: '`--target`, `--exclude`, `--connection`, an address or a lock id that there is not, or that cannot be used for this.',
    remedy: '`butik state list` names what there is.',
    example: 'there is no connection "shpo"',
  },
  E3007: {
    why: "The vendor's API has no such operation.",
    remedy: 'See [what each vendor allows](../README.md#what-each-vendor-allows).',
    example: 'the vendor cannot make a customer',
  },
  E3008: {
    why: 'The run was narrowed, and what the resource refers to is neither selected nor in the shop: it could not be written. Or it changed hands with one that is left out.',
    remedy: 'Leave the resource out too, or do not leave out what it needs.',
    example: 'it needs shop/supplier/acme, which this run leaves out and which is not in the shop',
  },
  E3009: {
    why: 'It does not have the hash it names: what was shown is not what would run.',
    remedy: 'Make a new plan, and have it looked at.',
    example: 'the plan file was edited: it does not have the hash it names',
  },
  E3010: {
    why: '`--expect` names another hash than this plan has: the files, the shop or the state moved since the approval.',
    remedy: 'Have this plan looked at, and give its hash.',
    example: 'this is not the plan that was approved: it has the hash 5d41402abc4b',
  },
  E3011: {
    why: 'There is no such run, several begin so, it wrote nothing, it wrote to another state, or what was kept of it is damaged.',
    remedy: 'The hint names the last runs.',
    example: 'there is no run to undo: none is known here that has written anything',
  },
  E3012: {
    why: "The day of the token has too few calls left, by butik's count, for all the reads and writes of the plan; or the budget is too small for the first operation: nothing was sent then. Or the look before the writes finds so much that is new that it takes more calls than planned, and with those there are too few: nothing was written then.",
    remedy:
      '`--budget N` does what matters most today, and `apply --resume` goes on the next day; or wait until the hint says. Of a budget the hint says the least that does. After a longer look a new plan: what is new is read by it. Where the account has more calls, say so under `quota`.',
    example: 'a budget of 2 does not do for the first operation with the reads around it',
  },
}
