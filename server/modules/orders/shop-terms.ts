import { z } from 'zod'
import type { Ctx } from '#platform/context.ts'
import { defineSetting, readSettings, shop } from '#settings'
import type { Terms } from './engine/command.ts'

const MINOR_MAX = 1_000_000_000
const HOURS_MAX = 24 * 90

const amount = (key: string, help: string) =>
  defineSetting({ key, schema: z.int().min(0).max(MINOR_MAX), standard: 0, help })

const terms = {
  shipping: amount('sales.shipping_minor', 'What shipping costs.'),
  freeShippingFrom: defineSetting({
    key: 'sales.free_shipping_from_minor',
    schema: z.int().min(0).max(MINOR_MAX).nullable(),
    standard: null,
    help: 'From this sum on, shipping is free. Without one it never is.',
  }),
  taxRate: defineSetting({
    key: 'sales.tax_rate_basis_points',
    schema: z.int().min(0).max(10_000),
    standard: 0,
    help: 'The tax on what we sell ourselves.',
  }),
  taxIncluded: defineSetting({
    key: 'sales.tax_included',
    schema: z.boolean(),
    standard: true,
    help: 'Whether the prices of the catalog include that tax.',
  }),
  shipsWithin: defineSetting({
    key: 'sales.ships_within_hours',
    schema: z.int().min(1).max(HOURS_MAX).nullable(),
    standard: null,
    help: 'Within how many hours what we sell ourselves has to leave. Empty: nothing is promised.',
  }),
}

export const salesSettings = Object.values(terms)

export type ShopTerms = {
  currency: string
  timeZone: string
  terms: Terms
  shipsWithinHours: number | null
}

/** How this org sells on its own website. */
export async function shopTerms(ctx: Ctx): Promise<ShopTerms> {
  const valueOf = await readSettings(ctx)
  return {
    currency: valueOf(shop.currency),
    timeZone: valueOf(shop.timeZone),
    shipsWithinHours: valueOf(terms.shipsWithin),
    terms: {
      shippingMinor: valueOf(terms.shipping),
      freeShippingFromMinor: valueOf(terms.freeShippingFrom),
      taxRateBasisPoints: valueOf(terms.taxRate),
      taxIncluded: valueOf(terms.taxIncluded),
    },
  }
}
