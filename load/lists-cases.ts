import type pg from 'pg'

/** One kind of request; each asks for something else. */
export type Case = { name: string; maxMs: number; path: () => string }

const LIST_MAX_MS = 10
const TEXT_MAX_MS = 60
const SAMPLE = 500

type Known = {
  id: string
  number: string
  external: string
  storeId: string
  customerId: string
  email: string
  phone: string
  name: string
  sku: string
  goods: string
  city: string
}

/** Makes the requests from values of some orders spread over the two years. */
export async function casesOf(pool: pg.Pool, random: () => number): Promise<Case[]> {
  const { rows } = await pool.query<Known>(
    `select o.id, number, o.external_id as external, store_id as "storeId", l.sku,
       customer_id as "customerId", customer_email as email, customer_phone as phone,
       customer_name as name, l.name as goods, shipping_address ->> 'city' as city
     from orders o tablesample system (1) repeatable (1)
     join order_lines l on l.org_id = o.org_id and l.order_id = o.id and l.line = 1
     limit ${SAMPLE}`,
  )
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!
  const known = () => pick(rows)
  const day = () => new Date(Date.now() - (1 + random() * 700) * DAY_MS).toISOString()
  return [
    ...filters(pick, known, day),
    ...combinations(pick, known, day),
    ...searches(known, random),
  ]
}

const DAY_MS = 86_400_000

type Pick = <T>(values: readonly T[]) => T

const list = (name: string, path: () => string): Case => ({
  ...{ name, maxMs: LIST_MAX_MS, path: () => `/orders?limit=50&${path()}` },
})

function filters(pick: Pick, known: () => Known, day: () => string): Case[] {
  const from = (text: string, days: number) =>
    `placedFrom=${text}&placedTo=${new Date(Date.parse(text) + days * DAY_MS).toISOString()}`
  return [
    list('newest', () => ''),
    list('channel', () => `channel=${pick(CHANNELS)}`),
    list('store', () => `store=${known().storeId}`),
    list('status', () => `status=${pick(STATUSES)}`),
    list('payment', () => `payment=${pick(PAYMENTS)}`),
    list('fulfilment', () => `fulfilment=${pick(['none', 'shipped', 'delivered', 'returned'])}`),
    list('hold', () => `hold=${pick(['any', 'stock_short', 'risk'])}`),
    list('dates', () => from(day(), 7)),
    list('tag', () => `tag=${pick(['gift', 'vip', 'recall', 'none-has-it'])}`),
    list('amount', () => {
      const least = pick([0, 10_000, 500_000, 990_000])
      return `totalFromMinor=${least}&totalToMinor=${least + pick([200, 5_000, 100_000])}`
    }),
    list('assignee', () => `assignee=${pick([...ASSIGNEES, 'none'])}`),
    list('customer', () => `customer=${known().customerId}`),
    list('test', () => `test=${pick(['true', 'false'])}`),
    list('sort by total', () => `sortBy=total&sortOrder=${pick(['asc', 'desc'])}`),
    list('sort by status', () => `sortBy=status&sortOrder=${pick(['asc', 'desc'])}`),
    { name: 'counts', maxMs: LIST_MAX_MS, path: () => '/orders/counts' },
  ]
}

const CHANNELS = ['shopify', 'amazon', 'website', 'woocommerce']
const STATUSES = ['PLACED', 'CONFIRMED', 'SHIPPED', 'DELIVERED', 'CANCELLED', 'RETURNED']
const PAYMENTS = ['pending', 'due', 'paid', 'declined', 'refunded', 'voided', 'unknown']
const ASSIGNEES = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `d0000000-0000-7000-8000-00000000000${n}`)

function combinations(pick: Pick, known: () => Known, day: () => string): Case[] {
  return [
    list('status + channel', () => `status=${pick(STATUSES)}&channel=${pick(CHANNELS)}`),
    list(
      'three statuses + two channels + payment',
      () => `status=PLACED,CONFIRMED,SHIPPED&channel=shopify,amazon&payment=${pick(PAYMENTS)}`,
    ),
    list(
      'status + store + a month, by total',
      () =>
        `status=${pick(STATUSES)}&store=${known().storeId}&sortBy=total&placedFrom=` +
        new Date(Date.now() - 30 * DAY_MS).toISOString(),
    ),
    list(
      'tag + amount + dates + payment',
      () => `tag=gift&totalFromMinor=300000&placedTo=${day()}&payment=${pick(['paid', 'due'])}`,
    ),
  ]
}

function searches(known: () => Known, random: () => number): Case[] {
  const search = (name: string, maxMs: number, text: () => string): Case => ({
    ...{ name, maxMs, path: () => `/orders?limit=50&search=${encodeURIComponent(text())}` },
  })
  const part = (text: string, length: number) => {
    const start = Math.floor(random() * (text.length - length))
    return text.slice(start, start + length)
  }
  const anyWord = (text: string) => {
    const words = text.split(' ')
    return words[Math.floor(random() * words.length)]!
  }
  return [
    search('number', LIST_MAX_MS, () => known().number),
    search('end of a number', LIST_MAX_MS, () => known().number.slice(-5)),
    search('external id', LIST_MAX_MS, () => known().external),
    search('phone', LIST_MAX_MS, () => known().phone.slice(-10)),
    search('e-mail', LIST_MAX_MS, () => known().email),
    search('begin of an e-mail', LIST_MAX_MS, () => known().email.slice(0, 12)),
    search('SKU', LIST_MAX_MS, () => known().sku),
    search('begin of a SKU', LIST_MAX_MS, () => known().sku.slice(0, random() < 0.5 ? -1 : -2)),
    search('whole name', LIST_MAX_MS, () => known().name),
    search('one word of a name', TEXT_MAX_MS, () => anyWord(known().name)),
    search('one word of what was bought', TEXT_MAX_MS, () => anyWord(known().goods)),
    search('what was bought', TEXT_MAX_MS, () => known().goods),
    search('city', TEXT_MAX_MS, () => known().city),
    search('who, what and where', TEXT_MAX_MS, () => {
      const { name, goods, city } = known()
      return `${anyWord(name)} ${anyWord(goods)} ${city}`
    }),
    search('part of a name', TEXT_MAX_MS, () => part(known().name, 4 + Math.floor(random() * 4))),
    search('what nobody has', TEXT_MAX_MS, () => part('qzxwvkjyqpfgh', 6)),
  ]
}
