import type pg from 'pg'

const STORES = 5
const SKUS = 10_000

/**
 * Writes two years of orders straight into the tables. The status of an order depends on its age,
 * because lists are slow for what is rare and exists only among old orders.
 */
export async function seedOrders(pool: pg.Pool, orgId: string, orders: number): Promise<void> {
  await pool.query(
    `insert into stores (org_id, id, key, platform, uid, name)
     select $1, ${storeId('n')}, 'store-' || n,
       (array['shopify', 'shopify', 'amazon', 'website', 'woocommerce'])[n], 'uid-' || n,
       'Store ' || n
     from generate_series(1, ${STORES}) n`,
    [orgId],
  )
  const { rows } = await pool.query<{ end: string }>(
    `select to_char(now() at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') || 'Z' as end`,
  )
  const placedAt = `timestamptz '${rows[0]!.end}' - (${orders} - n) * ${SPAN_S / orders} * ${SECOND}`
  for (let from = 1; from <= orders; from += STEP) {
    const numbers = `generate_series(${from}, ${Math.min(from + STEP - 1, orders)}) n`
    await pool.query(ordersOf(numbers, placedAt), [orgId])
    await pool.query(linesOf(numbers, placedAt), [orgId])
  }
  await pool.query(COUNTERS, [orgId])
}

const STEP = 100_000
const SPAN_S = 730 * 86_400
const SECOND = `interval '1 second'`

const storeId = (n: string) => `('b0000000-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`

/** A number from 0 to `below` - 1 that depends only on the row and the seed. */
const draw = (seed: number, below: number) =>
  `((hashint8(n::bigint * 64 + ${seed}) & 2147483647) % ${below})`

const pick = (seed: number, words: string[]) =>
  `(array[${words.map((word) => `'${word}'`).join(', ')}])[1 + ${draw(seed, words.length)}]`

const FIRST = (
  'Asha Ravi Meera Arjun Priya Kabir Nisha Vikram Anika Rohan Leela Dev Tara Ishan Uma Nikhil ' +
  'Sana Omar Zoya Farid Emma Noah Mia Liam Clara Jonas Lena Paul Ines Luca Marta Hugo Alba Theo ' +
  'Nora Oskar Elif Deniz Yuki Haruto'
).split(' ')
/** Last names are combined from two halves, which gives some hundreds of them. */
const LAST_BEGIN =
  'Chau Bhat Kul Ven Sub Rama Gana Mukh Desh Nara Sri Jaya Fern Schm Lind Berg Anan Balak Cheru ' +
  'Dhar Gopal Hari Indra Jagan Kal Lak Madha Nanda Pad Ragh Sata Thiru Upa Vasu Yela Zam Roth Keller ' +
  'Moreau Sant'
const LAST_END = 'dhary nagar karni kata manian krishna pathi erjee mukh yana vasan raman andes idt'

const lastName = `${pick(17, LAST_BEGIN.split(' '))} || ${pick(19, LAST_END.split(' '))}`

const CITIES = (
  'Mumbai Delhi Bengaluru Hyderabad Chennai Kolkata Pune Ahmedabad Jaipur Surat Lucknow Kanpur ' +
  'Nagpur Indore Thane Bhopal Patna Vadodara Ludhiana Agra Nashik Rajkot Varanasi Amritsar Ranchi ' +
  'Coimbatore Kochi Madurai Mysuru Udaipur'
).split(' ')
/** Most buyers live in a few of them. */
const city = `(array[${CITIES.map((name) => `'${name}'`).join(', ')}])[
      1 + ${draw(23, 1_000)} * ${draw(24, 1_000)} * ${CITIES.length} / 1000000]`

const orderId = (placedAt: string) => `
  (lpad(to_hex((extract(epoch from ${placedAt}) * 1000)::bigint), 12, '0')
    || '70008000' || lpad(to_hex(n), 12, '0'))::uuid`

