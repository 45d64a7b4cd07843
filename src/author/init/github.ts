/**
 * Workflows for GitHub. A step runs fixed words: what comes from outside (titles, labels, branches) reaches no script, and
 * butik itself asks the platform for what was approved.
 */
import type { NewFile } from './wish.ts'

export interface Pipeline {
  readonly branch: string
  /** Variables that hold secrets. */
  readonly secrets: readonly string[]
  /** Whether products can have sales, which begin and end at night. */
  readonly sales: boolean
}

export function githubWorkflows(pipeline: Pipeline): NewFile[] {
  const file = (name: string, text: string): NewFile => ({ path: `.github/workflows/butik-${name}.yml`, text })
  return [
    file('plan', plan(pipeline)),
    file('apply', apply(pipeline)),
    file('drift', drift(pipeline)),
    ...(pipeline.sales ? [file('sales', sales(pipeline))] : []),
  ]
}

const steps = `    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
          cache: npm
      - run: npm ci
`

function env(secrets: readonly string[]): string {
  const lines = secrets.map((name) => `          ${name}: \${{ secrets.${name} }}\n`)
  return `        env:\n          GITHUB_TOKEN: \${{ github.token }}\n${lines.join('')}`
}

function plan({ secrets }: Pipeline): string {
  return `# Each pull request says what merging it would do, in one comment that is kept up to date.
name: butik plan

on:
  pull_request:
    # A label butik-ack:price acknowledges the guard "price"; setting labels takes the right to triage.
    types: [opened, synchronize, reopened, labeled, unlabeled]

permissions:
  contents: read
  pull-requests: write

concurrency:
  group: butik-plan-\${{ github.event.pull_request.number }}
  cancel-in-progress: true

jobs:
  plan:
    # A fork is given no secrets, so it cannot be planned.
    if: github.event.pull_request.head.repo.full_name == github.repository
    runs-on: ubuntu-latest
    timeout-minutes: 60
${steps}      - name: Validate
        run: npx butik validate
      - name: Plan
${env(secrets)}        run: |
          acks="$(npx butik ci acks)"
          npx butik plan --ack "$acks" --report plan.md --report plan.html --report plan.json
      - name: Comment
        # Also where a guard said no: then it says which.
        if: \${{ !cancelled() && hashFiles('plan.md') != '' }}
        env:
          GITHUB_TOKEN: \${{ github.token }}
        run: npx butik ci comment --file plan.md
      - uses: actions/upload-artifact@v4
        if: \${{ !cancelled() }}
        with:
          name: butik-plan
          path: plan.*
`
}

function apply({ branch, secrets }: Pipeline): string {
  return `# What is merged is carried out, if it is still what the pull request showed. Otherwise the new plan is shown there, and
# running this job again carries that out. Started by hand it goes on with a run that stopped part way.
name: butik apply

on:
  push:
    branches: [${branch}]
  workflow_dispatch:

permissions:
  contents: write
  pull-requests: write

# One after the other; never cancelled in the middle.
concurrency:
  group: butik-apply
  cancel-in-progress: false

jobs:
  apply:
    runs-on: ubuntu-latest
    timeout-minutes: 300
    environment: production
${steps}      - name: Apply what was approved
        if: github.event_name == 'push'
${env(secrets)}        run: |
          approved="$(npx butik ci approved)"
          acks="$(npx butik ci acks)"
          code=0
          npx butik apply --expect "$approved" --ack "$acks" --report apply.md --report apply.json || code=$?
          # The world has moved since: this is what it would be now.
          if [ "$code" -eq 4 ]; then npx butik plan --ack "$acks" --report apply.md --report apply.json || true; fi
          exit "$code"
      - name: Go on with the run that stopped
        if: github.event_name == 'workflow_dispatch'
${env(secrets)}        run: npx butik apply --resume --report apply.md --report apply.json
      - name: Comment
        if: \${{ !cancelled() && github.event_name == 'push' && hashFiles('apply.md') != '' }}
        env:
          GITHUB_TOKEN: \${{ github.token }}
        run: npx butik ci comment --file apply.md
      - uses: actions/upload-artifact@v4
        if: \${{ !cancelled() }}
        with:
          name: butik-apply
          # .butik/errored holds what a run could not write to the state; butik state migrate --from FILE puts it back.
          path: |
            apply.*
            .butik/errored
          include-hidden-files: true
`
}

function drift({ secrets }: Pipeline): string {
  return `# At night: has anybody edited in the shop what is written here? An issue says so, and is closed when it is no longer true.
# On Sundays every list is read whole, whatever was seen before.
name: butik drift

on:
  schedule:
    - cron: '17 3 * * 1-6'
    - cron: '17 3 * * 0'
  workflow_dispatch:

permissions:
  contents: read
  issues: write

jobs:
  drift:
    runs-on: ubuntu-latest
    timeout-minutes: 60
${steps}      - name: Drift
${env(secrets).trimEnd()}
          SCHEDULE: \${{ github.event.schedule }}
        run: |
          refresh=incremental
          if [ "$SCHEDULE" = '17 3 * * 0' ]; then refresh=full; fi
          code=0
          npx butik drift --refresh "$refresh" --report drift.md || code=$?
          case "$code" in
            0) npx butik ci issue --closed ;;
            2) npx butik ci issue --file drift.md ;;
            *) exit "$code" ;;
          esac
`
}

function sales({ branch, secrets }: Pipeline): string {
  return `# Just after midnight in Denmark: begins and ends the sales that the files declare, and touches nothing else. On a day when none turns
# it makes no call. Twice, as a run may be late, or find that another holds the lock. A guard stops it as any apply: butik plan --due
# --on DAY says so before, and the variable BUTIK_SALES_ACK of this repository acknowledges guards for these runs ("price,updates").
name: butik sales

on:
  schedule:
    - cron: '5,35 23 * * *'
  workflow_dispatch:

permissions:
  contents: write

# A group of its own: a run that waits in that of apply would push out a merge that waits there.
concurrency:
  group: butik-sales
  cancel-in-progress: false

jobs:
  sales:
    if: github.ref_name == '${branch}'
    runs-on: ubuntu-latest
    timeout-minutes: 60
${steps}      - name: Begin and end sales
${env(secrets).trimEnd()}
          ACKS: \${{ vars.BUTIK_SALES_ACK }}
        run: npx butik apply --due --yes --ack "$ACKS" --report sales.md --report sales.json
      - uses: actions/upload-artifact@v4
        if: \${{ !cancelled() }}
        with:
          name: butik-sales
          path: sales.*
`
}
