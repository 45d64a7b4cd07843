/** `butik probe`: which assumed facts hold on a live account, written to `butik.probe.<connection>.yaml`. */
import { join } from 'node:path'
import { checkConnections } from '../../pipeline/desired.ts'
import { probe as ask, type Probed } from '../../pipeline/probe.ts'
import { probeFile, probeText } from '../../pipeline/probed.ts'
import { consents, isYes } from '../consent.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { writeTo } from '../reports.ts'
import { lockFor, withSession } from '../session.ts'

export function probe(context: Context, connection: string, flags: { readonly write: boolean }): Promise<ExitCode> {
  return withSession(context, async ({ world, output }) => {
    await checkConnections(world)
    const question = `\nThis makes objects at ${connection}, looks at them and removes them again. Go on? Only yes is taken as yes: `
    if (flags.write && !(await consents(context, question, isYes))) {
      output.note('Nothing was written.')
      return exitCodes.error
    }
    const options = { write: flags.write, lock: lockFor(world, 'probe', context), run: world.newId() }
    const facts: Probed[] = []
    for await (const one of ask(world, connection, options)) {
      facts.push(one)
      output.note(`${one.fact}: ${one.finding.known ? one.finding.value : one.finding.why}`)
    }
    const vendor = world.project.config.connections.get(connection)?.vendor ?? ''
    const file = probeFile(connection)
    const day = world.ports.clock.now().toISOString().slice(0, 10)
    if (facts.length === 0) output.note(`Nothing of ${vendor} can be found out by asking: no file is written.`)
    else await writeTo(join(world.project.root, file), file, probeText(connection, { vendor, day, facts }))
    const { render } = output
    await output.answer({
      text: (settings) => render.renderProbed(facts, file, settings),
      json: () => render.renderJson(facts),
      lines: () => facts.map((one) => render.renderLine({ type: 'probed', ...one })).join(''),
    })
    return exitCodes.done
  })
}
