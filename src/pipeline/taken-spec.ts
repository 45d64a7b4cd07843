/**
 * A declared resource with what moved in the shop in the place of what was written: only what is written, in the shape in
 * which it is written, and only where the shop moved and the files did not. Pure.
 */
import { type Field, type Fields, fieldOf, type ImagesField, type ListField } from '../model/field.ts'
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { isSecret, type Spec } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import { asList, identityOf, namingFields, same } from './compare.ts'
import type { ResourceDiff } from './diff.ts'
import { sourceOf } from './images.ts'
import { topLevel } from './plan-change.ts'
import { worthWriting } from './pulled-spec.ts'
import { type IdOf, localise } from './spec.ts'

export interface Taken {
  readonly spec: Spec
  /** Fields that are as the shop has them now. */
  readonly fields: readonly string[]
  /** Fields that differ and stay as they are written, and why. */
  readonly kept: readonly { readonly field: string; readonly why: string }[]
}

export interface TakingInput {
  /** The ids of references. */
  readonly idOf: IdOf
  /** Why a field is not taken, though it moved in the shop alone. */
  whyStays?(field: string): string | undefined
}

/** `applied`: what the state last wrote of it. */
export function takenSpec(one: ResourceDiff, applied: StateEntry | undefined, { idOf, whyStays }: TakingInput): Taken {
  const { resource, kind, bound, diff: changes } = one
  const spec: { [name: string]: Json } = { ...resource.spec }
  const fields: string[] = []
  const kept: { field: string; why: string }[] = []
  for (const name of topLevel(changes)) {
    const field = fieldOf(kind, name)
    const written = resource.spec[name]
    const ofField = changes.filter((change) => topLevel([change])[0] === name)
    if (field === undefined || written === undefined) continue
    const stays = whyStays?.(name)
    if (isSecret(written)) kept.push({ field: name, why: 'it is !env: the value is kept where the variable is set' })
    else if (ofField.some(({ cause }) => cause === 'config'))
      kept.push({ field: name, why: 'the files say otherwise than was applied: butik plan shows it' })
    else if (ofField.some(({ cause }) => cause === 'both'))
      kept.push({ field: name, why: 'both the files and the shop have moved: write which of the two is meant' })
    else if (stays !== undefined) kept.push({ field: name, why: stays })
    else {
      const seen = bound?.observed?.spec[name] ?? null
      spec[name] = new Taking(idOf, applied).value(field, written, seen, name)
      fields.push(name)
    }
  }
  return { spec, fields, kept }
}

class Taking {
  readonly #idOf: IdOf
  readonly #applied: StateEntry | undefined

  constructor(idOf: IdOf, applied: StateEntry | undefined) {
    this.#idOf = idOf
    this.#applied = applied
  }

  value(field: Field, written: Json, seen: Json, name = ''): Json {
    if (same(field, this.#local(written), seen, { secretKey: undefined })) return written
    switch (field.shape) {
      case 'scalar':
      case 'reference':
        return seen
      case 'object':
        return isJsonObject(written) && isJsonObject(seen)
          ? this.#parts(field.fields, written, seen)
          : whole(field, seen)
      case 'list':
        return this.#list(field, asList(written), asList(seen))
      case 'images':
        return this.#images(field, asList(written), asList(seen), name)
      case 'asset':
        return written
    }
  }

  #local(value: Json): Json {
    return localise(value, this.#idOf)
  }

  #parts(fields: Fields, written: JsonObject, seen: JsonObject): JsonObject {
    return Object.fromEntries(
      Object.entries(written).map(([name, part]) => {
        const field = fields[name]
        return [name, field === undefined ? part : this.value(field, part, seen[name] ?? null)]
      }),
    )
  }

  #list(field: ListField, written: readonly Json[], seen: readonly Json[]): Json {
    const nameOf = (item: Json): string =>
      field.identity === undefined ? canonicalJson(this.#local(item)) : identityOf(field, this.#local(item))
    const mine = new Map(written.map((item) => [nameOf(item), item]))
    const theirs = new Map(seen.map((item) => [nameOf(item), item]))
    const taken = (item: Json): Json[] => {
      const before = mine.get(nameOf(item))
      if (before !== undefined) return [this.value(field.of, before, item)]
      const kept = worthWriting(field.of, item)
      return kept === undefined ? [] : [kept]
    }
    if (field.unlisted === 'kept') {
      return written.map((item) => {
        const there = theirs.get(nameOf(item))
        return there === undefined ? cleared(field, item) : this.value(field.of, item, there)
      })
    }
    if (field.order === 'ordered') return seen.flatMap(taken)
    const still = written.flatMap((item) => {
      const there = theirs.get(nameOf(item))
      return there === undefined ? [] : [this.value(field.of, item, there)]
    })
    return [...still, ...seen.filter((item) => !mine.has(nameOf(item))).flatMap(taken)]
  }

  /** A picture that was written by file or address is known by the id that its upload was given. */
  #images(field: ImagesField, written: readonly Json[], seen: readonly Json[], name: string): Json {
    const elements = written.filter(isJsonObject)
    const sources = new Map(
      asList(this.#applied?.applied[name])
        .filter(isJsonObject)
        .map((element) => [String(element['image_id']), sourceOf(element)]),
    )
    return seen.filter(isJsonObject).flatMap((image): readonly Json[] => {
      const id = String(image['image_id'])
      const source = sources.get(id)
      const mine = elements.find(
        (one) => String(one['image_id']) === id || (source !== undefined && sourceOf(one) === source),
      )
      if (mine === undefined) return [...asList(worthWriting(field, [image]))]
      if (mine['description'] === undefined) return [mine]
      const description = image['description'] ?? null
      return [
        { ...mine, description: (mine['description'] || null) === description ? mine['description'] : description },
      ]
    })
  }
}

function whole(field: Field, seen: Json): Json {
  return worthWriting(field, seen) ?? null
}

/** The attribute that it is about, and nothing as its value. */
function cleared(field: ListField, item: Json): Json {
  if (!isJsonObject(item)) return item
  const names = namingFields(field)
  return Object.fromEntries(Object.entries(item).map(([name, part]) => [name, names.includes(name) ? part : null]))
}