const ordersOf = (numbers: string, placedAt: string) => `
  insert into orders (org_id, id, number, store_id, external_id, customer_id, lifecycle, payment,
    fulfilment, assignment, status, holds, currency, items_minor, grand_total_minor, customer_name,
    customer_email, customer_phone, shipping_address, tags, assignee_id, is_test, placed_at,
    updated_at)
  select $1::uuid, ${orderId('placed_at')}, 'PS-' || (100000 + n), ${storeId(`1 + ${draw(1, STORES)}`)},
    'EXT-' || n, ('c0000000-0000-7000-8000-' || lpad(to_hex(person), 12, '0'))::uuid,
    case status when 'PLACED' then 'placed' when 'CANCELLED' then 'cancelled' else 'confirmed' end,
    case when status = 'PLACED' then ${pick(2, ['pending', 'due', 'paid', 'declined'])}
      when status in ('CANCELLED', 'RETURNED') then ${pick(3, ['refunded', 'voided'])}
      when age_days < 10 then ${pick(4, ['paid', 'paid', 'due'])} else 'paid' end,
    case status when 'SHIPPED' then 'shipped' when 'DELIVERED' then 'delivered'
      when 'RETURNED' then 'returned' else 'none' end,
    'none', status,
    case when status = 'PLACED' and ${draw(5, 10)} = 0 then '{stock_short}'::text[]
      else '{}' end,
    'INR', total, total, first_name || ' ' || last_name,
    lower(first_name || '.' || last_name || person) || '@example.com',
    '+91' || (7000000000 + person * 7919::bigint % 2999999999),
    jsonb_build_object('line1', person || ' MG Road', 'city', ${city}, 'country', 'IN'),
    case when ${draw(6, 2_000)} = 0 and age_days > 365 then '{recall}'::text[]
      when ${draw(6, 20)} = 1 then '{gift}' when ${draw(6, 100)} = 2 then '{gift,vip}'
      else '{}' end,
    case when age_days < 30 and ${draw(7, 5)} = 0 then
      ('d0000000-0000-7000-8000-' || lpad(to_hex(1 + ${draw(8, 8)}), 12, '0'))::uuid end,
    ${draw(9, 1_000)} = 0, placed_at, placed_at
  from (
    select n, person, first_name, last_name, placed_at, age_days,
      500 + ${draw(10, 1_000_000)} as total,
      case when age_days < 2 then ${pick(11, ['PLACED', 'CONFIRMED', 'CONFIRMED', 'CANCELLED'])}
        when age_days < 10 then ${pick(12, ['SHIPPED', 'SHIPPED', 'DELIVERED', 'CONFIRMED'])}
        when ${draw(13, 25)} = 0 then 'CANCELLED'
        when ${draw(14, 33)} = 0 and age_days > 20 then 'RETURNED'
        else 'DELIVERED' end as status
    from (
      select n, ${draw(15, 300_000)} as person, ${pick(16, FIRST)} as first_name,
        ${lastName} as last_name, placed_at,
        extract(epoch from now() - placed_at) / 86400 as age_days
      from (
        select n, (${placedAt})::timestamptz(3) as placed_at from ${numbers}
      ) a
    ) b
  ) c`

const linesOf = (numbers: string, placedAt: string) => `
  insert into order_lines (org_id, order_id, line, sku, name, quantity, unit_price_minor)
  select $1::uuid, ${orderId(`(${placedAt})::timestamptz(3)`)}, line, 'SKU-' || product,
    ${ofProduct(1, MAKERS)} || ' ' || ${ofProduct(31, MATERIALS)} || ' ' || ${ofProduct(7, GOODS)}
      || ', ' || ${ofProduct(3, COLOURS)}, 1, 500
  from ${numbers} cross join generate_series(1, 2) line cross join lateral (
    select case when line = 2 and ${draw(18, 20)} = 0 then 1
      else ((hashint8(n::bigint * 64 + 20 + line) & 2147483647) % ${SKUS}) end as product
  ) s`

const ofProduct = (step: number, words: string) => {
  const all = words.split(' ')
  return `(array[${all.map((word) => `'${word}'`).join(', ')}])[1 + product / ${step} % ${all.length}]`
}

const MAKERS =
  'Willow Cedar Banyan Lotus Tamar Saffron Indigo Marble Harbor Summit Meadow Ember Cobalt Juniper ' +
  'Monsoon Peepal Nimbus Orchid Palm Quartz'
const MATERIALS = 'cotton linen steel brass oak bamboo glass ceramic leather wool silk copper'
const GOODS =
  'mug shirt lamp kettle chair table rug towel bowl plate knife spoon clock mirror shelf basket ' +
  'blanket pillow curtain vase bottle wallet belt scarf jacket sandal notebook pen candle tray ' +
  'earphones charger speaker keyboard backpack umbrella helmet racket football yoga-mat'
const COLOURS = 'red blue green black white grey teal mustard maroon'

const COUNTERS = `
  insert into order_counters (org_id, store_id, status, day, shard, orders)
  select org_id, store_id, status, coalesce(day, '-infinity'), 1, count(*)
  from orders cross join lateral (select (placed_at at time zone 'UTC')::date as day)
  where org_id = $1 group by grouping sets ((1, 2, 3, day), (1, 2, 3))`
