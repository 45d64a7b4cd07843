/** What cannot be written of one declared resource, as the problem that its author reads. Pure. */
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Kind } from '../model/provider.ts'
import type { Resource, Spec } from '../model/resource.ts'

type Subject = Pick<Resource, 'source' | 'address'>

/** The vendor takes these on create only, and deletes nothing. */
export function createOnlyProblem(names: readonly string[], kind: Kind, subject: Subject): Diagnostic {
  const summary = `${names.join(', ')} cannot be changed: the vendor takes ${names.length === 1 ? 'it' : 'them'} when a ${kind.name} is made, and deletes none`
  const hint = 'write what was applied (butik state show), or declare the new one under another key'
  return problem('E3007', summary, hint, subject)
}

/** Fields without which the vendor makes no object. */
export function neededProblems(resource: Resource, desired: Spec, kind: Kind): Diagnostic[] {
  return (resource.needed ?? [])
    .filter(({ name }) => (desired[name] ?? null) === null)
    .map(({ name, hint }) =>
      problem('E1104', `a ${kind.name} that is to be made needs the key "${name}"`, hint, resource),
    )
}

/** Rather not written than with the shop's part of it lost. */
export function hiddenProblem(name: string, subject: Subject): Diagnostic {
  const summary = `${name} is not written: the vendor does not show its elements, so what is the shop's of them would be lost`
  return problem('E3007', summary, `write in butik.yaml under ownership who has ${name} as a whole`, subject)
}

function problem(code: Diagnostic['code'], summary: string, hint: string, { source, address }: Subject): Diagnostic {
  return { severity: 'error', code, summary, hint, source, address }
}
