/** Products, customers and orders alike: watched, found by their id, compared field by field as the author names them. */
import { canonicalDecimal } from '../../../model/decimal.ts'
import type { ScalarField } from '../../../model/field.ts'
import type { Json } from '../../../model/json.ts'
import type { AuthorContext, DeclareContext, Kind } from '../../../model/provider.ts'
import type { Spec } from '../../../model/resource.ts'
import type { WrittenMap } from '../../../model/written.ts'
import type { YamlMap, YamlNode } from '../../../model/yaml.ts'
import type { Collection, CollectionOperations } from '../contract.ts'
import { mark, pages, scalarOf } from '../reading.ts'
import type { NettbutikkSession } from '../session.ts'

const any: ScalarField = { shape: 'scalar', type: 'any' }

export interface Watched {
  readonly name: 'product' | 'customer' | 'order'
  readonly section: Collection
  /** What it is known by in YAML. */
  readonly key: string
  readonly operations: CollectionOperations
  /** What it is known by in the vendor's rows. */
  idKey(session: NettbutikkSession): string
}

export function watched({ name, section, key, operations, idKey }: Watched): Kind<NettbutikkSession> {
  return {
    name,
    section,
    class: 'observed',
    fields: { [key]: { ...any, meaning: 'identity' } },
    otherFields: any,
    naturalKey: [key],
    label: (spec) => `${key} ${String(spec[key])}`,
    declare: (node, context) => declared(node, context),
    // Customers and orders are people: nothing of them is put into files.
    ...(name === 'product' ? { author: (spec, context) => authored(key, spec, context), unread: moving } : {}),
    reading: {
      by: 'list',
      async *list(session, signal) {
        const column = idKey(session)
        for await (const page of pages(session, operations, name, column, signal)) {
          yield {
            ...page,
            objects: page.objects.map((object) => ({ ...object, spec: { ...object.spec, [key]: object.remoteId } })),
          }
        }
      },
      mark: (session, signal) => mark(session, operations, idKey(session), signal),
    },
    writing: {},
    byHand: ({ settings }) => `the admin of the shop, ${new URL(settings.url).origin}/admin`,
  }
}

function declared(node: YamlMap, context: DeclareContext): Spec {
  const parts = [...node.pairs].flatMap(([name, { value }]) => {
    const inside = context.value(name, value)
    return inside === undefined ? [] : [[name, oneDress(inside, value)] as const]
  })
  return Object.fromEntries(parts)
}

/** What moves by itself, by the one name that the vendor documents. */
const moving: readonly string[] = ['modified_on']

/** What it is known by comes first. */
function authored(key: string, { [key]: id, ...rest }: Spec, context: AuthorContext): WrittenMap {
  const fields = Object.entries({ [key]: id ?? null, ...rest }).filter(([name]) => !moving.includes(name))
  const parts = fields.flatMap(([name, value]) => {
    const written = context.value(name, value)
    return written === undefined ? [] : [[name, written] as const]
  })
  return { type: 'map', pairs: new Map(parts) }
}

/**
 * A number as the vendor's numbers are read; a quoted text stays the text. By its digits as they were written: a float
 * holds no more than some sixteen of them.
 */
function oneDress(inside: Json, node: YamlNode): Json {
  if (typeof inside !== 'string') return inside
  const isNumber = node.type === 'scalar' && node.plain && typeof node.value === 'number'
  const isPlain = isNumber && !/^-?0\d/.test(inside)
  const number = isPlain ? (canonicalDecimal(inside) ?? scalarOf(Number(inside))) : undefined
  return number ?? scalarOf(inside) ?? inside
}
