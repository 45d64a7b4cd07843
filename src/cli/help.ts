/** What `--help` says after the options: examples to copy, and what the exit codes mean here. */
import type { Command } from 'commander'

export type Examples = readonly (readonly [command: string, why: string])[]

type Shown =
  | 'butik'
  | 'validate'
  | 'plan'
  | 'apply'
  | 'destroy'
  | 'drift'
  | 'stateList'
  | 'stateShow'
  | 'stateUnlock'
  | 'stateResolve'
  | 'stateRebuild'
  | 'stateForget'
  | 'stateMove'
  | 'stateMigrate'
  | 'api'
  | 'doctor'
  | 'probe'
  | 'import'
  | 'accept'
  | 'fmt'
  | 'pull'
  | 'sandbox'
  | 'init'
  | 'schema'
  | 'explain'
  | 'graph'
  | 'completion'
  | 'ciComment'
  | 'ciApproved'
  | 'ciAcks'
  | 'ciIssue'

export const examples: { readonly [command in Shown]: Examples } = {
  butik: [
    ['butik sandbox --seed', 'a shop on this machine to try against'],
    ['butik plan', 'what would change'],
    ['butik apply', 'change it, after a yes'],
  ],
  init: [
    ['butik init', 'here; asks what it cannot find out'],
    ['butik init my-shop --vendor shoporama --ci github', 'in a new folder, with workflows, without a question'],
    ['butik init my-shop --from-shop', 'from a live shop to an empty plan; asks for its token'],
  ],
  validate: [
    ['butik validate', 'for a commit hook'],
    ['butik validate --json', 'problems as JSON, for an editor or a check in CI'],
  ],
  plan: [
    ['butik plan', 'everything'],
    ['butik plan -e staging', 'one environment of butik.yaml'],
    ['butik plan --target "shop/product/oak-*"', 'some products, with what they need'],
    ['butik plan --undo last -o undo.json', 'what the last apply wrote, taken back; butik apply undo.json does it'],
    ['butik plan --refresh full', 'every list anew, whatever was seen before'],
    ['butik plan --due --on 2026-11-27', 'which prices that day turns by sales, and which guards it meets'],
    ['butik plan --offline', 'without a call, from what the last run saw'],
    ['butik plan -o plan.json --detailed-exitcode', 'in a pull request: save it, and exit 2 where there are changes'],
    ['butik plan --report plan.md --report plan.json', 'the same plan as a comment and for programs'],
    ['butik plan --report plan.html', 'a page to search and filter, in one file'],
  ],
  apply: [
    ['butik apply', 'plan, show, ask, write'],
    ['butik apply plan.json', 'exactly the plan that was reviewed'],
    ['butik apply --yes --json', 'in CI, with the report as JSON'],
    ['butik apply --expect HASH', 'plan anew; only what was approved is carried out'],
    ['butik apply --due --yes', 'each night: begins and ends the sales of the files, and touches nothing else'],
    ['butik apply --resume', 'go on where the last run stopped'],
    ['butik apply --budget 900', 'more than the calls of a day: what matters most first, the rest another day'],
  ],
  destroy: [['butik destroy --connection shop', 'asks for the name of the connection to be typed']],
  drift: [
    ['butik drift', 'what somebody edited in the shop since'],
    ['butik drift --refresh full --json', 'for a job at night; exits 2 where something has drifted'],
    ['butik drift --unmanaged', 'what the shop has besides, too'],
    ['butik drift --report drift.md', 'the same as the text of an issue, for butik ci issue'],
  ],
  stateList: [['butik state list --target "shop/product/*"', 'the products that butik owns']],
  stateShow: [['butik state show shop/product/oak-chair', 'what was last written of it']],
  stateUnlock: [['butik state unlock 7d3f…', 'after making sure that the run that held it is gone']],
  stateResolve: [
    ['butik state resolve delivery/shop/oslo --id 4711', 'the vendor has it, under this id'],
    ['butik state resolve delivery/shop/oslo --absent', 'it was not made; the next plan makes it'],
  ],
  stateForget: [['butik state forget shop/product/oak-chair', 'somebody else looks after it from now on']],
  stateMove: [
    ['butik state move shop/product/oak-chair shop/product/chair', 'a key and an own_id that change at once'],
    ['butik state move old/supplier/acme shop/supplier/acme', 'a connection that has another name now'],
  ],
  stateRebuild: [
    ['butik state rebuild', 'after a message that the state or the journal is damaged'],
    ['butik state rebuild --yes --json', 'without a question, with the report as JSON'],
  ],
  stateMigrate: [
    ['butik state migrate --from local', 'after butik.yaml names another backend: what is in .butik goes there'],
    [
      'butik state migrate --from old.yaml',
      'from where another butik.yaml says; git show HEAD~1:butik.yaml > old.yaml',
    ],
    ['butik state migrate --from .butik/errored/default-7d3f….json', 'what a run could not write down'],
    ['butik state migrate --reencrypt', 'after state.encryption.key was changed'],
  ],
  api: [
    ['butik api shop', 'what there is'],
    ['butik api shop product.list -f limit=100 --paginate', 'every product, page by page'],
    ['butik api shop supplier.create -f name="Acme A/S" --show-request', 'what would be sent'],
  ],
  doctor: [
    ['butik doctor', 'before the first plan, and when something is wrong'],
    ['butik doctor --connection shop --json', 'one connection, for a monitor'],
  ],
  probe: [
    ['butik probe shop', 'reads only'],
    ['butik probe shop --write', 'with a product of its own that it removes again'],
  ],
  accept: [
    [
      'butik accept shop/product/oak-chair#price',
      'the price that somebody set in the shop is the one that is declared',
    ],
    ['butik accept "shop/product/*" --dry-run', 'what all of the products would look like, as a diff of the files'],
    ['butik accept --interactive', 'field by field'],
  ],
  fmt: [
    ['butik fmt', 'every file; prints the names of those that it changed'],
    ['butik fmt --check', 'in CI: exits 1 where a file is laid out otherwise'],
    ['butik fmt products', 'one folder'],
  ],
  import: [
    ['butik import shop/product/oak-chair 600001', 'the next plan shows what differs'],
    ['butik import delivery/shop/oslo 4711', 'nothing can be read there: taken on trust'],
  ],
  pull: [
    ['butik pull', 'the whole shop into files beside butik.yaml; then butik plan has nothing to do'],
    ['butik pull --dry-run', 'the lines that would change, and nothing written'],
    ['butik pull shop --into shop --split category', 'one connection, into a folder, products by their category'],
    ['butik pull --images', 'pictures into files too, as the shop shows them'],
    ['butik pull --exclude "shop/product/*"', 'all but the products'],
    ['butik pull old --as shop --map map.yaml', 'the catalogue of an old shop into resources of a new one'],
  ],
  sandbox: [
    ['butik sandbox --port 4100 --seed', 'a furniture shop that is forgotten at the end'],
    ['butik sandbox --data shop.json', 'a shop that is there again next time'],
  ],
  ciComment: [
    ['butik ci comment --file plan.md', 'after butik plan --report plan.md; a second time it is updated'],
    ['butik ci comment --plan plan.json --dry-run', 'what would be posted; no call is made'],
  ],
  ciApproved: [['butik apply --expect "$(butik ci approved)"', 'carries out what was shown, or nothing']],
  ciAcks: [['butik plan --ack "$(butik ci acks)"', 'the label butik-ack:price acknowledges the guard price']],
  ciIssue: [
    ['butik ci issue --file drift.md', 'after butik drift --report drift.md has exited 2'],
    ['butik ci issue --closed', 'after it has exited 0'],
  ],
  explain: [
    ['butik explain product', 'a kind, with its fields'],
    ['butik explain product.stock_settings.price', 'one field'],
    ['butik explain E1201', 'a code of a message: why it is said, and what to do'],
    ['butik explain shop/product/oak-chair', 'where it is declared, what it refers to, and what it is'],
    ['butik explain gateway --vendor scanpay', 'of one vendor, also as scanpay.gateway'],
  ],
  graph: [
    ['butik graph', 'everything, as a tree of text'],
    ['butik graph --target shop/product/oak-chair', 'one product, with what it needs'],
    ['butik graph --as dot | dot -Tsvg > shop.svg', 'a picture, by Graphviz'],
  ],
  completion: [
    ['source <(butik completion bash)', 'for this shell; in ~/.bashrc for every one'],
    ['butik completion zsh > ~/.zfunc/_butik', 'where ~/.zfunc is in $fpath'],
    ['butik completion fish > ~/.config/fish/completions/butik.fish', 'fish finds it there'],
  ],
  schema: [
    ['butik schema', 'which there are'],
    ['butik schema config > butik.schema.json', 'for an editor'],
    ['butik schema --project --modelines', 'references complete to the keys of this project; docs/editor.md'],
  ],
}

