import type { ProductView } from '#contract/catalog'
import { minorOf, plainMoney } from '#kit/money.tsx'

/** One SKU with its product, as a row of the grid. */
export type SkuRow = {
  product: ProductView
  variant: ProductView['variants'][number]
  /** The name and the state of a product are typed beside the first of its SKUs. */
  isFirst: boolean
}

export type SkuField = 'product' | 'state' | 'variant' | 'barcode' | 'price' | 'active'

export const rowsOf = (product: ProductView): SkuRow[] =>
  product.variants.map((variant, index) => ({ product, variant, isFirst: index === 0 }))

/** What stands in a cell, as a person would type it. */
export function textOf(field: SkuField, { product, variant }: SkuRow, currency: string): string {
  switch (field) {
    case 'product':
      return product.name
    case 'state':
      return product.state
    case 'variant':
      return variant.name
    case 'barcode':
      return variant.barcode ?? ''
    case 'price': {
      const price = variant.prices.find((one) => one.currency === currency)
      return price ? plainMoney(price.priceMinor, currency) : ''
    }
    case 'active':
      return variant.active ? 'yes' : 'no'
  }
}

/** What was typed, as `textOf` gives it once it is saved. */
export function asShown(field: SkuField, typed: string, currency: string): string {
  if (field === 'barcode') return typed.trim()
  if (field !== 'price') return typed
  const minor = minorOf(typed, currency)
  return minor === undefined ? typed : plainMoney(minor, currency)
}
