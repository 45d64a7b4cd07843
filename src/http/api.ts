/**
 * From a vendor's contract to `butik api`: its operations listed, input checked against their shapes before anything is
 * sent, requests shown with secrets masked, and one call sent.
 */
import { ReconcilerError, VendorError } from '../model/errors.ts'
import type { Api, ApiInput, ApiOperation, ApiReply, ApiRequest } from '../model/provider.ts'
import { didYouMean } from '../model/suggest.ts'
import { bodyOf, type FilledRequest, fill, parametersOf, problemsOf } from './api-input.ts'
import {
  credentialsGiven,
  maskedHeader,
  maskedJson,
  maskedParameters,
  maskedText,
  namesCredential,
} from './api-mask.ts'
import type { HttpReply } from './client.ts'
import { lookYourself, nextRunLooks, retold } from './failure.ts'
import type { Operation } from './operation.ts'
import { createRedactor, type Redact } from './redact.ts'

export type { FilledRequest } from './api-input.ts'

export interface ApiParts<Session> {
  readonly operations: readonly Operation[]
  /** What an input becomes before it is sent, and so before it is shown: the account's own ways. No I/O; as it is unless given. */
  arrange?(session: Session, operation: Operation, request: FilledRequest): FilledRequest
  /** Through the session, with its authorization and retries; the request is arranged. */
  send(session: Session, operation: Operation, request: FilledRequest, signal: AbortSignal): Promise<HttpReply>
  /** Where the operation would be sent and with which headers, unmasked; no I/O. */
  address(session: Session, operation: Operation): { readonly base: string; readonly headers: Record<string, string> }
  /** Everything that must not be read in what comes back. */
  secrets(session: Session): readonly string[]
  /** Fields of the body that are credentials at this operation, though their names do not say so. */
  hidden?(operation: Operation): readonly string[]
  /** The input of the next page. Absent where the vendor pages nothing. */
  readonly paging?: {
    pages(operation: Operation): boolean
    /** Why an input of an operation that has pages gives none that can be read; absent where every input does. */
    unpaged?(operation: Operation, input: ApiInput): string | undefined
    next(operation: Operation, input: ApiInput, reply: ApiReply): ApiInput | undefined
  }
}

/** Throws E5001 for an operation that there is not: names come from the command line. */
export function apiOf<Session>(parts: ApiParts<Session>): Api<Session> {
  const byId = new Map(parts.operations.map((operation) => [operation.id, operation]))
  const find = (id: string): Operation => {
    const found = byId.get(id)
    if (found !== undefined) return found
    const hint = didYouMean(id, byId.keys())
    throw new ReconcilerError('E5001', `there is no operation "${id}"`, hint === undefined ? {} : { hint })
  }
  const requestOf = (session: Session, operation: Operation, input: ApiInput): FilledRequest => {
    const request = fill(operation, input)
    return parts.arrange?.(session, operation, request) ?? request
  }
  return {
    operations: parts.operations.map((operation) => listed(operation, parts.paging?.pages(operation) === true)),
    check: (id, input) => problemsOf(find(id), input),
    show: (session, id, input) => {
      const operation = find(id)
      const redact = createRedactor(parts.secrets(session))
      const isCredential = (name: string): boolean =>
        namesCredential(name) || parts.hidden?.(operation).includes(name) === true
      const request = requestOf(session, operation, input)
      return shown(operation, request, parts.address(session, operation), { redact, isCredential })
    },
    async send(session, id, input, signal) {
      const operation = find(id)
      const before = parts.secrets(session)
      const given = [...credentialsGiven(input.parameters), ...credentialsGiven(input.body)]
      const request = { ...requestOf(session, operation, input), ...(given.length === 0 ? {} : { secrets: given }) }
      const reply = await parts.send(session, operation, request, signal).catch((error: unknown) => {
        throw byHand(error)
      })
      // Read again: a session may have been renewed on the way, and the vendor may echo the old secret or the new one.
      return readable(reply, createRedactor([...before, ...parts.secrets(session), ...given]))
    },
    unpaged: (id, input) => {
      const operation = find(id)
      if (parts.paging?.pages(operation) !== true) return `${id} has no pages`
      return parts.paging.unpaged?.(operation, input)
    },
    next: (id, input, reply) => {
      const operation = find(id)
      return parts.paging?.next(operation, input, reply)
    },
  }
}

/** No run settles what was sent by hand. Where a vendor's room knows better what to do, its words stand. */
function byHand(error: unknown): unknown {
  if (!(error instanceof VendorError) || error.hint !== nextRunLooks) return error
  return retold(error, { hint: lookYourself })
}

function listed(operation: Operation, pages: boolean): ApiOperation {
  const { id, method, path, summary, auth, writes } = operation
  const takesBody = bodyOf(operation) !== undefined
  return { id, method, path, summary, auth, parameters: parametersOf(operation), takesBody, writes, pages }
}

/** As the client sends it, with the headers that it adds. */
function shown(
  { method }: Operation,
  { path, query, headers, body }: FilledRequest,
  address: { readonly base: string; readonly headers: Readonly<Record<string, string>> },
  { redact, isCredential }: { readonly redact: Redact; isCredential(name: string): boolean },
): ApiRequest {
  const search = new URLSearchParams(maskedParameters(query, redact)).toString()
  const url = redact(`${address.base.replace(/\/+$/, '')}${path}`)
  const type: Readonly<Record<string, string>> = body === undefined ? {} : { 'content-type': 'application/json' }
  const sent = [{ accept: 'application/json' }, address.headers, headers, type].flatMap(lowerCased)
  return {
    method,
    url: `${url}${search === '' ? '' : `?${search}`}`,
    headers: Object.fromEntries(sent.map(([name, value]) => [name, maskedHeader(name, value, redact)])),
    ...(body === undefined ? {} : { body: maskedJson(body, redact, isCredential) }),
  }
}

/** Names of headers know no case: `Accept` of a vendor takes the place of `accept`. */
function lowerCased(headers: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
}

function readable({ status, headers, text }: HttpReply, redact: Redact): ApiReply {
  return {
    status,
    headers: [...headers].map(([name, value]) => [name, maskedHeader(name, value, redact)]),
    text: maskedText(text, redact),
  }
}
