import type { Event } from '#platform/events.ts'
import { sellable } from './allocate.ts'
import type { LockedLevel } from './batch.ts'

const about = (type: string, sku: string, data: Record<string, unknown>): Event => ({
  ...{ type, subject: { type: 'sku', id: sku } },
  data: { sku, ...data },
})

export const stockEvents = {
  changed: (level: LockedLevel): Event => {
    const { sku, locationId, onHand, reserved } = level
    return about('stock.changed', sku, {
      ...{ locationId, onHand, reserved, available: sellable(level) },
    })
  },
  /** More can be sold than before: what was sold short may be filled. */
  arrived: (level: LockedLevel): Event => {
    const { sku, locationId } = level
    return about('stock.arrived', sku, { locationId, available: sellable(level) })
  },
  /** Told once for each time that a level falls to its threshold. */
  ranLow: (low: LowLevel): Event => {
    const { sku, ...rest } = low
    return about('stock.ran_low', sku, rest)
  },
}

export type LowLevel = {
  sku: string
  locationId: string
  onHand: number
  reserved: number
  threshold: number
}
