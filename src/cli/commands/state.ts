/** `butik state`: what butik owns, looked at and, for a lock that was left behind, released. */
import { addressGlob, isAddressId, partsOf } from '../../model/address.ts'
import { ReconcilerError } from '../../model/errors.ts'
import type { StateBackend } from '../../model/state.ts'
import { type Resolved, resolveDoubt } from '../../pipeline/by-hand.ts'
import { forgetEntry, moveEntry } from '../../pipeline/by-hand-state.ts'
import { openBackend } from '../compose.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { misused } from '../options.ts'
import { type Output, openOutput } from '../output.ts'
import { lockFor, withSession } from '../session.ts'

interface OpenState {
  readonly backend: StateBackend
  readonly output: Output
}

/** The state alone, closed however the work ends. */
async function withState(context: Context, work: (state: OpenState) => Promise<ExitCode>): Promise<ExitCode> {
  const output = await openOutput(context)
  const { environment } = context.options
  const { backend, close } = await openBackend(context, { environment, notice: output.note })
  try {
    return await work({ backend, output })
  } finally {
    await close()
  }
}

export function stateList(context: Context): Promise<ExitCode> {
  return withState(context, (state) => list(state, context))
}

async function list({ backend, output }: OpenState, context: Context): Promise<ExitCode> {
  const { snapshot } = await backend.read()
  const lines = Object.entries(snapshot.entries)
    .flatMap(([address, { remoteId }]) => (isAddressId(address) ? [{ address, remoteId }] : []))
    .filter(({ address }) => isSelected(address, context))
  const { render } = output
  await output.answer({
    text: () => render.renderStateList(lines),
    json: () => render.renderJson(lines),
    lines: () => lines.map((line) => render.renderLine({ type: 'entry', ...line })).join(''),
  })
  if (lines.length === 0) output.note('Nothing is in the state.')
  return exitCodes.done
}

function isSelected(address: Parameters<typeof partsOf>[0], { options }: Context): boolean {
  const { target, exclude, connection } = options
  if (connection.length > 0 && !connection.includes(partsOf(address).connection)) return false
  if (target.length > 0 && !target.some((glob) => addressGlob(glob)(address))) return false
  return !exclude.some((glob) => addressGlob(glob)(address))
}

export function stateShow(context: Context, address: string): Promise<ExitCode> {
  return withState(context, (state) => show(state, address))
}

async function show({ backend, output }: OpenState, address: string): Promise<ExitCode> {
  const { snapshot } = await backend.read()
  const entry = snapshot.entries[address]
  if (entry === undefined || !isAddressId(address)) {
    throw new ReconcilerError('E3006', `${address} is not in the state`, { hint: 'butik state list names what is' })
  }
  const { render } = output
  await output.answer({
    text: (settings) => render.renderStateEntry(address, entry, settings),
    json: () => render.renderJson(render.stateEntryJson(address, entry)),
    lines: () => render.renderLine({ type: 'entry', ...render.stateEntryJson(address, entry) }),
  })
  return exitCodes.done
}

/** The id has to be typed: that is the question and its answer. */
export function stateUnlock(context: Context, id: string): Promise<ExitCode> {
  return withState(context, (state) => release(state, id))
}

async function release({ backend, output }: OpenState, id: string): Promise<ExitCode> {
  const released = await backend.unlock(id)
  if (released === undefined) {
    throw new ReconcilerError('E3006', `no lock with the id ${id} is held`, {
      hint: 'the message of the run that was locked out names the id',
    })
  }
  const { render } = output
  await output.answer({
    text: () =>
      `Released the lock of ${render.plain(released.holder)}, held for ${render.plain(released.operation)} since ${render.plain(released.since)}.\nIf that run still goes on, it stops before its next write.\n`,
    json: () => render.renderJson(released),
    lines: () => render.renderLine({ type: 'unlocked', ...released }),
  })
  return exitCodes.done
}

export interface ResolveFlags {
  readonly id?: string
  readonly absent: boolean
}

export function stateResolve(context: Context, address: string, { id, absent }: ResolveFlags): Promise<ExitCode> {
  if (absent === (id !== undefined)) {
    throw misused('say one thing: --id N or --absent', 'Look at the vendor, or ask them, which of the two it is.')
  }
  return withSession(context, async ({ world, output }) => {
    const verdict = id === undefined ? { absent: true as const } : { id }
    const found = await resolveDoubt(world, lockFor(world, 'state resolve', context), address, verdict)
    const { render } = output
    const said = id === undefined ? absentIn(found.role) : `is ${render.plain(id)}`
    await output.answer({
      text: () => `${render.plain(found.address)} ${said}.\n`,
      json: () => render.renderJson(found),
      lines: () => render.renderLine({ type: 'resolved', ...found }),
    })
    return exitCodes.done
  })
}

export function stateForget(context: Context, address: string): Promise<ExitCode> {
  return withSession(context, async ({ world, output }) => {
    const found = await forgetEntry(world, lockFor(world, 'state forget', context), address)
    const { render } = output
    const next = found.declared ? ' It is still declared: the next plan finds it again, and adopts it.' : ''
    await output.answer({
      text: () =>
        `${render.plain(found.address)} (id ${render.plain(found.remoteId)}) is owned no more; the shop keeps it.${next}\n`,
      json: () => render.renderJson(found),
      lines: () => render.renderLine({ type: 'forgotten', ...found }),
    })
    return exitCodes.done
  })
}

export function stateMove(context: Context, from: string, to: string): Promise<ExitCode> {
  return withSession(context, async ({ world, output }) => {
    const moved = await moveEntry(world, lockFor(world, 'state move', context), from, to)
    const { render } = output
    const along = moved.nested.length === 0 ? '' : `, and ${moved.nested.length} nested in it`
    await output.answer({
      text: () => `${render.plain(moved.from)} is ${render.plain(moved.to)} now${along}.\n`,
      json: () => render.renderJson(moved),
      lines: () => render.renderLine({ type: 'moved', ...moved }),
    })
    return exitCodes.done
  })
}

/** What follows from it that the vendor has nothing of a write. */
function absentIn(role: Resolved['role']): string {
  if (role === 'create') return 'was not made; the next plan makes it'
  if (role === 'delete') return 'is gone from the vendor, and from the state'
  return 'was not written; the next plan writes it again'
}
