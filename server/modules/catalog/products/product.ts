import { isDeepStrictEqual } from 'node:util'
import type { Attributes, Price } from '../contract.ts'
import type { ProductState } from '../tables.ts'

export type Variant = {
  sku: string
  position: number
  name: string
  barcode: string | null
  attributes: Attributes
  weightG: number | null
  active: boolean
  prices: Price[]
}

/** Its version also counts the changes of its variants and images, which have none of their own. */
export type Product = {
  id: string
  name: string
  description: string
  type: string | null
  attributes: Attributes
  state: ProductState
  version: number
  createdAt: Date
  updatedAt: Date
}

/** The new values of some fields; the others stay as they are. */
export type Change<Of> = { [Field in keyof Of]?: Of[Field] | undefined }

export const isSellable = (variants: Variant[]): boolean => variants.some(({ active }) => active)

/** The fields that differ, as they were and as they are: what the history and the log tell. */
export function difference<Of extends object>(before: Of, after: Of) {
  const names = (Object.keys(after) as (keyof Of)[]).filter(
    (name) => !isDeepStrictEqual(before[name], after[name]),
  )
  const pick = (of: Of) => Object.fromEntries(names.map((name) => [name, of[name]]))
  return names.length === 0 ? undefined : { before: pick(before), after: pick(after) }
}

/** Publishing and archiving have events of their own, since they change what customers can buy. */
export function eventOf(before: ProductState, after: ProductState) {
  if (before === after || after === 'draft') return 'product.changed'
  return after === 'published' ? 'product.published' : 'product.archived'
}
