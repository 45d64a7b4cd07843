/** A key of butik.yaml × its schema → what `butik explain` says of it. Pure. */
import type { ExplainedSetting } from '../model/explained.ts'
import type { JsonObject } from '../model/json.ts'
import { examplesOf, meaningOf, nodeAt, partsOf, saidOf } from './explain-schema.ts'
import { typeWords } from './explain-type.ts'

/** Undefined where there is no such key. `schema`: that of butik.yaml. */
export function explainedSetting(path: readonly string[], schema: JsonObject): ExplainedSetting | undefined {
  const found = nodeAt(schema, path)
  if (found === undefined) return undefined
  const { node, required } = found
  const unlessSet = node['default']
  return {
    type: 'setting',
    path: path.join('.'),
    meaning: meaningOf(node),
    valueType: typeWords(undefined, node),
    required,
    ...(unlessSet === undefined ? {} : { unlessSet }),
    examples: examplesOf(node),
    page: String(saidOf(node)['page'] ?? 'README.md'),
    parts: partsOf(node).map((part) => ({
      name: part.name,
      valueType: typeWords(undefined, part.node),
      meaning: meaningOf(part.node),
      required: part.required,
    })),
  }
}
