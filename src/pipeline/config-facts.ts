/**
 * What an editor is told of the keys of butik.yaml beside their description: an example, what holds unless they are set, and
 * where more is said. Laid over the generated schema, in environments too. Not loaded when butik runs.
 */
import { defaultLimits } from '../model/config.ts'
import { defaultGuards, defaultMany, manyGuards } from '../model/guard-settings.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { defaultGit, defaultPostgresSchema } from '../model/state-settings.ts'

interface Facts {
  readonly description?: string
  readonly default?: Json
  readonly examples?: readonly Json[]
}

const many = Object.fromEntries(
  manyGuards.flatMap((name): [string, Facts][] => {
    const { share, from, count } = defaultMany[name]
    return [
      [`guards.${name}.share`, { default: Number(share), examples: [10] }],
      [`guards.${name}.from`, { default: from, examples: [5] }],
      [`guards.${name}.count`, { ...(count === undefined ? {} : { default: count }), examples: [30] }],
    ]
  }),
)

/** By path; `*` is any key or element. */
const facts: { readonly [path: string]: Facts } = {
  requires: { examples: ['>=0.1'] },
  resources: { default: ['**/*.{yaml,yml}'], examples: [['shop/**/*.yaml', '!shop/drafts/**']] },
  'state.encryption.key': { examples: ['!env BUTIK_STATE_KEY'] },
  'state.encryption.old_keys': { examples: [['!env BUTIK_OLD_STATE_KEY']] },
  'state.remote': { default: defaultGit.remote, examples: ['origin'] },
  'state.branch': { default: defaultGit.branch, examples: ['butik-state'] },
  'state.url': { examples: ['!env BUTIK_STATE_URL'] },
  'state.schema': { default: defaultPostgresSchema, examples: ['butik'] },
  'state.tls.ca': { examples: ['certificates/database.pem'] },
  'state.address': { examples: ['https://gitlab.example/api/v4/projects/7/terraform/state/butik'] },
  'state.lock_address': { examples: ['https://gitlab.example/api/v4/projects/7/terraform/state/butik/lock'] },
  'state.unlock_address': { examples: ['https://gitlab.example/api/v4/projects/7/terraform/state/butik/lock'] },
  'state.journal_address': { examples: ['https://state.example/butik-journal', 'none'] },
  'state.update_method': { default: 'POST', examples: ['PUT'] },
  'state.lock_method': { examples: ['POST'] },
  'state.unlock_method': { examples: ['DELETE'] },
  'state.username': { examples: ['!env BUTIK_STATE_USERNAME'] },
  'state.password': { examples: ['!env BUTIK_STATE_PASSWORD'] },
  'state.headers': { examples: [{ 'X-Shop': 'acme' }] },
  'limits.file': { default: defaultLimits.file, examples: [64_000_000] },
  'limits.bulk.products': { default: defaultLimits.bulk.products, examples: [50] },
  'limits.bulk.postings': { default: defaultLimits.bulk.postings, examples: [200] },
  'limits.bulk.bytes': { default: defaultLimits.bulk.bytes, examples: [1_000_000] },
  'limits.sweep_days': { default: defaultLimits.sweepDays, examples: [30] },
  'guards.vat': { examples: [25] },
  ...many,
  'guards.price.change': { default: Number(defaultGuards.price), examples: [20] },
  'quota.*.calls': { examples: [5000] },
  'quota.*.reserve': { default: 0, examples: [100] },
  'quota.*.order': { examples: [['prices', 'stock']] },
  'connections.*': { description: 'One account at a vendor: `vendor`, and the settings of that one.' },
  'connections.*.vendor': { examples: ['shoporama'] },
  'environments.*': { description: 'What is different in this environment.' },
  'environments.*.connections': { examples: [{ shop: { token: '!env STAGING_TOKEN' }, payments: false }] },
  'environments.*.variables': {
    description: 'What variables are here, in the place of what they are elsewhere.',
    examples: [{ domain: 'staging.acme.example' }],
  },
  'environments.*.overrides': { examples: [{ 'shop/product/oak-*': { is_online: false } }] },
  mute: {
    examples: [[{ address: 'shop/product/oak-*', field: 'price', until: '2026-12-31', reason: 'set in the shop' }]],
  },
  'mute.*.address': { examples: ['shop/product/oak-*'] },
  'mute.*.field': { examples: ['price'] },
  'mute.*.until': { examples: ['2026-12-31'] },
  'mute.*.reason': { examples: ['Christmas prices are set in the shop'] },
  'notify.url': { examples: ['!env SLACK_WEBHOOK'] },
}

