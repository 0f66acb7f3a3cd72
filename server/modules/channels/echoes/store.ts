import { sql } from 'kysely'
import type { Tx } from '#platform/database.ts'
import type { PUSH_STATES } from '../contract.ts'
import { ANOTHER_MARK } from '../stock/mark.ts'

export type Echoed = {
  id: string
  pushState: (typeof PUSH_STATES)[number]
  pushed: number | null
  seen: number | null
  isWaiting: boolean
}

/** No platform allows a product more variants. */
const SAME_MAX = 600

type Meant = {
  ref: string | null
  extra: Readonly<Record<string, string>> | null
  productId?: string | null
}

/**
 * Locks the listings that a message about stock is about: all of a product, the one of this name,
 * or those with this `extra`.
 */
export async function lockEchoed(
  tx: Tx,
  orgId: string,
  storeId: string,
  { ref, extra, productId = null }: Meant,
): Promise<Echoed[]> {
  const isNamed = ref === null ? sql`extra @> ${JSON.stringify(extra)}::jsonb` : sql`ref = ${ref}`
  const isMeant = productId === null ? isNamed : sql`product_id = ${productId}`
  const { rows } = await sql<Echoed>`
    select id, push_state as "pushState", pushed, seen, dirty_at is not null as "isWaiting"
    from listings
    where org_id = ${orgId} and store_id = ${storeId} and sku is not null and state = 'active'
      and ${isMeant}
    order by id limit ${SAME_MAX}
    for update
  `.execute(tx)
  return rows
}

/**
 * Marks a listing whose number was changed on the platform: ours is pushed again, and compared with
 * theirs. It is told also where theirs is the same as ours by now, since a message may be older
 * than what was seen there.
 */
export async function pushAgain(
  tx: Tx,
  orgId: string,
  id: string,
  seen: number | null,
): Promise<void> {
  await sql`
    update listings l
    set push_state = 'waiting', dirty_at = ${ANOTHER_MARK}, tries = 0, next_try_at = null,
      seen = coalesce(${seen}, seen),
      seen_at = case when ${seen}::int is null then seen_at else now() end
    where org_id = ${orgId} and id = ${id}
  `.execute(tx)
}

/**
 * Marks a listing whose number may differ from what we saw last, so that it is read as after a
 * push.
 */
export async function lookAgain(tx: Tx, orgId: string, id: string): Promise<void> {
  await sql`
    update listings set push_state = 'accepted', pushed = seen, tries = 0, next_try_at = null
    where org_id = ${orgId} and id = ${id}
  `.execute(tx)
}
