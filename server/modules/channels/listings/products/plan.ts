import { type Home, type NewSku, ProductName, Sku, VARIANTS_MAX } from '#catalog'
import { isCurrency } from '#settings'
import type { ListingDetails } from '../../adapter.ts'
import type { StoredListing } from '../store.ts'
import type { LeftOut } from './contract.ts'

/** A listing that may become a product, with what its platform says of it. */
export type Candidate = StoredListing & {
  details: ListingDetails | null
  extra: Readonly<Record<string, string>>
}

/** What is there already, and decides what can be made. */
export type Facts = {
  /** SKUs of ours. */
  own: ReadonlySet<string>
  /** SKUs that several listings of the store have. */
  doubled: ReadonlySet<string>
  /** Where other variants of a product over there stand with us, by its id there. */
  homes: ReadonlyMap<string, Home>
  /** Barcodes that SKUs of ours have. */
  barcodes: ReadonlySet<string>
}

export type Row = { listing: Candidate } & (
  | { type: 'created'; product: NewSku; isBarcodeTaken: boolean }
  | { type: 'mapped'; sku: string }
  | { type: 'left_out'; why: LeftOut }
)

/** Of a listing that may become a product, a product and its SKU: one after the other, in order. */
export function planProducts(
  listings: readonly Candidate[],
  facts: Facts,
  newId: () => string,
): Row[] {
  const own = new Set(facts.own)
  const barcodes = new Set(facts.barcodes)
  const places = new Map<string, Place>(
    [...facts.homes].map(([id, home]) => [id, { ...home, name: null }]),
  )
  return listings.map((listing): Row => {
    const sku = Sku.safeParse(listing.externalSku ?? '')
    const name = nameOf(listing)
    if (listing.sku !== null) return { listing, type: 'left_out', why: 'mapped_already' }
    if (listing.externalSku === null) return { listing, type: 'left_out', why: 'sku_missing' }
    if (own.has(listing.externalSku)) return { listing, type: 'mapped', sku: listing.externalSku }
    if (!sku.success) return { listing, type: 'left_out', why: 'sku_unusable' }
    if (facts.doubled.has(sku.data)) return { listing, type: 'left_out', why: 'sku_doubled' }
    if (name === null) return { listing, type: 'left_out', why: 'title_missing' }
    const key = listing.productId ?? listing.ref
    const place = places.get(key) ?? { productId: newId(), variants: 0, name }
    if (place.variants >= VARIANTS_MAX) return { listing, type: 'left_out', why: 'product_full' }
    const said = listing.details?.barcode ?? null
    const isBarcodeTaken = said !== null && barcodes.has(said)
    const barcode = isBarcodeTaken ? null : said
    const product = { ...skuOf(listing, place), sku: sku.data, barcode }
    places.set(key, { ...place, variants: place.variants + 1 })
    own.add(sku.data)
    if (barcode !== null) barcodes.add(barcode)
    return { listing, type: 'created', product, isBarcodeTaken }
  })
}

/** The listing that gets a SKU, and which. */
export const targetOf = (row: Row): { listing: Candidate; sku: string }[] => {
  switch (row.type) {
    case 'created':
      return [{ listing: row.listing, sku: row.product.sku }]
    case 'mapped':
      return [{ listing: row.listing, sku: row.sku }]
    case 'left_out':
      return []
  }
}

/** `name`: of a product that is still to be made. */
type Place = Home & { name: string | null }

function skuOf({ title, details }: Candidate, { productId, name }: Place) {
  const variant = details?.productTitle ? details.variantTitle : title === name ? null : title
  const price = details?.price ?? null
  return {
    ...{ productId, productName: name, name: lineOf(variant ?? '') },
    // A currency that nobody has heard of would make a price that nobody can pay.
    price: price && isCurrency(price.currency) ? price : null,
  }
}

function nameOf({ title, details }: Candidate): string | null {
  const name = ProductName.safeParse(lineOf(details?.productTitle ?? title))
  return name.success ? name.data : null
}

const NAME_MAX = 200

/** Names of platforms may be longer, and in several lines. */
const lineOf = (text: string): string =>
  text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, NAME_MAX)
    .toWellFormed()
    .trim()
