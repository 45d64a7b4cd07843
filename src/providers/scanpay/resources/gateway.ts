/** Gateways: the account behind a connection, as one object that is watched. Scanpay has no API for settings. */
import type { Field } from '../../../model/field.ts'
import type { Json } from '../../../model/json.ts'
import type { Kind } from '../../../model/provider.ts'
import type { Observed } from '../../../model/resource.ts'
import type { ScanpaySession } from '../session.ts'
import type { Environment } from '../settings.ts'
import { look, type Standing } from '../standing.ts'

const text: Field = { shape: 'scalar', type: 'text' }

/** Where keys are made (seen for production). */
const dashboards: { readonly [environment in Environment]: string } = {
  production: 'dashboard.scanpay.dk/settings/api',
  test: 'dashboard.scanpay.dev/settings/api',
}

export const gateway: Kind<ScanpaySession> = {
  name: 'gateway',
  section: 'gateways',
  class: 'observed',
  fields: {
    shop_id: { shape: 'scalar', type: 'integer', meaning: 'identity' },
    environment: text,
    feed: text,
    key: text,
    key_owner: text,
  },
  naturalKey: ['shop_id'],
  label: (spec) => `shop_id ${String(spec['shop_id'])}`,
  declare: (node, context) => {
    const spec: { [name: string]: Json } = {}
    for (const [name, { value: part }] of node.pairs) {
      const value = context.value(name, part)
      if (value !== undefined) spec[name] = value
    }
    // Who names a gateway and says no more wants to hear of it when it refuses: silence would look like health.
    if (spec['feed'] === undefined && spec['key'] !== 'refused') spec['feed'] = 'reachable'
    return spec
  },
  author: (spec, context) => {
    const parts = Object.entries(spec).flatMap(([name, value]) => {
      const written = context.value(name, value)
      return written === undefined ? [] : [[name, written] as const]
    })
    return { type: 'map', pairs: new Map(parts) }
  },
  reading: {
    by: 'list',
    list: async function* (session, signal) {
      yield { objects: [observed(session, await look(session, signal))] }
    },
  },
  writing: {},
  byHand: ({ settings: { connection, environment } }) => `${dashboards[environment]}, or api_key of ${connection}`,
}

/** Null where a value is known to be none: then it differs from any that is expected. */
function observed({ settings }: ScanpaySession, { accepted, refusal }: Standing): Observed {
  return {
    kind: 'gateway',
    remoteId: settings.shopId,
    spec: {
      shop_id: settings.shopId,
      environment: accepted ?? null,
      feed: refusal === undefined ? 'reachable' : 'refused',
      key: accepted === undefined ? 'refused' : 'accepted',
      key_owner: settings.key.owner,
    },
  }
}
