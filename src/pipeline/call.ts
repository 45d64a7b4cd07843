/** One documented operation of a vendor, called as it is: input checked, written down where it changes something, sent. */
import { ReconcilerError, VendorError } from '../model/errors.ts'
import type { ApiInput, ApiOperation, ApiReply, ApiRequest } from '../model/provider.ts'
import type { LockInfo } from '../model/state.ts'
import { didYouMean } from '../model/suggest.ts'
import { connect } from './connect.ts'
import type { Connected, World } from './world.ts'

export interface PreparedCall {
  readonly operation: ApiOperation
  readonly input: ApiInput
  readonly connected: Connected
  /** With secrets masked. */
  readonly request: ApiRequest
}

/** The operations of the vendor behind a connection; no secret is needed, nothing is sent. Throws E3006. */
export function operationsOf(world: World, connection: string): readonly ApiOperation[] {
  const { connections } = world.project.config
  const config = connections.get(connection)
  const provider = world.providers.get(config?.vendor ?? '')
  if (provider !== undefined) return provider.api.operations
  throw new ReconcilerError('E3006', `there is no connection "${connection}"`, {
    hint: didYouMean(connection, connections.keys()) ?? `there are: ${[...connections.keys()].join(', ')}`,
  })
}

/** Throws E5001 with everything that is wrong with the input. Nothing is sent. */
export async function prepareCall(
  world: World,
  connection: string,
  name: string,
  input: ApiInput,
): Promise<PreparedCall> {
  const operations = operationsOf(world, connection)
  const operation = operations.find(({ id, method, path }) => id === name || `${method} ${path}` === name)
  if (operation === undefined) {
    const ids = operations.map(({ id }) => id)
    throw new ReconcilerError('E5001', `${connection} has no operation "${name}"`, {
      hint: didYouMean(name, ids) ?? `butik api ${connection} lists them`,
    })
  }
  const [connected] = await connect(world, { connection: [connection] })
  if (connected === undefined) throw new ReconcilerError('E3006', `there is no connection "${connection}"`)
  const { api } = connected.provider
  const problems = api.check(operation.id, input)
  if (problems.length > 0) {
    throw new ReconcilerError('E5001', problems.join('; '), { hint: usageOf(operation, connection) })
  }
  return { operation, input, connected, request: api.show(connected.session, operation.id, input) }
}

function usageOf({ id, parameters, takesBody }: ApiOperation, connection: string): string {
  const fields = parameters.map(({ name, required }) => (required ? `-f ${name}=…` : `[-f ${name}=…]`))
  return ['butik api', connection, id, ...fields, ...(takesBody ? ['[--input FILE]'] : [])].join(' ')
}

/** As many calls as the strictest of the vendors allows in a day: a list of more pages is likelier one without an end. */
const mostPages = 1000

/**
 * The replies, page by page. A call that changes something holds the lock and is written down before and after, as
 * `runs/<run>/call.json`: what was sent, and what came of it.
 */
export async function* sendCall(
  world: World,
  { operation, input, connected, request }: PreparedCall,
  options: { readonly paginate: boolean; readonly lock: LockInfo; readonly run: string },
): AsyncGenerator<ApiReply> {
  const { api } = connected.provider
  const { id, writes } = operation
  const send = (of: ApiInput) => api.send(connected.session, id, of, world.signal)
  if (!writes) {
    let next: ApiInput | undefined = input
    for (let page = 1; page <= mostPages; page += 1) {
      const reply: ApiReply = await send(next)
      yield reply
      next = options.paginate ? api.next(id, next, reply) : undefined
      if (next === undefined) return
    }
    throw new VendorError(
      'E2006',
      `${connected.config.name}: ${id}: ${mostPages} pages were read, and there is a next one`,
      {
        effect: 'none',
        hint: 'ask for larger pages (limit), or for a part of the list; the vendor may also give the same rows again',
      },
    )
  }
  await using lock = await world.backend.lock(options.lock)
  const record = await recordOf(world, options.run, { connection: connected.config.name, operation: id, request })
  let reply: ApiReply
  try {
    await lock.confirm()
    reply = await send(input)
  } catch (error) {
    if (error instanceof ReconcilerError) await record(error.message)
    throw error
  }
  await record(`answered ${reply.status}`)
  yield reply
}

/**
 * Writes down that a call is about to be made, durably, and gives what writes down its outcome. A failure of that is a
 * warning: the call was made, and what came of it is worth more than its record.
 */
export async function recordOf(
  world: World,
  run: string,
  call: { readonly connection: string; readonly operation: string; readonly request?: ApiRequest },
): Promise<(outcome: string) => Promise<void>> {
  const keep = (outcome: string) => {
    const at = world.ports.clock.now().toISOString()
    return world.backend.keep(run, 'call.json', `${JSON.stringify({ ...call, at, outcome })}\n`)
  }
  await keep('not known')
  return async (outcome) => {
    try {
      await keep(outcome)
    } catch (error) {
      if (!(error instanceof ReconcilerError)) throw error
      world.emit({ type: 'diagnostic', diagnostic: { severity: 'warning', code: error.code, summary: error.message } })
    }
  }
}
