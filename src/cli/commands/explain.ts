/** `butik explain`: what a kind, a field, an address or a code means. Offline; outside of a project too. */
import { addressId, isAddressId, parseAddress } from '../../model/address.ts'
import { codePages, pageOf } from '../../model/code-pages/pages.ts'
import { diagnosticCodes } from '../../model/codes.ts'
import { ReconcilerError } from '../../model/errors.ts'
import type { Explained, ExplainedCode, ExplainedKind } from '../../model/explained.ts'
import { didYouMean } from '../../model/suggest.ts'
import { desiredOf } from '../../pipeline/desired.ts'
import { explainName, type Known } from '../../pipeline/explain-subject.ts'
import { loadKnown, openDeclared } from '../compose.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { openOutput } from '../output.ts'

export async function explain(context: Context, subject: string, vendor: string | undefined): Promise<ExitCode> {
  const { answer, render } = await openOutput(context)
  const explained = await explanationOf(context, subject, vendor)
  await answer({
    text: (settings) => render.renderExplained(explained, settings),
    json: () => render.renderJson({ formatVersion: 1, ...explained }),
    lines: () => render.renderLine({ ...explained, type: 'explained', of: explained.type }),
  })
  return exitCodes.done
}

async function explanationOf(context: Context, subject: string, vendor: string | undefined): Promise<Explained> {
  if (/^[A-Za-z]\d{2,5}$/.test(subject)) return ofCode(subject.toUpperCase())
  if (subject.includes('/')) return ofAddress(context, subject)
  const known = await loadKnown(context)
  const wanted = vendor === undefined || subject.startsWith(`${vendor}.`) ? subject : `${vendor}.${subject}`
  return explainName(wanted, known)
}

function ofCode(code: string): ExplainedCode {
  const page = pageOf(code)
  const found = Object.entries(diagnosticCodes).find(([name]) => name === code)
  if (page === undefined || found === undefined) {
    const hint = didYouMean(code, Object.keys(codePages)) ?? 'docs/errors.md lists them all'
    throw new ReconcilerError('E5001', `there is no code ${code}`, { hint })
  }
  const { why, remedy, example, severity = code.startsWith('N') ? 'note' : 'error' } = page
  return {
    type: 'code',
    code,
    severity,
    meaning: `${capital(found[1])}.`,
    example,
    why,
    remedy,
    page: 'docs/errors.md',
  }
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}

/** What is declared under an address, with what holds of its kind. */
async function ofAddress(context: Context, text: string): Promise<ExplainedKind> {
  const address = parseAddress(text)
  if (address === undefined || !isAddressId(text))
    throw new ReconcilerError('E5001', `${text} is not an address`, { hint: 'an address is connection/kind/key' })
  const declared = await openDeclared(context)
  const { connections } = declared.project.config
  const config = connections.get(address.connection)
  if (config === undefined) {
    const hint =
      didYouMean(address.connection, connections.keys()) ?? `there are: ${[...connections.keys()].join(', ')}`
    throw new ReconcilerError('E3006', `there is no connection "${address.connection}"`, { hint })
  }
  const known: Known = await loadKnown(context)
  const explained = await explainName(`${config.vendor}.${address.kind}`, known)
  if (explained.type !== 'kind') throw new ReconcilerError('E5001', `${text} is not an address`)
  const { desired } = await desiredOf(declared, '', true)
  const resource = desired.resources.get(addressId(address.connection, address.kind, address.key))
  if (resource === undefined) {
    const prefix = `${address.connection}/${address.kind}/`
    const keys = [...desired.resources.keys()].flatMap((one) =>
      one.startsWith(prefix) ? one.slice(prefix.length) : [],
    )
    const hint = didYouMean(address.key, keys) ?? 'what is in the state alone: butik state show ADDRESS'
    throw new ReconcilerError('E3006', `${text} is not declared`, { hint })
  }
  const { source, dependsOn, policy } = resource
  const { file, line, column } = source
  return {
    ...explained,
    resource: {
      address: text,
      source: { file, line, column },
      needs: dependsOn,
      protect: policy.protect,
      onRemove: policy.onRemove,
    },
  }
}
