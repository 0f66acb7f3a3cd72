import { z } from 'zod'
import type { Ctx } from '#platform/context.ts'
import { defineSetting, isCurrency, readSettings, shop } from '#settings'
import type { Terms } from './engine/command.ts'

const MINOR_MAX = 1_000_000_000
const HOURS_MAX = 24 * 90
const AMOUNTS_NEEDED = 'must be currencies of ISO 4217, such as EUR, each with an amount'

const Amount = z.int().min(0).max(MINOR_MAX)
const Amounts = z
  .record(z.string(), Amount, AMOUNTS_NEEDED)
  .refine((amounts) => Object.keys(amounts).every(isCurrency), AMOUNTS_NEEDED)

/** An amount for each currency that is not that of the shop. */
const elsewhere = (key: string, help: string) =>
  defineSetting({ key, schema: Amounts, standard: {}, help })

const terms = {
  shipping: defineSetting({
    key: 'sales.shipping_minor',
    schema: Amount,
    standard: 0,
    help: 'What shipping costs, in the currency of the shop.',
  }),
  shippingElsewhere: elsewhere(
    'sales.shipping_in_other_currencies_minor',
    'What shipping costs in other currencies. Unless it is free, nothing is sold in one that is not named.',
  ),
  freeShippingFrom: defineSetting({
    key: 'sales.free_shipping_from_minor',
    schema: Amount.nullable(),
    standard: null,
    help: 'From this sum on, shipping is free. Without one it never is.',
  }),
  freeShippingElsewhereFrom: elsewhere(
    'sales.free_shipping_in_other_currencies_from_minor',
    'From this sum on, shipping is free in other currencies. In one that is not named it never is.',
  ),
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
  termsIn: (currency: string) => Terms
  shipsWithinHours: number | null
}

/** How this org sells on its own website. */
export async function shopTerms(ctx: Ctx): Promise<ShopTerms> {
  const valueOf = await readSettings(ctx)
  const currency = valueOf(shop.currency)
  const taxed = {
    taxRateBasisPoints: valueOf(terms.taxRate),
    taxIncluded: valueOf(terms.taxIncluded),
  }
  const here = {
    shippingMinor: valueOf(terms.shipping),
    freeShippingFromMinor: valueOf(terms.freeShippingFrom),
  }
  // An amount of one currency says nothing in another one: 50 rupees are not 50 euros.
  const inAnother = (other: string) => ({
    shippingMinor: valueOf(terms.shippingElsewhere)[other] ?? (here.shippingMinor === 0 ? 0 : null),
    freeShippingFromMinor: valueOf(terms.freeShippingElsewhereFrom)[other] ?? null,
  })
  return {
    currency,
    timeZone: valueOf(shop.timeZone),
    shipsWithinHours: valueOf(terms.shipsWithin),
    termsIn: (asked) => ({ ...(asked === currency ? here : inAnother(asked)), ...taxed }),
  }
}
