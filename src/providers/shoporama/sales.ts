/** `sale` of a product: the vendor has one sale price and no days for it, so the days are butik's, and the price is set and cleared. */
import { compareDecimals } from '../../model/decimal.ts'
import type { DeclareContext } from '../../model/provider.ts'
import type { Spec } from '../../model/resource.ts'
import type { YamlMap, YamlNode } from '../../model/yaml.ts'

/** `fields`: what else is written of the product, in the inside form. */
export function declareSale(node: YamlMap, fields: Spec, context: DeclareContext): Spec {
  const pair = node.pairs.get('sale')
  if (pair === undefined) return {}
  const fixed = node.pairs.get('sale_price')
  if (fixed !== undefined) {
    const { file, line, column } = pair.value.at
    const detail = `the sale is at ${file}:${line}:${column}; it sets sale_price on its days and clears it on all others`
    const hint = 'keep one of them'
    context.report({ code: 'E1207', summary: 'sale and sale_price both say what it costs', detail, hint }, fixed.key)
    return {}
  }
  const { price } = fields
  for (const part of partsOf(pair.value)) {
    const amount = part.pairs.get('price')?.value
    const asked =
      amount?.type === 'scalar' && amount.tag === undefined ? context.value('sale_price', amount) : undefined
    if (amount === undefined || typeof price !== 'string' || typeof asked !== 'string') continue
    if (compareDecimals(asked, price) < 0) continue
    const summary = `the sale price ${asked} is not below the price ${price}`
    context.report({ severity: 'warning', code: 'N1071', summary, hint: 'correct one of the two' }, amount)
  }
  return { sale_price: context.sales(pair.value) }
}

function partsOf(node: YamlNode): YamlMap[] {
  return (node.type === 'list' ? node.items : [node]).filter((item) => item.type === 'map')
}
