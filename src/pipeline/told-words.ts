/** What can be said of an address that butik.yaml names: that there is no such kind, that nothing declares it. Pure. */
import { type AddressId, parseAddress, partsOf } from '../model/address.ts'
import type { Diagnostic, SourceRange } from '../model/diagnostic.ts'
import type { Project } from '../model/project.ts'
import type { Kind } from '../model/provider.ts'
import type { Resource } from '../model/resource.ts'
import { didYouMean } from '../model/suggest.ts'

export type Words = Pick<Diagnostic, 'code' | 'summary' | 'hint' | 'detail'>

/** What there is to be told of. */
export interface ToldOf {
  readonly project: Project
  readonly resources: ReadonlyMap<AddressId, Resource>
  /** By connection and name of a kind; undefined where there is none. */
  kind(connection: string, name: string): Kind | undefined
  kindsOf(connection: string): readonly Kind[]
}

export function errorAt(source: SourceRange, { hint, detail, ...words }: Words): Diagnostic {
  return {
    severity: 'error',
    ...words,
    source,
    ...(detail === undefined ? {} : { detail }),
    ...(hint === undefined ? {} : { hint }),
  }
}

export const addressHint = 'an address is connection/kind/key, such as shop/product/oak-chair'

/** Of a connection that this environment does without nothing is said. */
export function isLeftOut(address: string, { project }: ToldOf): boolean {
  return project.laid?.leftOut.has(address.slice(0, Math.max(0, address.indexOf('/')))) === true
}

/** Why there can be no resource with this address; undefined where there can. */
export function addressProblem(text: string, of: ToldOf): Words | undefined {
  const address = parseAddress(text)
  if (address === undefined) return { code: 'E1520', summary: `"${text}" is not an address`, hint: addressHint }
  const { connection, kind } = address
  const connections = [...of.project.config.connections.keys()]
  if (!connections.includes(connection)) {
    const hint = didYouMean(connection, connections) ?? `the connections are ${connections.join(', ')}`
    return { code: 'E1520', summary: `there is no connection "${connection}"`, hint }
  }
  return kindProblem(kind, of.kindsOf(connection), connection)
}

function kindProblem(name: string, kinds: readonly Kind[], connection: string): Words | undefined {
  // Without kinds the vendor is not known: that has an error of its own.
  if (kinds.length === 0 || kinds.some((one) => one.name === name)) return undefined
  const singular = kinds.find(({ section }) => section === name)?.name
  const names = kinds.map((one) => one.name)
  const hint =
    singular === undefined
      ? (didYouMean(name, names) ?? `the kinds are ${names.join(', ')}`)
      : `did you mean "${singular}"? Kinds are singular here`
  return { code: 'E1520', summary: `connection "${connection}" has no kind "${name}"`, hint }
}

/** Of an address that there can be: that nothing declares it. */
export function undeclared(address: AddressId, { resources }: ToldOf, instead: string): Words | undefined {
  if (resources.has(address)) return undefined
  const { connection, kind } = partsOf(address)
  const alike = [...resources.keys()].filter((one) => one.startsWith(`${connection}/${kind}/`))
  return { code: 'E1201', summary: `${address} is not declared`, hint: didYouMean(address, alike) ?? instead }
}

/** Why nothing can be told of objects of this kind; undefined where it can. */
export function kindRefusal(address: AddressId, { kind }: ToldOf): Pick<Words, 'summary' | 'hint'> | undefined {
  const { connection, kind: name } = partsOf(address)
  const found = kind(connection, name)
  if (found?.class === 'observed')
    return { summary: `a ${name} is only watched; there is nothing to own`, hint: 'take the line out' }
  if (found?.within !== undefined)
    return { summary: `a ${name} lives inside another resource`, hint: `it goes with that one; take the line out` }
  return undefined
}

export function placeOf({ file, line, column }: SourceRange): string {
  return `${file}:${line}:${column}`
}
