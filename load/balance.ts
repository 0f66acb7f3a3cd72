import type pg from 'pg'

const CHECKS: [fault: string, text: string][] = [
  [
    'orders without lines',
    `select 1 from orders o where not exists (
       select 1 from order_lines l where l.org_id = o.org_id and l.order_id = o.id)`,
  ],
  [
    'lines without an order',
    `select 1 from order_lines l where not exists (
       select 1 from orders o where o.org_id = l.org_id and o.id = l.order_id)`,
  ],
  [
    'orders without a charge',
    `select 1 from orders o where not exists (
       select 1 from payment_intents p where p.org_id = o.org_id and p.order_id = o.id)`,
  ],
  [
    'orders whose history does not say that they were placed',
    `select 1 from orders o where (
       select count(*) from history h where h.org_id = o.org_id and h.subject_type = 'order'
         and h.subject_id = o.id::text and h.type = 'order.placed') <> 1`,
  ],
  [
    'levels that are not the sum of their movements',
    `select 1 from stock_levels l left join (
       select org_id, sku, location_id, sum(on_hand_delta) as on_hand,
         sum(reserved_delta) as reserved
       from stock_movements group by 1, 2, 3) m using (org_id, sku, location_id)
     where l.on_hand <> coalesce(m.on_hand, 0) or l.reserved <> coalesce(m.reserved, 0)`,
  ],
  [
    'entries of money that do not sum to zero',
    `select 1 from money_entries group by org_id, order_id, currency having sum(amount_minor) <> 0`,
  ],
]

/** Checks the books by SQL, independently of the product. Gives what does not add up, in words. */
export async function balance(pool: pg.Pool): Promise<string[]> {
  const faults: string[] = []
  for (const [fault, text] of CHECKS) {
    const { rowCount } = await pool.query(text)
    if (rowCount) faults.push(`${rowCount} ${fault}`)
  }
  return faults
}
