import type { Statement } from '#platform/lane.ts'
import { rowsInto } from '#platform/rows-into.ts'

/** One SKU at one location, as it was when its row was locked. */
export type LockedLevel = {
  orgId: string
  sku: string
  locationId: string
  priority: number
  /** Nothing is sold from a place that is closed. */
  active: boolean
  onHand: number
  reserved: number
  backorderLimit: number
  safetyStock: number
  /** The day by which pieces beyond those on hand are promised. */
  promisedFor: string | null
}

type SkuKey = { orgId: string; sku: string }

const keyColumns = (keys: SkuKey[]) => [keys.map((key) => key.orgId), keys.map((key) => key.sku)]

/**
 * Locks the levels of a batch in one order for everybody, so that two writers can never wait for
 * each other. `skip` leaves rows that somebody holds, so that one stuck SKU does not stop the rest.
 */
export function lockLevels(keys: SkuKey[], mode: 'skip' | 'wait'): Statement {
  return {
    name: `stock_lock_levels_${mode}`,
    text: `
      select l.org_id as "orgId", l.sku, l.location_id as "locationId", o.priority,
        o.active, l.on_hand as "onHand", l.reserved, l.backorder_limit as "backorderLimit",
        l.safety_stock as "safetyStock", l.promised_for::text as "promisedFor"
      from unnest($1::uuid[], $2::text[]) as w (org_id, sku)
      join stock_levels l on l.org_id = w.org_id and l.sku = w.sku
      join locations o on o.org_id = l.org_id and o.id = l.location_id
      order by l.org_id, l.sku, l.location_id
      for no key update of l ${mode === 'skip' ? 'skip locked' : ''}`,
    values: keyColumns(keys),
  }
}

/** Which levels exist, held by somebody or not: tells "locked just now" from "there is none". */
export function countLevels(keys: SkuKey[]): Statement {
  return {
    name: 'stock_count_levels',
    text: `
      select l.org_id as "orgId", l.sku, count(*)::int as levels
      from unnest($1::uuid[], $2::text[]) as w (org_id, sku)
      join stock_levels l on l.org_id = w.org_id and l.sku = w.sku
      group by l.org_id, l.sku`,
    values: keyColumns(keys),
  }
}

export type LevelChange = {
  orgId: string
  sku: string
  locationId: string
  onHand: number
  reserved: number
}

/** Adds to the levels; the checks of the table have the last word. */
export function changeLevels(changes: LevelChange[]): Statement {
  return {
    name: 'stock_change_levels',
    text: `
      update stock_levels l
      set on_hand = l.on_hand + d.on_hand, reserved = l.reserved + d.reserved, updated_at = now()
      from unnest($1::uuid[], $2::text[], $3::uuid[], $4::int[], $5::int[])
        as d (org_id, sku, location_id, on_hand, reserved)
      where l.org_id = d.org_id and l.sku = d.sku and l.location_id = d.location_id`,
    values: [
      changes.map((change) => change.orgId),
      changes.map((change) => change.sku),
      changes.map((change) => change.locationId),
      changes.map((change) => change.onHand),
      changes.map((change) => change.reserved),
    ],
  }
}

export type MovementType =
  | 'received'
  | 'returned'
  | 'adjusted'
  | 'counted'
  | 'transferred'
  | 'reserved'
  | 'settled'
  | 'released'
  | 'shipped'

export type Movement = LevelChange & {
  id: string
  type: MovementType
  /** The order, or the reservation by hand, whose promise is made or ended. */
  reservationId: string | null
  reason: string | null
  actorType: string
  actorId: string | null
}

/** Writes the ledger rows that explain `changeLevels`: both come from the same list. */
export const writeMovements = rowsInto<Movement>('stock_movements', [
  ['org_id', 'uuid', (row) => row.orgId],
  ['sku', 'text', (row) => row.sku],
  ['location_id', 'uuid', (row) => row.locationId],
  ['id', 'uuid', (row) => row.id],
  ['type', 'text', (row) => row.type],
  ['on_hand_delta', 'int', (row) => row.onHand],
  ['reserved_delta', 'int', (row) => row.reserved],
  ['reservation_id', 'uuid', (row) => row.reservationId],
  ['reason', 'text', (row) => row.reason],
  ['actor_type', 'text', (row) => row.actorType],
  ['actor_id', 'text', (row) => row.actorId],
])

/** Sums movements into one change per level: what the levels must move by. */
export function changesOf(movements: LevelChange[]): LevelChange[] {
  const sums = new Map<string, LevelChange>()
  for (const { orgId, sku, locationId, onHand, reserved } of movements) {
    const key = `${orgId}/${locationId}/${sku}`
    const sum = sums.get(key)
    if (sum) {
      sum.onHand += onHand
      sum.reserved += reserved
    } else sums.set(key, { orgId, sku, locationId, onHand, reserved })
  }
  return [...sums.values()]
}

/** Promises that end by themselves when the order is not paid in time. */
export const writeExpiries = rowsInto<Expiry>('reservations', [
  ['org_id', 'uuid', (row) => row.orgId],
  ['id', 'uuid', (row) => row.id],
  ['reason', 'text', (row) => row.reason],
  ['expires_at', 'timestamptz', (row) => row.expiresAt],
])

type Expiry = { orgId: string; id: string; reason: string; expiresAt: Date }
