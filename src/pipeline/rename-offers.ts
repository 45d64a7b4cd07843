/**
 * What a plan forgets or deletes × what it makes of the same kind: where the two look like one thing under another key, the
 * plan says so, with the line that tells it. Pure; decides nothing. A thing whose name in the shop is the same to the letter
 * has moved already (bind.ts); here it is nearly the same.
 */
import { type AddressId, partsOf, placeOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { canonicalJson } from '../model/json.ts'
import type { Change } from '../model/plan.ts'
import type { Kind } from '../model/provider.ts'
import type { Spec } from '../model/resource.ts'
import { grouped } from './grouped.ts'
import { isNear, plainWords } from './near.ts'
import type { PlanInput } from './plan.ts'
import { hasOwnKey, isBelow, localiseSpec } from './spec.ts'

type Input = Pick<PlanInput, 'desired' | 'entries' | 'binding'>

/** Beyond so many of each of what goes and what comes nothing but equal texts is looked for: that is no slip any more. */
const mostCompared = 60
const mostOffers = 50

interface Candidate {
  readonly change: Change
  readonly spec: Spec
  readonly label: string
  /** Its natural key as people read it: case, blanks and dashes aside. */
  readonly key: string
  readonly name: string
}

export function renameOffers(
  changes: readonly Change[],
  input: Input,
  kindAt: (address: AddressId) => Kind | undefined,
): Diagnostic[] {
  const gone = changes.filter((change) => isRemoval(change) && !input.binding.gone.has(change.address))
  const made = changes.filter(({ action, address }) => action === 'create' && !input.binding.gone.has(address))
  if (gone.length === 0 || made.length === 0) return []
  const isMade = new Set(made.map(({ address }) => address))
  const madeByPlace = grouped(made, ({ address }) => placeOf(address))
  const offers = [...grouped(gone, ({ address }) => placeOf(address))].flatMap(([place, going]) => {
    const coming = madeByPlace.get(place) ?? []
    const kind = going[0] === undefined ? undefined : kindAt(going[0].address)
    if (kind === undefined || kind.within !== undefined || coming.length === 0) return []
    // What is nested in something that is made goes along with it, if that is offered.
    const own = coming.filter(({ address }) => !isNestedIn(address, isMade, input, kind))
    return pairsOf(
      going.map((change) => goneOne(change, input, kind)),
      own.map((change) => madeOne(change, input, kind)),
      kind,
    )
  })
  const said = offers.slice(0, mostOffers).map(([old, now]) => offer(old, now, input))
  return offers.length > said.length ? [...said, more(offers.length - said.length)] : said
}

function isRemoval({ action, reason }: Change): boolean {
  return action === 'delete' || (action === 'forget' && reason.startsWith('removed from the files'))
}

function isNestedIn(address: AddressId, made: ReadonlySet<AddressId>, { desired }: Input, kind: Kind): boolean {
  const { key } = partsOf(address)
  return desired.resources.get(address)?.dependsOn.some((need) => made.has(need) && isBelow(key, need, kind)) === true
}

function goneOne(change: Change, { entries, binding }: Input, kind: Kind): Candidate {
  const { address } = change
  return candidate(change, { ...entries.get(address)?.applied, ...binding.bound.get(address)?.observed?.spec }, kind)
}

function madeOne(change: Change, { desired, binding }: Input, kind: Kind): Candidate {
  const spec = desired.resources.get(change.address)?.spec ?? {}
  return candidate(
    change,
    localiseSpec(spec, (need) => binding.bound.get(need)?.remoteId),
    kind,
  )
}

function candidate(change: Change, spec: Spec, kind: Kind): Candidate {
  const parts = kind.naturalKey.map((field) => {
    const value = spec[field] ?? null
    return typeof value === 'string' ? plainWords(value).join(' ') : canonicalJson(value)
  })
  const name = spec['name'] ?? spec['val']
  const words = typeof name === 'string' ? plainWords(name).join(' ') : ''
  return { change, spec, label: kind.label(spec), key: parts.join('\u0000'), name: words }
}

type Pair = readonly [old: Candidate, now: Candidate]

function pairsOf(gone: readonly Candidate[], made: readonly Candidate[], kind: Kind): Pair[] {
  const byKey = equalPairs(gone, made, ({ key }) => key)
  const left = without(gone, made, byKey)
  const byName = equalPairs(left.gone, left.made, ({ name }) => name)
  const rest = without(left.gone, left.made, byName)
  const isBulk = Math.max(rest.gone.length, rest.made.length) > mostCompared
  return [...byKey, ...byName, ...(isBulk ? [] : nearPairs(rest.gone, rest.made, kind))]
}

/** Of two that have one text, and are alone with it on either side. */
function equalPairs(
  gone: readonly Candidate[],
  made: readonly Candidate[],
  textOf: (one: Candidate) => string,
): Pair[] {
  const coming = grouped(made, textOf)
  return [...grouped(gone, textOf)].flatMap(([text, [old, ...olds]]) => {
    const [now, ...others] = coming.get(text) ?? []
    const isOne = old !== undefined && now !== undefined && olds.length + others.length === 0
    return isOne && text.replaceAll('\u0000', '').trim().length > 2 ? [[old, now] as const] : []
  })
}

function nearPairs(gone: readonly Candidate[], made: readonly Candidate[], kind: Kind): Pair[] {
  const near = gone.flatMap((old) => made.filter((now) => areNear(old, now, kind)).map((now) => [old, now] as const))
  const count = (of: Candidate) => near.filter(([old, now]) => old === of || now === of).length
  return near.filter(([old, now]) => count(old) === 1 && count(now) === 1)
}

function areNear(old: Candidate, now: Candidate, kind: Kind): boolean {
  if (!isNear(old.name, now.name)) return false
  const keys = [old, now].map(({ change }) => partsOf(change.address).key)
  const [oldKey = '', nowKey = ''] = keys
  if (hasOwnKey(kind)) return isNear(old.key, now.key) || isNear(oldKey, nowKey)
  // The rest of its key is where it hangs: that has to be the same place.
  return kind.naturalKey.every(
    (field) =>
      typeof old.spec[field] === 'string' ||
      canonicalJson(old.spec[field] ?? null) === canonicalJson(now.spec[field] ?? null),
  )
}

function without(gone: readonly Candidate[], made: readonly Candidate[], pairs: readonly Pair[]) {
  const taken = new Set(pairs.flat())
  const isLeft = (one: Candidate) => !taken.has(one)
  return { gone: gone.filter(isLeft), made: made.filter(isLeft) }
}

function offer(old: Candidate, now: Candidate, { desired }: Input): Diagnostic {
  const { address, action, write } = old.change
  const end = action === 'delete' ? 'is deleted' : write === undefined ? 'is forgotten' : 'is set offline and forgotten'
  const source = desired.resources.get(now.change.address)?.source
  return {
    severity: end === 'is forgotten' ? 'note' : 'warning',
    code: 'N1060',
    summary: `it may be ${address} under another key (${old.label} there, ${now.label} here): as it stands a second one is made, and the first ${end}`,
    hint: `if it is the same, write in butik.yaml: moved: { ${address}: ${now.change.address} }`,
    address: now.change.address,
    ...(source === undefined ? {} : { source }),
  }
}

function more(count: number): Diagnostic {
  return { severity: 'note', code: 'N1060', summary: `and ${count} more that may have another key` }
}