/** Where more is said of a root key and all below it. */
const pages: { readonly [key: string]: string } = {
  version: 'README.md#the-files',
  requires: 'README.md#the-files',
  connections: 'README.md#the-files',
  resources: 'README.md#the-files',
  state: 'README.md#another-place-for-the-state',
  ownership: 'README.md#whose-field-it-is',
  equivalences: 'README.md#fields-that-will-not-stick',
  limits: 'README.md#the-files',
  defaults: 'docs/defaults.md',
  guards: 'README.md#guards',
  quota: 'README.md#the-calls-of-a-day',
  variables: 'README.md#variables',
  environments: 'README.md#environments',
  notify: 'README.md#a-notice-after-each-apply',
}

export function withConfigFacts(schema: JsonObject): JsonObject {
  return laid(schema, { path: [], page: undefined })
}

interface Place {
  readonly path: readonly string[]
  readonly page: string | undefined
}

/** The settings of a vendor, wherever they stand. */
export function withSettingsPage(settings: JsonObject, page: string): JsonObject {
  return laid(settings, { path: ['', ''], page })
}

function laid(node: JsonObject, place: Place): JsonObject {
  const inside = (child: Json, next: Place): Json => (isJsonObject(child) ? laid(child, next) : child)
  const parts = Object.entries(node).map(([key, value]): [string, Json] => {
    if (key === 'properties' && isJsonObject(value))
      return [
        key,
        Object.fromEntries(Object.entries(value).map(([name, child]) => [name, inside(child, below(place, name))])),
      ]
    if (key === 'additionalProperties' || key === 'items') return [key, inside(value, below(place, '*'))]
    // What holds in one case says nothing new of the place itself; what is asked for in `if` is no field.
    if (key === 'then') return [key, inside(value, place)]
    if ((key === 'anyOf' || key === 'allOf') && Array.isArray(value))
      return [key, value.map((branch: Json) => inside(branch, place))]
    return [key, value]
  })
  const found = facts[factPath(place)]
  const whole: JsonObject = { ...Object.fromEntries(parts), ...found }
  return typeof whole['description'] === 'string' && place.path.length > 0 ? told(whole, place) : whole
}

/** Of an environment as of the file itself: it writes the same keys. */
function factPath({ path }: Place): string {
  const inEnvironment = path[0] === 'environments' && ['guards', 'quota', 'state', 'mute'].includes(path[2] ?? '')
  return (inEnvironment ? path.slice(2) : path).join('.')
}

function below({ path, page }: Place, name: string): Place {
  return { path: [...path, name], page: page ?? pages[name] }
}

function told(node: JsonObject, { page }: Place): JsonObject {
  const { description, examples } = node
  const unless = node['default']
  const shown = Array.isArray(examples) ? examples.map((one: Json) => `\`${JSON.stringify(one)}\``) : []
  const lines = [
    String(description),
    ...(shown.length === 0 ? [] : [`Example: ${shown.join(', ')}`]),
    ...(unless === undefined ? [] : [`Unless set: \`${JSON.stringify(unless)}\``]),
    ...(page === undefined ? [] : [`More: ${page}`]),
  ]
  // The settings of a vendor have a page of their own, and have been told already.
  const about = page === undefined || node['x-butik'] !== undefined ? {} : { 'x-butik': { page } }
  return { ...node, ...about, markdownDescription: node['markdownDescription'] ?? lines.join('\n\n') }
}
