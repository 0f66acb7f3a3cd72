import { FAMILIES, type Family, LINES } from './families.ts'
import { seeded } from './random.ts'

export type SeedVariant = {
  sku: string
  name: string
  barcode: string
  weightG: number
  attributes: Record<string, string>
  /** In each currency in which something is sold. */
  prices: { currency: string; priceMinor: number }[]
}

export type SeedProduct = {
  type: string
  name: string
  description: string
  attributes: Record<string, string>
  variants: SeedVariant[]
}

/** The first products of a catalogue that is the same everywhere, whatever the seed. */
export const catalogue = (products: number): SeedProduct[] =>
  Array.from({ length: products }, (_, index) => productOf(index))

function productOf(index: number): SeedProduct {
  const random = seeded(index)
  const family = FAMILIES[index % FAMILIES.length]!
  const series = Math.floor(index / FAMILIES.length)
  const line = LINES[(series + 5 * (index % FAMILIES.length)) % LINES.length]!
  const edition = Math.floor(series / LINES.length)
  const rupees = random.between(family.rupees[0] / 10, family.rupees[1] / 10) * 10 - 1
  const name = `${line} ${family.noun}${edition > 0 ? ` ${edition + 1}` : ''}`
  const places = coloursOf(family, index).flatMap((colour) =>
    (family.sizes ?? [undefined]).map((size) => ({ colour, size })),
  )
  return {
    ...{ type: family.type, name },
    description: `${family.words} From our ${line} line.`,
    attributes: { material: random.pick(family.materials), care: random.pick(family.care) },
    variants: places.map(({ colour, size }, position) => ({
      sku: skuOf(family, series, colour?.code, size),
      name: [colour?.name, size].filter(Boolean).join(', '),
      barcode: barcodeOf(index * 100 + position),
      weightG: family.weightG,
      attributes: { ...(colour && { colour: colour.name }), ...(size && { size }) },
      prices: pricesOf(rupees),
    })),
  }
}

/** Two or three of the colours, others for each product. */
function coloursOf({ colours }: Family, index: number) {
  if (!colours) return [undefined]
  const count = Math.min(colours.length, 2 + (index % 2))
  return Array.from({ length: count }, (_, n) => colours[(index + n) % colours.length])
}

const skuOf = ({ code }: Family, series: number, ...parts: (string | undefined)[]): string =>
  [code, String(series + 1).padStart(3, '0'), ...parts.filter((part) => part !== undefined)]
    .join('-')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9-]/g, '')

/** EAN-13 in the range that shops use for themselves, so that it is nobody else's product. */
function barcodeOf(number: number): string {
  const digits = `20${String(number).padStart(10, '0')}`
  const sum = Array.from(digits).reduce((all, one, at) => all + Number(one) * (at % 2 ? 3 : 1), 0)
  return `${digits}${(10 - (sum % 10)) % 10}`
}

/** How many rupees one unit is worth, its smallest parts, and what prices end in. */
const CURRENCIES: Record<string, { rupees: number; parts: number; ending: number }> = {
  USD: { rupees: 42, parts: 100, ending: 99 },
  EUR: { rupees: 46, parts: 100, ending: 95 },
  GBP: { rupees: 53, parts: 100, ending: 99 },
  AED: { rupees: 14, parts: 100, ending: 50 },
  SGD: { rupees: 33, parts: 100, ending: 90 },
  AUD: { rupees: 29, parts: 100, ending: 95 },
  // There are no parts of a yen.
  JPY: { rupees: 0.35, parts: 1, ending: 0 },
}

const pricesOf = (rupees: number) => [
  { currency: 'INR', priceMinor: rupees * 100 },
  ...Object.entries(CURRENCIES).map(([currency, { rupees: worth, parts, ending }]) => {
    const whole = Math.max(1, Math.round(rupees / worth))
    return { currency, priceMinor: parts === 1 ? whole : whole * parts + ending }
  }),
]
