/** One vendor request from arrival to its last byte: logged, delayed, struck by a fault, answered. */
import type { ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { Fault } from './faults.ts'
import type { RequestLogEntry } from './request-log.ts'
import type { Answer, VendorRequest, VendorRoom } from './vendor.ts'

/** Called in turn for every vendor request; a test can count, wait or kill here. Awaited. */
export interface Hooks {
  /** Arrived; nothing has been done. */
  onCall?: (entry: RequestLogEntry) => void | Promise<void>
  /** The store has changed and is saved; the caller does not know yet. */
  afterCommit?: (entry: RequestLogEntry) => void | Promise<void>
  /** The answer is about to be sent. */
  beforeAnswer?: (entry: RequestLogEntry) => void | Promise<void>
}

export interface Exchange {
  readonly vendor: VendorRoom
  readonly request: VendorRequest
  readonly response: ServerResponse
  readonly entry: RequestLogEntry
  readonly fault: Fault | undefined
  readonly hooks: Hooks
  readonly latencyMs: number
  /** Of the sandbox's own clock: what the Date header says. */
  readonly now: () => number
  /** Aborted when the sandbox closes. */
  readonly closing: AbortSignal
  readonly save: () => void
}

const plainText = { 'content-type': 'text/plain; charset=utf-8' }
const page =
  '<!DOCTYPE html>\n<html><head><title>Service</title></head><body><h1>We will be back shortly</h1></body></html>\n'

/** Faults that strike before the vendor has done anything, unless their `committed` says otherwise. */
const early: ReadonlySet<Fault['kind']> = new Set<Fault['kind']>(['reset', 'unauthorized', 'status', 'html', 'hang'])

/** Faults of lists: whether they have struck is known only once something has changed by them. */
const ofLists: ReadonlySet<Fault['kind']> = new Set<Fault['kind']>(['shrink', 'grow', 'short'])

function reachesVendor(fault: Fault | undefined): boolean {
  if (fault === undefined) return true
  return 'committed' in fault && fault.committed !== undefined ? fault.committed : !early.has(fault.kind)
}

/** A vendor that refuses: in its own form where the script says why, and otherwise in plain text. */
function refused(vendor: VendorRoom, fault: Fault & { readonly kind: 'status' }, committed: boolean): Answer {
  const plain: Answer = { status: fault.status, headers: plainText, body: `${fault.status} Error`, committed }
  const answer = fault.reason === undefined ? plain : vendor.refuse(fault.status, fault.reason)
  const headers = {
    ...answer.headers,
    ...(fault.contentType === undefined ? {} : { 'content-type': fault.contentType }),
    ...(fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) }),
  }
  return { ...answer, headers, body: fault.body ?? answer.body, committed }
}

/** The answer in place of the vendor's, for faults that replace it. */
function replaced({ vendor, fault }: Exchange, answer: Answer | undefined): Answer | undefined {
  const committed = answer?.committed ?? false
  if (fault?.kind === 'unauthorized') return { status: 401, headers: plainText, body: '401 Unauthorized', committed }
  if (fault?.kind === 'html') {
    return {
      status: fault.status ?? 200,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: page,
      committed,
    }
  }
  if (fault?.kind === 'empty') {
    return {
      status: fault.status ?? answer?.status ?? 200,
      headers: { 'content-type': 'application/json' },
      body: '',
      committed,
    }
  }
  return fault?.kind === 'status' ? refused(vendor, fault, committed) : answer
}

/** Waits; `false` when the sandbox closed meanwhile. */
async function wait(ms: number, closing: AbortSignal): Promise<boolean> {
  if (ms <= 0) return !closing.aborted
  try {
    await delay(ms, undefined, { signal: closing })
    return true
  } catch {
    return false
  }
}

async function work(exchange: Exchange): Promise<Answer | undefined> {
  const { vendor, request, fault, entry } = exchange
  if (fault?.kind === 'shrink' || fault?.kind === 'grow') {
    if (vendor.disturb?.(fault.kind, fault.rows ?? 1) === true) {
      entry.fault = fault.kind
      exchange.save()
    }
  }
  if (!reachesVendor(fault)) return undefined
  const answer = await vendor.answer(request)
  if (!answer.committed) return answer
  entry.committed = true
  exchange.save()
  await exchange.hooks.afterCommit?.(entry)
  return answer
}

function write({ response, now }: Exchange, answer: Answer, body: Buffer): void {
  const date = new Date(now()).toUTCString()
  const headers = { date, ...answer.headers, 'content-length': String(body.length) }
  if (answer.reason === undefined) response.writeHead(answer.status, headers)
  else response.writeHead(answer.status, answer.reason, headers)
}

async function drip(exchange: Exchange, answer: Answer, body: Buffer, ms: number): Promise<void> {
  const { response, closing } = exchange
  const drops = Math.max(1, Math.min(10, body.length))
  const size = Math.ceil(body.length / drops)
  write(exchange, answer, body)
  for (let at = 0; at < body.length; at += size) {
    response.write(body.subarray(at, at + size))
    if (!(await wait(ms / drops, closing))) break
  }
  response.end()
}

async function send(exchange: Exchange, answer: Answer): Promise<void> {
  const { response, entry, fault, vendor } = exchange
  const shown = fault?.kind === 'short' ? (vendor.shorten?.(answer, fault.rows ?? 1) ?? answer) : answer
  if (fault?.kind === 'short' && shown.body !== answer.body) entry.fault = fault.kind
  const body = typeof shown.body === 'string' ? Buffer.from(shown.body, 'utf8') : shown.body
  entry.status = shown.status
  await exchange.hooks.beforeAnswer?.(entry)
  if (fault?.kind === 'slow') return drip(exchange, shown, body, fault.ms)
  write(exchange, shown, body)
  if (fault?.kind !== 'truncated') {
    response.end(body)
    return undefined
  }
  const half = body.subarray(0, Math.floor(body.length / 2))
  await new Promise<void>((resolve) => response.write(half, () => resolve()))
  response.destroy()
  return undefined
}

/** Carries one request through. Errors of the sandbox itself are answered by the server. */
export async function exchangeOne(exchange: Exchange): Promise<void> {
  const { response, fault, entry, hooks, closing } = exchange
  if (fault !== undefined && !ofLists.has(fault.kind)) entry.fault = fault.kind
  await hooks.onCall?.(entry)
  if (!(await wait(exchange.latencyMs, closing))) return
  if (fault?.kind === 'reset') {
    response.socket?.resetAndDestroy()
    return
  }
  const answer = replaced(exchange, await work(exchange))
  if (fault?.kind === 'hang') await wait(fault.ms, closing)
  if (fault?.kind === 'hang' || fault?.kind === 'lost_answer' || answer === undefined) {
    response.destroy()
    return
  }
  await send(exchange, answer)
}
