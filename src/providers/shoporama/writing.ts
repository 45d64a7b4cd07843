/** Creating, updating and deleting one object a call: the same for every kind that the vendor keeps by id. */

import { nameOf, type Operation } from '../../http/operation.ts'
import type { JsonObject } from '../../model/json.ts'
import type { Writing } from '../../model/provider.ts'
import type { Observed } from '../../model/resource.ts'
import { argumentsOf, creationOf } from './columns.ts'
import type { ResourceOperations } from './contract.ts'
import { isGone } from './errors.ts'
import type { Row } from './normalise.ts'
import { observedOf, type Shape } from './reading.ts'
import { missingId, type ShoporamaSession, send } from './session.ts'

type Session = ShoporamaSession

/** The argument that names the parent on create: in the query, and in the body where the page lists it there too. */
export interface Parent {
  readonly argument: string
  readonly inBody: boolean
}

export function creating(
  shape: Shape,
  operation: Operation<Row>,
  parent?: Parent,
): NonNullable<Writing<Session>['create']> {
  return {
    operation: nameOf(operation),
    run: async (session, { fields }, { signal }) => {
      const all = creationOf(shape.columns, fields, session.settings.assume)
      const { body, query } = parent === undefined ? { body: all, query: {} } : split(all, parent)
      const row = await send(session, operation, { body, query, signal })
      const observed = observedOf(shape, row)
      if (observed === undefined) throw missingId(operation)
      return { remoteId: observed.remoteId, observed }
    },
  }
}

function split(
  all: JsonObject,
  { argument, inBody }: Parent,
): { body: JsonObject; query: { readonly [name: string]: string } } {
  const { [argument]: id, ...rest } = all
  return { body: inBody ? all : rest, query: { [argument]: String(id ?? '') } }
}

/** PUT is a merge (seen): exactly the given fields are sent. */
export function updating(shape: Shape, operation: Operation<Row | undefined>): NonNullable<Writing<Session>['update']> {
  return {
    operation: nameOf(operation),
    run: async (session, remoteId, fields, { signal }) => {
      const body = argumentsOf(shape.columns, fields, session.settings.assume)
      const row = await send(session, operation, { id: remoteId, body, signal })
      return row === undefined ? undefined : sameObject(observedOf(shape, row), remoteId)
    },
  }
}

/** An answer about another object says nothing of ours. */
function sameObject(observed: Observed | undefined, remoteId: string): Observed | undefined {
  return observed?.remoteId === remoteId ? observed : undefined
}

/** Deletes are soft; what is gone already is done. */
export function deleting(operation: ResourceOperations['delete']): NonNullable<Writing<Session>['delete']> {
  return {
    operation: nameOf(operation),
    run: async (session, remoteId, { signal }) => {
      try {
        await send(session, operation, { id: remoteId, signal })
      } catch (error) {
        if (!isGone(error)) throw error
      }
    },
  }
}
