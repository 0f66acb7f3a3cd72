import { type Market, MARKETS } from './places.ts'
import { type Random, weighted } from './random.ts'

export type Buyer = {
  id: string
  market: Market
  name: string
  email: string | null
  phone: string | null
  address: Record<string, unknown>
}

/** Who may come again: so many are remembered, or a large seed would not fit into memory. */
const REMEMBERED_MAX = 50_000
const COMES_AGAIN = 0.42
const PHONE_ONLY = 0.06

type Parts = { random: Random; newId: (atMs: number) => string; firstNumber: number }

/** Gives the buyer of each order: somebody new, or somebody who was here before. */
export function buyers({ random, newId, firstNumber }: Parts) {
  const marketOf = weighted(MARKETS)
  const remembered: Buyer[] = []
  let count = 0
  return (atMs: number): { buyer: Buyer; isNew: boolean } => {
    if (remembered.length > 0 && random.chance(COMES_AGAIN)) {
      return { buyer: random.pick(remembered), isNew: false }
    }
    // Order numbers are given once, so what is made from them is nobody else's.
    const buyer = newBuyer(random, marketOf(random), firstNumber + count, newId(atMs))
    remembered[count++ % REMEMBERED_MAX] = buyer
    return { buyer, isNew: true }
  }
}

function newBuyer(random: Random, market: Market, serial: number, id: string): Buyer {
  const [first, last] = [random.pick(market.firstNames), random.pick(market.lastNames)]
  const name = `${first} ${last}`
  const phone = phoneOf(market, serial, random)
  const isReachedByPhone = market.country === 'IN' && random.chance(PHONE_ONLY)
  const city = random.pick(market.cities)
  const { country } = market
  const address = {
    name,
    line1: random.pick(market.streets).replace('{n}', String(random.between(1, 240))),
    city: city.name,
    ...(city.region && { region: city.region }),
    ...(city.postcode && { postcode: postcodeOf(city.postcode, random) }),
    ...{ country, ...(phone && { phone }) },
  }
  const mail = `${plain(first)}.${plain(last)}${serial.toString(36)}@example.com`
  return { id, market, name, email: isReachedByPhone ? null : mail, phone, address }
}

/** Numbers that no person has: nobody may be called because of made-up data. */
function phoneOf({ country }: Market, serial: number, random: Random): string | null {
  switch (country) {
    case 'IN': // Mobile numbers of India begin with 6 to 9. The product scatters and never meets.
      return `+915${String((serial * 387_420_489) % 1_000_000_000).padStart(9, '0')}`
    case 'US':
      return `+1${random.between(201, 989)}55501${random.between(10, 99)}`
    case 'GB':
      return `+447700900${random.between(100, 999)}`
    default:
      return null
  }
}

const LETTERS = 'ABDEFGHJLNPQRSTUWXYZ'.split('')
const postcodeOf = (pattern: string, random: Random): string =>
  pattern.replaceAll(/[#%@]/g, (mark) => {
    if (mark === '@') return random.pick(LETTERS)
    return String(random.between(mark === '%' ? 1 : 0, 9))
  })

const plain = (name: string): string =>
  name
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '')
