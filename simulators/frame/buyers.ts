import type { Good } from './goods.ts'
import type { Random } from './random.ts'

export type Buyer = {
  number: number
  firstName: string
  lastName: string
  email: string
  phone: string
  company: string | null
  address: BuyerAddress
}

export type BuyerAddress = {
  line1: string
  line2: string | null
  city: string
  region: string
  regionCode: string
  postalCode: string
  country: string
  countryCode: string
}

type Place = {
  country: string
  code: string
  dialling: string
  names: [first: string[], last: string[]]
  streets: string[]
  /** Name, region, code of the region, and the postal code with # for a digit. */
  cities: [string, string, string, string][]
}

const words = (text: string) => text.split(' ')

const PLACES: Place[] = [
  {
    ...{ country: 'India', code: 'IN', dialling: '+9198########' },
    names: [
      words('Asha Rohan Priya Arjun Meera Vikram Ananya Fatima Harpreet'),
      words('Rao Sharma Iyer Patel Nair Singh Khan Gupta Menon'),
    ],
    streets: ['#, MG Road', 'Flat #, Lake View Apartments', '#, 4th Cross, Temple Street'],
    cities: [
      ['Mumbai', 'Maharashtra', 'MH', '4000##'],
      ['Bengaluru', 'Karnataka', 'KA', '5600##'],
      ['Kolkata', 'West Bengal', 'WB', '7000##'],
    ],
  },
  {
    ...{ country: 'United States', code: 'US', dialling: '+1206#######' },
    names: [
      words('Oliver Amelia Grace Noah Ruby Zoë'),
      words("Miller O'Neill Garcia Nguyen Young"),
    ],
    streets: ['# Maple Street', '# 5th Avenue, Apt 4', '# Cedar Lane'],
    cities: [
      ['Seattle', 'Washington', 'WA', '981##'],
      ['Austin', 'Texas', 'TX', '787##'],
      ['New York', 'New York', 'NY', '100##'],
    ],
  },
  {
    ...{ country: 'Germany', code: 'DE', dialling: '+4917########' },
    names: [words('Jürgen Anke Lena Björn Käthe'), words('Müller Schröder Weiß Özdemir Vogel')],
    streets: ['Lindenstraße #', 'Am Mühlgraben #'],
    cities: [
      ['Köln', 'Nordrhein-Westfalen', 'NW', '506##'],
      ['Berlin', 'Berlin', 'BE', '101##'],
    ],
  },
  {
    ...{ country: 'Japan', code: 'JP', dialling: '+8190########' },
    names: [words('さくら 健太 陽子'), words('佐藤 鈴木 高橋')],
    streets: ['本町#丁目', '中央通り#'],
    cities: [['大阪市', '大阪府', 'JP-27', '541####']],
  },
]

/** People who come back now and then: the same number is the same person. */
export function buyerOf(random: Random): Buyer {
  const place = random.pick(PLACES)
  const [first, last] = place.names
  const firstName = random.pick(first)
  const lastName = random.pick(last)
  const number = random.between(1, 50_000)
  const [city, region, regionCode, postalCode] = random.pick(place.cities)
  return {
    ...{ number, firstName, lastName, email: `buyer.${number}@example.com` },
    phone: filled(place.dialling, random),
    company: random.chance(0.1) ? `${lastName} & Co` : null,
    address: {
      line1: random.pick(place.streets).replace('#', String(random.between(1, 200))),
      line2: random.chance(0.2) ? 'Ring twice' : null,
      ...{ city, region, regionCode, postalCode: filled(postalCode, random) },
      ...{ country: place.country, countryCode: place.code },
    },
  }
}

const filled = (pattern: string, random: Random) =>
  pattern.replaceAll('#', () => String(random.between(0, 9)))

export type BasketLine = { good: Good; quantity: number; priceMinor: number }

/** One to four different goods, mostly one of each. */
export function basketOf(random: Random, goods: readonly Good[], currency: string): BasketLine[] {
  const picked = new Set<Good>()
  for (let n = random.pick([1, 1, 1, 2, 2, 3, 4]); n > 0; n--) picked.add(random.pick(goods))
  return [...picked].map((good) => ({
    good,
    quantity: random.pick([1, 1, 1, 1, 2, 3]),
    priceMinor: good.pricesMinor[currency] ?? Object.values(good.pricesMinor)[0] ?? 100,
  }))
}
