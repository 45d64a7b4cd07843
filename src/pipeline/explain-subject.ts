/** What is asked for by name → the kind or field that is meant. Throws E5001 where there is none, or where it could be several. */
import { ReconcilerError } from '../model/errors.ts'
import type { Explained } from '../model/explained.ts'
import type { JsonObject } from '../model/json.ts'
import type { Kind, Provider } from '../model/provider.ts'
import { didYouMean, orList } from '../model/suggest.ts'
import { explained, namesBelow, type Subject } from './explain.ts'
import { partsOf } from './explain-schema.ts'
import { explainedSetting } from './explain-setting.ts'

export interface Known {
  readonly providers: readonly Provider[]
  /** Those of the project, which are meant where another would do as well. */
  readonly preferred: ReadonlySet<string>
  readonly owned: ReadonlySet<string>
  /** Of the resource files of a vendor; `config`: of butik.yaml. */
  schemaOf(name: string): Promise<JsonObject>
}

/** `product.stock_settings.price`, `scanpay.gateway`, `products`; a key of butik.yaml: `guards.price`. */
export async function explainName(name: string, known: Known): Promise<Explained> {
  const words = name.split('.').filter((word) => word !== '')
  const vendor = known.providers.find((provider) => provider.vendor === words[0])
  const [word = '', ...path] = vendor === undefined ? words : words.slice(1)
  const among = vendor === undefined ? known.providers : [vendor]
  if (word === '') throw unknown(name, hintOfAll(among))
  const kinds = candidates(word, among)
  if (kinds.length === 0) {
    const config = vendor === undefined ? await known.schemaOf('config') : {}
    return settingOf(words, { among, config, elsewhere: await elsewhere(words, among, known, config) })
  }
  const found: { readonly subject: Subject; readonly said: Explained; readonly isNamed: boolean }[] = []
  for (const candidate of kinds) {
    const subject = { ...candidate, path, owned: known.owned }
    const schema = await known.schemaOf(candidate.provider.vendor)
    const said = explained(subject, schema)
    const isNamed = namesBelow({ ...subject, path: path.slice(0, -1) }, schema).includes(path.at(-1) ?? '')
    if (said !== undefined) found.push({ subject, said, isNamed })
  }
  // Where the author names the fields there is every field: a misspelt one of another vendor too, so that vendor is to be meant.
  const isMeant = ({ provider }: Candidate): boolean => kinds.length === 1 || known.preferred.has(provider.vendor)
  const named =
    path.length === 0 || found.every(({ isNamed }) => !isNamed)
      ? found.filter(({ subject }) => path.length === 0 || isMeant(subject))
      : found.filter(({ isNamed }) => isNamed)
  const ours = named.filter(({ subject }) => known.preferred.has(subject.provider.vendor))
  const meant = ours.length > 0 ? ours : named
  const [only] = meant
  if (only === undefined) {
    const preferred = kinds.filter(({ provider }) => known.preferred.has(provider.vendor))
    throw await unknownField(name, preferred.length > 0 ? preferred : kinds, path, known)
  }
  if (meant.length === 1) return only.said
  const names = meant.map(({ subject: { provider, kind } }) => [provider.vendor, kind.name, ...path].join('.'))
  throw new ReconcilerError('E5001', `${name} could mean several`, { hint: `write one of ${names.join(', ')}` })
}

/** Words of the files that are no kind and no field. */
const pages: { readonly [word: string]: string } = {
  campaigns: 'docs/sales.md#a-campaign-in-one-file',
  '!csv': 'docs/sheets.md',
  '!env': 'README.md#secrets',
  '!file': 'README.md#the-files',
}

/** Somebody who asks for a word of the files alone: where it stands. */
async function elsewhere(
  [word = '', ...more]: readonly string[],
  among: readonly Provider[],
  known: Known,
  config: JsonObject,
): Promise<string | undefined> {
  if (more.length > 0) return undefined
  const page = pages[word] ?? pages[`!${word}`]
  if (page !== undefined) return `see ${page}`
  const ours = among.filter(({ vendor }) => known.preferred.has(vendor))
  const fields: string[] = []
  for (const { vendor, kinds } of ours.length > 0 ? ours : among) {
    const schema = await known.schemaOf(vendor)
    for (const kind of kinds)
      if (namesBelow({ kind, path: [] }, schema).includes(word)) fields.push(`${kind.name}.${word}`)
  }
  if (explainedSetting(['guards', word], config) !== undefined) fields.push(`guards.${word}`)
  return fields.length === 0 ? undefined : `there is ${orList([...new Set(fields)].slice(0, mostFields))}`
}

const mostFields = 5

interface Elsewhere {
  readonly among: readonly Provider[]
  /** The schema of butik.yaml; empty where a vendor was named. */
  readonly config: JsonObject
  readonly elsewhere: string | undefined
}

/** What is no kind may be a key of butik.yaml. */
function settingOf(words: readonly string[], { among, config, elsewhere: told }: Elsewhere): Explained {
  const setting = explainedSetting(words, config)
  if (setting !== undefined) return setting
  const inside = words.length > 1 ? explainedSetting(words.slice(0, -1), config)?.parts : undefined
  const names = inside?.map((part) => part.name) ?? [...namesOf(among), ...partsOf(config).map((part) => part.name)]
  throw unknown(words.join('.'), told ?? didYouMean(words.at(-1) ?? '', names) ?? hintOfAll(among))
}

interface Candidate {
  readonly provider: Provider
  readonly kind: Kind
}

/** By the name of the kind, or of its section. */
function candidates(word: string, providers: readonly Provider[]): Candidate[] {
  return providers.flatMap((provider) =>
    provider.kinds.filter(({ name, section }) => name === word || section === word).map((kind) => ({ provider, kind })),
  )
}

function namesOf(providers: readonly Provider[]): string[] {
  return [...new Set(providers.flatMap(({ kinds }) => kinds.map(({ name }) => name)))]
}

function hintOfAll(providers: readonly Provider[]): string {
  return `kinds are ${namesOf(providers).join(', ')}; also a key of butik.yaml, a code as E1201, an address as shop/product/oak-chair`
}

async function unknownField(
  name: string,
  kinds: readonly Candidate[],
  path: readonly string[],
  known: Known,
): Promise<Error> {
  const above = path.slice(0, -1)
  const schemas = await Promise.all(
    kinds.map(async ({ provider, kind }) => namesBelow({ kind, path: above }, await known.schemaOf(provider.vendor))),
  )
  const names = [...new Set(schemas.flat())]
  const list = names.length === 0 ? undefined : `there are ${names.join(', ')}`
  return unknown(name, didYouMean(path.at(-1) ?? '', names) ?? list)
}

function unknown(name: string, hint: string | undefined): ReconcilerError {
  return new ReconcilerError('E5001', `there is nothing named ${name} to explain`, hint === undefined ? {} : { hint })
}
