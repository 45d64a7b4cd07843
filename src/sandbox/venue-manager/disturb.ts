/** What others do to the catalog while it is being read: the newest products vanish, or new ones appear. */
import type { Store } from './store.ts'

export function disturbProducts(store: Store, kind: 'shrink' | 'grow', rows: number): void {
  if (kind === 'shrink') {
    const newest = new Set(
      store
        .rows('products')
        .slice(-rows)
        .map(({ id }) => id),
    )
    store.remove('products', ({ id }) => newest.has(id))
    return
  }
  for (let made = 0; made < rows; made += 1) {
    store.add('products', {
      sellableId: store.nextId('products') + 100_000,
      label: `nyankommet${store.nextId('products')}`,
      name: { da: 'Nyankommet vare', en: 'Newly arrived item' },
      productType: 'product',
      priceInclVat: 100,
      vatPercentage: 25,
      currencyCode: 'DKK',
      hasInventoryPerDate: false,
      appData: null,
      properties: null,
      sku: '',
      cardRank: 0,
    })
  }
}