const codes = {
  done: '0  done',
  none: '0  done; with --detailed-exitcode: nothing to change',
  error: '1  an error; nothing was written, or the message says what was',
  changes: '2  with --detailed-exitcode: there are changes (to adopt and to do by hand count)',
  partWay: '3  stopped part way: something failed, was skipped, is in doubt or waits for calls',
  guarded: '4  a guard said no: stale plan, quota, protection, incomplete read',
  guardedPlan: '4  a guard said no, or the plan is incomplete; -o still writes it, apply refuses it',
  locked: '5  another run holds the lock',
  drifted: '2  a managed field has drifted, or what was made is gone',
  unseen: '4  not all of it could be read',
} as const

export const exits: {
  readonly [command in
    | 'all'
    | 'validate'
    | 'accept'
    | 'fmt'
    | 'plan'
    | 'apply'
    | 'drift'
    | 'read'
    | 'state'
    | 'rebuild'
    | 'migrate'
    | 'call'
    | 'doctor'
    | 'pull'
    | 'sandbox'
    | 'comment'
    | 'approved']: readonly string[]
} = {
  all: [
    codes.done,
    codes.error,
    '2  plan --detailed-exitcode: there are changes',
    codes.partWay,
    codes.guarded,
    codes.locked,
  ],
  validate: ['0  the files are valid', '1  there are errors'],
  accept: [
    codes.done,
    '1  an error, or something that was asked for could not be taken; what was is said',
    codes.unseen,
    codes.locked,
  ],
  fmt: ['0  done; with --check: nothing to change', '1  an error, or with --check: files are laid out otherwise'],
  plan: [codes.none, codes.error, codes.changes, codes.guardedPlan],
  apply: [codes.done, codes.error, codes.partWay, codes.guarded, codes.locked],
  drift: ['0  no drift', codes.error, codes.drifted, codes.unseen],
  read: [codes.done, codes.error],
  state: [codes.done, codes.error, codes.locked],
  pull: [
    codes.done,
    codes.error,
    '4  some of it could not be read whole and was not written, or it is another shop',
    codes.locked,
  ],
  rebuild: [
    codes.done,
    codes.error,
    '4  a shop could not be read whole, or is another one; nothing was changed',
    codes.locked,
  ],
  migrate: [
    codes.done,
    codes.error,
    '4  another state is there, or one that has gone on; nothing was changed',
    codes.locked,
  ],
  call: [codes.done, codes.error, codes.guarded, codes.locked],
  doctor: ['0  everything works, perhaps with warnings', '1  something does not, or an error'],
  comment: ['0  posted, nothing to change, or no pull request to comment on', '1  an error'],
  approved: ['0  the hash is the answer', '1  an error, or nothing was approved'],
  sandbox: ['0  stopped by Ctrl-C or SIGTERM', '1  an error'],
}

export function addExamples(command: Command, shown: Examples, exitLines: readonly string[]): void {
  const width = Math.max(...shown.map(([line]) => line.length))
  const lines = shown.map(([line, why]) => `  ${line.padEnd(width)}  ${why}`)
  command.addHelpText(
    'after',
    ['', 'Examples:', ...lines, '', 'Exit codes:', ...exitLines.map((line) => `  ${line}`)].join('\n'),
  )
}
