/** `defaults` as they are written against the schemas of their vendors: mistakes are found where no resource takes them, too. */
import type { Diagnostic } from '../model/diagnostic.ts'
import type { YamlMap, YamlPair } from '../model/yaml.ts'
import type { DefaultsBlock } from './defaults-blocks.ts'
import { whyNoDefault } from './defaults-unfit.ts'
import { laidMap } from './laid.ts'
import { misfitsOf, type SchemaSource } from './validate-fit.ts'
import { diagnosticOf } from './validate-words.ts'

export async function defaultsProblems(
  blocks: readonly DefaultsBlock[],
  schemas: SchemaSource,
): Promise<readonly Diagnostic[]> {
  const found: Diagnostic[] = []
  for (const block of blocks) {
    const root = asFile(block)
    const misfits = await misfitsOf(root, block.vendor, schemas)
    found.push(...misfits.map((problem) => diagnosticOf(problem, root)))
  }
  return found
}

/** A resource file that has this block and nothing else, without what has an error of its own. */
function asFile({ kind, section, fields }: DefaultsBlock): YamlMap {
  const fit = new Map([...fields.pairs].filter(([name]) => whyNoDefault(kind, name) === undefined))
  return wrapped('defaults', wrapped(section, laidMap(fields, fit)))
}

function wrapped(name: string, value: YamlMap): YamlMap {
  const key: YamlPair['key'] = { type: 'scalar', value: name, text: name, plain: true, at: value.at }
  return laidMap(value, new Map([[name, { key, value }]]))
}
