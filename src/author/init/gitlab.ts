/** The same for GitLab. Secrets are CI/CD variables, which reach every job by themselves. */
import type { Pipeline } from './github.ts'
import type { NewFile } from './wish.ts'

export function gitlabPipeline(wish: Pick<Pipeline, 'branch' | 'sales'>): NewFile[] {
  return [{ path: '.gitlab-ci.yml', text: pipeline(wish) }]
}

const nightly = `# Begins and ends the sales that the files declare, and touches nothing else; on a day when none turns it makes no call. A guard stops
# it as any apply: butik plan --due --on DAY says so before, and the variable BUTIK_SALES_ACK acknowledges guards for these
# runs ("price,updates").
butik-sales:
  stage: apply
  needs: []
  resource_group: butik-apply
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
  script:
    - npx butik apply --due --yes --ack "\${BUTIK_SALES_ACK:-}" --report sales.md --report sales.json
  artifacts:
    when: always
    paths: [sales.md, sales.json]

`

function pipeline({ branch, sales }: Pick<Pipeline, 'branch' | 'sales'>): string {
  return `# CI/CD variables (masked): the tokens that butik.yaml names, and GITLAB_TOKEN, a project access token with the scope "api", for
# comments and issues. Schedules: one for every night, soon after midnight where the shop is, and one for Sundays with the variable BUTIK_REFRESH=full.
stages: [check, plan, apply, drift]

variables:
  BUTIK_STATE_ADDRESS: $CI_API_V4_URL/projects/$CI_PROJECT_ID/terraform/state/butik
  BUTIK_STATE_USERNAME: gitlab-ci-token
  BUTIK_STATE_PASSWORD: $CI_JOB_TOKEN

default:
  image: node:22
  cache:
    key: { files: [package-lock.json] }
    paths: [.npm/]
  before_script:
    - npm ci --cache .npm --prefer-offline

workflow:
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_PIPELINE_SOURCE == "schedule"
    - if: $CI_PIPELINE_SOURCE == "web" && $CI_COMMIT_BRANCH == "${branch}"
    - if: $CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == "${branch}"

butik-validate:
  stage: check
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - npx butik validate --report gl-code-quality-report.json
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json

butik-plan:
  stage: plan
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    # A label butik-ack:price acknowledges the guard "price".
    - acks="$(npx butik ci acks)"
    - code=0
    - npx butik plan --ack "$acks" --report plan.md --report plan.html --report plan.json || code=$?
    # Also where a guard said no: then it says which.
    - npx butik ci comment --file plan.md
    - exit "$code"
  artifacts:
    when: always
    paths: [plan.md, plan.html, plan.json]

# What is merged is carried out, if it is still what the merge request showed. Otherwise the new plan is shown there, and running
# this job again carries that out.
butik-apply:
  stage: apply
  resource_group: butik-apply
  environment: production
  rules:
    - if: $CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == "${branch}"
  script:
    - approved="$(npx butik ci approved)"
    - acks="$(npx butik ci acks)"
    - code=0
    - npx butik apply --expect "$approved" --ack "$acks" --report apply.md --report apply.json || code=$?
    # The world has moved since: this is what it would be now.
    - if [ "$code" -eq 4 ]; then npx butik plan --ack "$acks" --report apply.md --report apply.json || true; fi
    - npx butik ci comment --file apply.md
    - exit "$code"
  artifacts:
    when: always
    # .butik/errored holds what a run could not write to the state; butik state migrate --from FILE puts it back.
    paths: [apply.md, apply.json, .butik/errored]

# By hand, from "Run pipeline": goes on with a run that stopped part way.
butik-resume:
  stage: apply
  resource_group: butik-apply
  environment: production
  rules:
    - if: $CI_PIPELINE_SOURCE == "web" && $CI_COMMIT_BRANCH == "${branch}"
      when: manual
  script:
    - npx butik apply --resume --report apply.md --report apply.json
  artifacts:
    when: always
    # .butik/errored holds what a run could not write to the state; butik state migrate --from FILE puts it back.
    paths: [apply.md, apply.json, .butik/errored]

${sales ? nightly : ''}# An issue says what has drifted, and is closed when it is no longer true.
butik-drift:
  stage: drift
  needs: []
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
  script:
    - code=0
    - npx butik drift --refresh "\${BUTIK_REFRESH:-incremental}" --report drift.md || code=$?
    - |
      case "$code" in
        0) npx butik ci issue --closed ;;
        2) npx butik ci issue --file drift.md ;;
        *) exit "$code" ;;
      esac
`
}
