/** `butik api`: one documented operation of a vendor, called with the settings, retries and care of everything else. */
import { readFile } from 'node:fs/promises'
import { text as readStream } from 'node:stream/consumers'
import { ReconcilerError } from '../../model/errors.ts'
import type { Json } from '../../model/json.ts'
import type { ApiInput, ApiReply } from '../../model/provider.ts'
import { operationsOf, type PreparedCall, prepareCall, sendCall } from '../../pipeline/call.ts'
import { checkConnections } from '../../pipeline/desired.ts'
import { consents, isYes } from '../consent.ts'
import { type Context, pathFrom } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { misused } from '../options.ts'
import { reasonOf } from '../reports.ts'
import { lockFor, type Session, withSession } from '../session.ts'

export interface ApiFlags {
  /** `-f key=value`, each. */
  readonly fields: readonly string[]
  /** `--input`: a file with the body as JSON, or `-`. */
  readonly input?: string
  readonly paginate: boolean
  /** Status and headers before the body. */
  readonly include: boolean
  readonly showRequest: boolean
}

export function api(
  context: Context,
  connection: string,
  operation: string | undefined,
  flags: ApiFlags,
): Promise<ExitCode> {
  return withSession(context, async (session) => {
    await checkConnections(session.world)
    if (operation === undefined) return await list(session, connection)
    const call = await prepareCall(session.world, connection, operation, await inputOf(context, flags))
    const { api: desk } = call.connected.provider
    const unpaged = flags.paginate ? desk.unpaged(call.operation.id, call.input) : undefined
    if (unpaged !== undefined) throw misused(unpaged, 'Leave --paginate out.')
    if (flags.showRequest) return await showRequest(session, call)
    return await send(session, connection, call, flags)
  })
}

async function list({ world, output }: Session, connection: string): Promise<ExitCode> {
  const operations = operationsOf(world, connection)
  const { render } = output
  await output.answer({
    text: (settings) => render.renderOperations(operations, settings),
    json: () => render.renderJson(operations),
    lines: () => operations.map((operation) => render.renderLine({ type: 'documented', ...operation })).join(''),
  })
  return exitCodes.done
}

async function inputOf(context: Context, { fields, input }: ApiFlags): Promise<ApiInput> {
  const parameters: { [name: string]: string } = {}
  for (const field of fields) {
    const at = field.indexOf('=')
    if (at < 1) throw misused(`-f ${field} is not key=value`, 'Write -f name=value, once for each.')
    parameters[field.slice(0, at)] = field.slice(at + 1)
  }
  return input === undefined ? { parameters } : { parameters, body: parsed(await bodyText(context, input), input) }
}

async function bodyText(context: Context, input: string): Promise<string> {
  try {
    return input === '-' ? await readStream(process.stdin) : await readFile(pathFrom(context, input), 'utf8')
  } catch (error) {
    throw new ReconcilerError('E1002', `the input ${input} cannot be read: ${reasonOf(error)}`, { cause: error })
  }
}

function parsed(text: string, input: string): Json {
  try {
    return JSON.parse(text)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw misused(`the input ${input} is not JSON: ${why}`, 'The body of a call is JSON.')
  }
}

async function showRequest({ output }: Session, { request }: PreparedCall): Promise<ExitCode> {
  const { render } = output
  await output.answer({
    text: () => render.renderRequest(request),
    json: () => render.renderJson(request),
    lines: () => render.renderLine({ type: 'request', ...request }),
  })
  output.note('Nothing was sent.')
  return exitCodes.done
}

async function send(session: Session, connection: string, call: PreparedCall, flags: ApiFlags): Promise<ExitCode> {
  const { world, output, context } = session
  if (call.operation.writes) {
    output.show(() => output.render.renderRequest(call.request))
    const question = `\nThis changes something at ${connection}. Send it? Only yes is taken as yes: `
    if (!(await consents(context, question, isYes))) {
      output.note('Nothing was sent.')
      return exitCodes.error
    }
  }
  const replies: ApiReply[] = []
  const options = { paginate: flags.paginate, lock: lockFor(world, 'api', context), run: world.newId() }
  for await (const reply of sendCall(world, call, options)) replies.push(reply)
  const whole = replies.map((reply) => output.render.renderReply(reply, { include: flags.include })).join('')
  await output.answer({
    text: () => whole,
    json: () => whole,
    lines: () => replies.map((reply) => output.render.renderReplyLine(reply, { include: flags.include })).join(''),
  })
  return exitCodes.done
}
