/** The pages of codes that are notes and warnings; see code-page.ts. */
import type { PagesOf } from './code-page.ts'

export const notes: PagesOf<`N${string}`> = {
  N1001: {
    why: 'It is gone from the files, or `ownership` says `theirs` by now; the shop keeps its value.',
    remedy: 'Nothing; or write `null` to clear it.',
    example: 'price is released; the shop keeps 1299',
  },
  N1002: {
    why: 'What came back is not what was written, a rounded price for example. It is remembered and not written again.',
    remedy:
      'Write the value that the vendor keeps; or, where both say the same, the rule under `equivalences` that the hint names.',
    example: 'the vendor stores price otherwise: 159.95 became 160',
  },
  N1004: {
    why: "It was written when the object was made and is the shop's since: stock, which moves with every sale, or what `ownership` says `once` of.",
    remedy: 'Nothing; or `ours` in `ownership`, as the hint has it.',
    example: 'stock was set to 7 when it was created and is not written again (now 9 in the files)',
  },
  N1007: {
    why: 'What an earlier run had written was found in the shop.',
    remedy: 'Nothing; apply writes it to the state.',
    example: 'an earlier write of price is in doubt: it is written again',
  },
  N1008: {
    why: '`butik destroy` leaves out what has `protect: true`.',
    remedy: 'Nothing, or apply `protect: false` first.',
    example: 'it is protected and stays',
  },
  N1009: {
    why: 'A field left the files, so the shop keeps its value, and that is a reference to something that the same plan deletes.',
    remedy: 'Write null (or [] for a list) to clear the field, or let it point at another.',
    example: 'supplier still points at shop/supplier/acme in the shop, which this plan deletes',
    severity: 'warning',
  },
  N1010: {
    why: 'The run was narrowed to something that left the files, and resources outside the selection still refer to it.',
    remedy: 'Select what refers to it too, or run without narrowing.',
    example: 'not removed in this run: shop/product/oak-chair, left out of it, still refers to it',
  },
  N1011: {
    why: 'Two resources became one in one edit: the one that stays has the natural key (SKU, name) of the one that left. It is taken for that object, and the shop keeps the other.',
    remedy: 'Nothing, if that is meant. To keep both, declare the other under a key of its own.',
    example:
      'it is another object now; id 600001 (own_id CH-001), which it was, is declared no more, and the shop keeps it',
  },
  N1012: {
    why: 'A connection left butik.yaml, or has another name, while the state still owns what was made through it. Nothing is done about it.',
    remedy: 'Put the connection back and remove its resources from the files first; or give it its old name.',
    example:
      'the state owns 3 of outlet, and butik.yaml has no such connection: outlet/supplier/acme, outlet/product/oak-chair, outlet/product/oak-stool',
    severity: 'warning',
  },
  N1013: {
    why: 'An apply was killed, interrupted, or had calls that failed. `butik apply` starts from what it left; `butik apply --resume` carries out the rest of its plan.',
    remedy: 'Choose one of the two.',
    example: 'run 20261130T210000Z-1f9d stopped part way; this plan starts from what it left',
  },
  N1019: {
    why: 'A price changes of a product with a purchase price, and butik does not know whether prices hold VAT, or how much. Only a price of zero trips the guard.',
    remedy: '`guards: { prices: excl }`, or `guards: { prices: incl, vat: 25 }`; or `guards: { below-cost: off }`.',
    example: 'the guard below-cost cannot judge the price against the purchase price',
    severity: 'warning',
  },
  N1030: {
    why: '`plan --undo` names each place with what to write there. As long as it is not written, the next plan does the change again.',
    remedy: 'Write it, or revert the commit.',
    example: 'price still says what is undone',
    severity: 'warning',
  },
  N1031: {
    why: 'Somebody, or a later run, has written another value since. Whose word counts is not guessed.',
    remedy: 'Undo the later run first, or write the value that you want into the files.',
    example: 'price moved since the run, and stays',
    severity: 'warning',
  },
  N1032: {
    why: 'Uploaded pictures and files, ids of what was deleted, secrets, stock levels; and what is protected, in use, or not the object of then any more.',
    remedy: 'See the message.',
    example: 'a stock level is not put back: what was sold since is not known',
    severity: 'warning',
  },
  N1040: {
    why: 'As E3012, said when it is planned: how many it takes, how many are left, and how many days that makes.',
    remedy:
      'Have it carried out in parts with `apply --budget`; plan on one day with `plan -o FILE` and `apply FILE` on the next, where the hint says that both do not fit into one; or raise `quota` if the account has more.',
    example:
      'shop: apply takes 1428 calls (28 reads + 1400 writes), and 900 calls are left today: apply stops before its first call, and in parts it takes 2 days',
    severity: 'warning',
  },
  N1041: {
    why: 'An apply with `--budget` came to its end, or somebody else used the calls of the token. What waits is in the state.',
    remedy: '`apply --resume`, at the time that the hint names: with a budget of what is left today as a rule at once.',
    example: 'shop: 128 operations wait for calls and take 131 calls with the reads',
    severity: 'warning',
  },
  N1042: {
    why: '`--refresh full` takes more calls than are left today. Said before the first one.',
    remedy: 'Go on with `--refresh full` on the days that follow, or plan without it: by what changed.',
    example:
      'shop: reading product whole takes 1200 calls, and 900 calls are left today: it is read in parts, over days',
    severity: 'warning',
  },
  N1043: {
    why: 'Two connections have one token, and `quota` names another number of calls for each. Both are counted by the smaller.',
    remedy: 'Write the same number for each.',
    example: 'quota: shop and outlet have 1000 and 5000 calls a day: 1000 is what counts',
    severity: 'warning',
  },
  N1050: {
    why: 'Both have a connection of the same settings and say nothing of it, so each would write the shop of the other.',
    remedy: 'Give each settings of its own, or write `connections: { NAME: {} }` in each where it is meant.',
    example: 'the environments staging and production have the same connection "shop"',
    severity: 'warning',
  },
  N1051: {
    why: 'The place of the state could not be reached, or the lock was lost with it. The file has each line of the journal, those too that never arrived.',
    remedy:
      'Once it can be reached, and before another run: `butik state migrate --from FILE`. Without it the next run looks in the shops, and writes nothing twice.',
    example:
      'what this run did is saved in .butik/errored/default-20261130T210000Z-1f9d.json: the state may not know all of it',
    severity: 'warning',
  },
  N1052: {
    why: 'After an apply the receiver that `notify` of butik.yaml names could not be reached, took too long or refused. The apply is what its report says.',
    remedy: 'Look at the variable that holds the address, and whether the webhook is still there.',
    example: 'the notice of run 20261130T210000Z-1f9d was not delivered: it answered 404',
    severity: 'warning',
  },
  N1060: {
    why: 'One goes and one of its kind comes, with nearly the same name or key: as it stands a second one is made. A warning where the first would be deleted.',
    remedy: 'If it is the same, copy the line `moved` of the hint into `butik.yaml`; otherwise go on.',
    example:
      'it may be shop/product/oak-chair under another key (own_id CH-001 there, own_id CH-001A here): as it stands a second one is made, and the first is forgotten',
  },
  N1061: {
    why: 'Its day has passed: drift of the field is put back again.',
    remedy: 'Take it out of `butik.yaml`, or give it another day.',
    example:
      'the mute of price of shop/product/oak-* was over with 2026-12-31 (Christmas prices are set in the shop): drift of it is put back again',
  },
  N1062: {
    why: 'A line of `mute` covers a field that moved in the shop. It is neither put back nor counted as drift until its day.',
    remedy: 'Nothing; `butik drift` lists it.',
    example:
      'price of 2 resources is left as the shop has it until 2026-12-31 (shop/product/oak-*): Christmas prices are set in the shop',
  },
  N1070: {
    why: '`ownership` leaves the price that the sale would set to the shop.',
    remedy: 'Let it be ours, or take the sale out.',
    example: 'the sale has no effect: ownership says that sale_price is theirs',
    severity: 'warning',
  },
  N1071: {
    why: 'Most shops show such a sale as none, or as a price that rose.',
    remedy: 'Correct one of the two prices.',
    example: 'the sale price 1499 is not below the price 1299',
    severity: 'warning',
  },
  N1072: {
    why: '`apply --due` turns a price only from what the sales gave before to what they give today. Somebody else has set it, or more of the resource would be written.',
    remedy: 'Run `butik plan` by day, and decide; see [at night](sales.md#at-night).',
    example: 'sale_price is due to turn and left as it is: sale_price is 777, which no sale says',
    severity: 'warning',
  },
  N1073: {
    why: '`plan --on` was given: the sales are those of that day, and all else is as it is now.',
    remedy: 'Nothing; what the guards ask for, the run of that day asks for too.',
    example: 'this is the plan of 2026-11-27, if nothing else moves until then',
  },
  N1080: {
    why: 'The host that the shop shows them from refused, did not answer, or has something there that is no picture, is too large or leads elsewhere. They stay `{ image_id }`, which is as good for a plan.',
    remedy: 'Look at what is said with each of them; `butik pull --images` goes on with those that are missing.',
    example: '3 of 40 pictures could not be fetched and stay { image_id }',
    severity: 'warning',
  },
}
