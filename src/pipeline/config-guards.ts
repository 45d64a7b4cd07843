/** `guards:` of butik.yaml → settings, with the defaults for what is not written. What is wrong is said by validate.ts. */
import { canonicalDecimal } from '../model/decimal.ts'
import {
  defaultGuards,
  defaultMany,
  type GuardSettings,
  type Many,
  manyGuards,
  plainGuards,
} from '../model/guard-settings.ts'
import type { YamlNode } from '../model/yaml.ts'

export function readGuards(node: YamlNode | undefined): GuardSettings {
  const prices = valueAt(node, 'prices')
  const vat = decimalAt(node, 'vat')
  const price = isOff(node, 'price') ? undefined : (decimalAt(at(node, 'price'), 'change') ?? defaultGuards.price)
  const many = manyGuards.flatMap((name) => (isOff(node, name) ? [] : [[name, readMany(at(node, name), name)]]))
  return {
    ...(prices === 'incl' || prices === 'excl' ? { prices } : {}),
    ...(vat === undefined ? {} : { vat }),
    ...(price === undefined ? {} : { price }),
    many: Object.fromEntries(many),
    on: new Set(plainGuards.filter((name) => !isOff(node, name))),
  }
}

function readMany(node: YamlNode | undefined, name: keyof typeof defaultMany): Many {
  const { share, from, count } = defaultMany[name]
  const most = numberAt(node, 'count') ?? count
  return {
    share: decimalAt(node, 'share') ?? share,
    from: numberAt(node, 'from') ?? from,
    ...(most === undefined ? {} : { count: most }),
  }
}

function at(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return node?.type === 'map' ? node.pairs.get(key)?.value : undefined
}

function valueAt(node: YamlNode | undefined, key: string): unknown {
  const found = at(node, key)
  return found?.type === 'scalar' ? found.value : undefined
}

function isOff(node: YamlNode | undefined, key: string): boolean {
  return valueAt(node, key) === 'off'
}

function numberAt(node: YamlNode | undefined, key: string): number | undefined {
  const value = valueAt(node, key)
  return typeof value === 'number' ? value : undefined
}

function decimalAt(node: YamlNode | undefined, key: string): string | undefined {
  const value = numberAt(node, key)
  return value === undefined ? undefined : canonicalDecimal(String(value))
}
