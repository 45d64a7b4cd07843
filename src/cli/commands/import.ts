/** `butik import`: the state learns that a declared resource is an object that the vendor has already. */
import { importResource } from '../../pipeline/by-hand.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { lockFor, withSession } from '../session.ts'

export function importCommand(
  context: Context,
  address: string,
  id: string,
  flags: { readonly resend: boolean },
): Promise<ExitCode> {
  return withSession(context, async ({ world, output }) => {
    const found = await importResource(world, lockFor(world, 'import', context), address, id, flags)
    const { render } = output
    const said = found.trusted ? ', with what is declared taken on trust' : '; the next plan shows what differs'
    await output.answer({
      text: () => `${render.plain(found.address)} is ${render.plain(found.remoteId)}${said}.\n`,
      json: () => render.renderJson(found),
      lines: () => render.renderLine({ type: 'imported', ...found }),
    })
    return exitCodes.done
  })
}
