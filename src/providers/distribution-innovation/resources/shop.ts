/** Shops: made and updated, never shown and never deleted. What was last written is all that is known of them. */
import { nameOf } from '../../../http/operation.ts'
import { repeatOf } from '../../../http/repeat.ts'
import { VendorError } from '../../../model/errors.ts'
import type { Json } from '../../../model/json.ts'
import type { Kind } from '../../../model/provider.ts'
import type { Spec } from '../../../model/resource.ts'
import type { YamlMap, YamlNode } from '../../../model/yaml.ts'
import { columns, fields, sent } from '../columns.ts'
import { create, update } from '../contract.ts'
import { askTheVendor, isUnchanged } from '../errors.ts'
import { orderedAddress, organizationNumberOf, withoutNulls } from '../normalise.ts'
import { updateOf } from '../patch.ts'
import { idInLocation } from '../replies.ts'
import {
  breachesOf,
  breachesUnder,
  neededToCreate,
  refuseCreateOnly,
  refuseUnfit,
  refuseUnfitCreate,
} from '../rules.ts'
import { type DistributionInnovationSession, read, send } from '../session.ts'
import { type Settings, waysOf } from '../settings.ts'

type Session = DistributionInnovationSession

/** What a value is kept as, where that is not how it was written. */
const kept: { readonly [name: string]: (value: Json) => Json } = {
  organizationNumber: organizationNumberOf,
  address: orderedAddress,
  externalCustomerIds: (value) => value ?? [],
}

export const shop: Kind<Session> = {
  name: 'shop',
  section: 'shops',
  class: 'write-only',
  fields,
  /*
   * Nothing can be looked up by it: it keeps one shop from being declared twice. These three are the ones that every shop
   * has. A company may have several warehouses, and several owner parties may deliver for one of them, so neither its name
   * nor its number tells shops apart; legalName and organizationNumber may be absent besides.
   */
  naturalKey: ['ownerPartyKey', 'email', 'address'],
  remoteIds: 'integer',
  label: (spec) => {
    const named = ['legalName', 'email'].find((name) => typeof spec[name] === 'string')
    return named === undefined ? 'a shop' : `${named} ${String(spec[named])}`
  },
  declare: (node, context) => {
    const spec: { [name: string]: Json } = {}
    for (const [name, { value: part }] of node.pairs) {
      const value = Object.hasOwn(columns, name) ? context.value(name, part) : undefined
      if (value !== undefined) spec[name] = kept[name]?.(value) ?? value
    }
    for (const { path, ...problem } of breachesOf(spec)) context.report(problem, nodeAt(node, path))
    return spec
  },
  check: (spec, { settings, report }) => {
    for (const { path, ...problem } of breachesUnder(spec, waysOf(settings))) report(problem, path.join('.'))
  },
  neededToCreate: (settings) => neededToCreate(waysOf(settings)),
  reading: { by: 'nothing' },
  writing: {
    create: {
      operation: nameOf(create),
      run: async (session, { fields: spec }, { signal }) => {
        refuseUnfitCreate(spec, session.settings)
        const body = creationOf(spec, session.settings)
        const reply = await send(session, create, { path: create.path, body, signal })
        const remoteId = read(session, create, reply) ?? idInLocation(reply.headers.get('location'))
        if (remoteId !== undefined) return { remoteId }
        throw new VendorError('E2004', `${nameOf(create)}: the answer names no id for what was made`, {
          status: reply.status,
          effect: 'unknown',
          hint: askTheVendor,
        })
      },
    },
    update: {
      operation: nameOf(update),
      run: async (session, remoteId, spec, { signal }) => {
        const { settings } = session
        const fixed = Object.keys(spec).filter((name) => columns[name]?.place !== 'shop')
        refuseCreateOnly(fixed, settings.connection)
        refuseUnfit(spec, settings)
        const body = updateOf(spec, settings)
        const path = updatePath(settings, encodeURIComponent(remoteId))
        try {
          const reply = await send(session, update, { path, body, signal })
          return read(session, update, reply, repeatOf(update, { body }))
        } catch (error) {
          if (isUnchanged(error)) return undefined
          throw error
        }
      },
    },
  },
}

/** What is null is simply not there yet. */
function creationOf(spec: Spec, { assume }: Settings): Json {
  const { transportSolutionIds, ...beside } = withoutNulls(sent(spec, 'beside', assume))
  return {
    ...beside,
    ...(transportSolutionIds === undefined ? {} : { [assume.transportSolutionSpelling]: transportSolutionIds }),
    shop: withoutNulls(sent(spec, 'shop', assume)),
  }
}

export function updatePath({ assume }: Settings, encodedId: string): string {
  return assume.patchPath.replace('{shopId}', encodedId)
}

/** The node that a breach is about, or the nearest one around it. */
function nodeAt(node: YamlMap, path: readonly (string | number)[]): YamlNode {
  let at: YamlNode = node
  for (const step of path) {
    const next: YamlNode | undefined =
      at.type === 'map' ? at.pairs.get(String(step))?.value : at.type === 'list' ? at.items[Number(step)] : undefined
    if (next === undefined) break
    at = next
  }
  return at
}
