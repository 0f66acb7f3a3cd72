import { newId } from '#platform/random.ts'
import type { Ctx } from '#platform/context.ts'
import pg from 'pg'

/** Words to set the stage of a shop. They write what the use cases would have written. */
export function given(pool: pg.Pool, ctx: Pick<Ctx, 'orgId'>) {
  const { orgId } = ctx
  return {
    /** A published product with one SKU, a price, and pieces on the shelf of `main`. */
    async product(sku: string, onHand = 0, priceMinor = 1_000, currency = 'INR') {
      const id = newId()
      await pool.query(
        `insert into products (org_id, id, name, state) values ($1, $2, $3, 'published')`,
        [orgId, id, `Product ${sku}`],
      )
      await pool.query(`insert into variants (org_id, sku, product_id) values ($1, $2, $3)`, [
        orgId,
        sku,
        id,
      ])
      await pool.query(`insert into prices values ($1, $2, $3, $4)`, [
        orgId,
        sku,
        currency,
        priceMinor,
      ])
      const locationId = await mainLocation(pool, orgId)
      await pool.query(
        `insert into stock_levels (org_id, sku, location_id, on_hand) values ($1, $2, $3, $4)`,
        [orgId, sku, locationId, onHand],
      )
      await pool.query(
        `insert into stock_movements
           (org_id, sku, location_id, id, type, on_hand_delta, actor_type)
         values ($1, $2, $3, $4, 'received', $5, 'system')`,
        [orgId, sku, locationId, newId(), onHand],
      )
    },
  }
}

async function mainLocation(pool: pg.Pool, orgId: string): Promise<string> {
  await pool.query(
    `insert into locations (org_id, id, code, name) values ($1, $2, 'main', 'Main')
     on conflict (org_id, code) do nothing`,
    [orgId, newId()],
  )
  const { rows } = await pool.query<{ id: string }>(
    `select id from locations where org_id = $1 and code = 'main'`,
    [orgId],
  )
  return rows[0]!.id
}
