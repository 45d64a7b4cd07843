/** A small furniture shop to begin with: enough of every kind to look around in. */
import type { Clock } from '../clock.ts'
import { defaultSwitches } from '../switches.ts'
import { categories } from './categories.ts'
import type { Call, Operations } from './context.ts'
import { products } from './products.ts'
import { profileAttributes, profileAttributeValues, profiles } from './profiles.ts'
import { stock } from './stock.ts'
import type { Store } from './store.ts'
import { suppliers } from './suppliers.ts'
import { shoporamaSwitches } from './switches.ts'

type Body = Readonly<Record<string, unknown>>

function maker(store: Store, clock: Clock): (kind: Operations, body: unknown, idKey: string) => number {
  const call: Call = {
    store,
    clock,
    switches: defaultSwitches(shoporamaSwitches),
    downloads: '',
    query: new URLSearchParams(),
    body: undefined,
    assets: new Map(),
  }
  return (kind, body, idKey) => Number((kind.create?.({ ...call, body }) as Body | undefined)?.[idKey] ?? 0)
}

/** Puts the same shop, with the same ids, each time. */
export function seedFurnitureShop(store: Store, clock: Clock): void {
  const make = maker(store, clock)
  store.atomic(() => {
    const supplier = make(
      suppliers,
      { name: 'Acme Møbler A/S', dropshipping_mail: 'ordre@acme.example' },
      'supplier_id',
    )
    const profile = make(profiles, { name: 'Møbel' }, 'profile_id')
    const colour = make(
      profileAttributes,
      { profile_id: profile, type: 'valuelist', name: 'Farve', is_variant: 1, has_price: 1, weight: 1 },
      'attribute_id',
    )
    make(profileAttributes, { profile_id: profile, type: 'integer', name: 'Bredde', weight: 2 }, 'attribute_id')
    const oak = make(profileAttributeValues, { attribute_id: colour, val: 'Eg', weight: 1 }, 'attribute_value_id')
    const black = make(profileAttributeValues, { attribute_id: colour, val: 'Sort', weight: 2 }, 'attribute_value_id')
    const furniture = make(categories, { name: 'Møbler' }, 'category_id')
    const chairs = make(categories, { name: 'Stole', parent_id: furniture }, 'category_id')
    const common = { profile_id: profile, supplier_id: supplier, categories: [chairs], main_category_id: chairs }
    const variant = { attribute_id: colour, price: 1299 }
    make(
      products,
      {
        ...common,
        own_id: 'CH-001',
        name: 'Egestol',
        price: 1299,
        attributes: [oak, black].map((value) => ({ attribute_id: colour, value })),
        stock_settings: [
          { ...variant, attribute_value_id: oak, own_id: 'CH-001-OAK' },
          { ...variant, attribute_value_id: black, own_id: 'CH-001-BLK' },
        ],
      },
      'product_id',
    )
    make(products, { ...common, own_id: 'TB-001', name: 'Sofabord', price: 2499.5 }, 'product_id')
    make(
      stock,
      [
        { SKU: 'CH-001-OAK', stock: 7 },
        { SKU: 'TB-001', stock: 3 },
      ],
      '',
    )
  })
}
