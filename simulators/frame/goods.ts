import { z } from 'zod'

/** Something that is sold; prices are minor units by currency. */
export const goodSchema = z.object({
  sku: z.string().min(1).max(100),
  title: z.string().min(1).max(200),
  variantTitle: z.string().max(200).nullable().default(null),
  barcode: z.string().max(40).optional(),
  grams: z.number().int().min(0).default(250),
  quantity: z.number().int().min(0).default(100),
  pricesMinor: z.record(z.string(), z.number().int().min(0)),
})
export type Good = z.output<typeof goodSchema>

const KINDS: [code: string, title: string, price: number, grams: number, variants: string[]][] = [
  ['TEE', 'Malabar T-Shirt', 1_900, 180, ['S', 'M', 'L']],
  ['MUG', 'Coorg Mug', 1_250, 340, ['Slate', 'Teal']],
  ['TEA', 'Nilgiri Tea', 890, 250, ['100g', '250g']],
  ['BTL', 'Konkan Bottle', 2_990, 420, ['500ml', '1l']],
  ['NTB', 'Lantern Notebook', 750, 280, ['A5', 'A4']],
  ['BED', 'Monsoon Bedsheet', 5_900, 1_400, ['Single', 'Double', 'King']],
  ['LMP', 'Ember & Oak Lamp', 7_450, 1_900, ['']],
  ['GFT', 'Crème brûlée Gift Box', 3_333, 900, ['']],
]

/** What one unit of the currency is worth in parts of a dollar's hundredth. */
const RATES: Record<string, (cents: number) => number> = {
  USD: (cents) => cents,
  EUR: (cents) => Math.round(cents * 0.92),
  GBP: (cents) => Math.round(cents * 0.79),
  INR: (cents) => Math.round(cents * 0.43) * 100 - 100,
  JPY: (cents) => Math.round(cents * 1.49),
  KWD: (cents) => Math.round(cents * 3.07),
}

export const CURRENCIES = Object.keys(RATES)

/** A small shop that is the same everywhere, for tests and for a demo without goods of its own. */
export const standardGoods = (): Good[] =>
  KINDS.flatMap(([code, title, cents, grams, variants], kind) =>
    variants.map((variant, index) => ({
      sku: `SIM-${code}-${index + 1}`,
      title,
      variantTitle: variant || null,
      barcode: `890123${String(kind * 10 + index).padStart(6, '0')}`,
      grams,
      quantity: 100,
      pricesMinor: Object.fromEntries(
        Object.entries(RATES).map(([currency, price]) => [currency, price(cents + 100 * index)]),
      ),
    })),
  )
