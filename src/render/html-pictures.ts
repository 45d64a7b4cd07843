/** Which files of the configuration a page would show: those that are sent. Reading them is the business of whoever asks. */
import { isJsonObject, type Json } from '../model/json.ts'
import type { Plan } from '../model/plan.ts'
import { type Asset, isAsset } from '../model/resource.ts'

/** Each content once, in the order of the plan. Not all of them need be pictures. */
export function assetsIn({ changes }: Plan): Asset['asset'][] {
  const found = new Map<string, Asset['asset']>()
  const look = (value: Json | undefined): void => {
    if (isAsset(value)) found.set(value.asset.sha256, value.asset)
    else if (Array.isArray(value)) value.forEach(look)
    else if (isJsonObject(value)) Object.values(value).forEach(look)
  }
  for (const { write } of changes) look(write)
  return [...found.values()]
}
