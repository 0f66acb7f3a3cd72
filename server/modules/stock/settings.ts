import { z } from 'zod'
import { defineSetting } from '#settings'

export const lowThreshold = defineSetting({
  key: 'stock.low_threshold',
  schema: z.int().min(0).max(1_000_000),
  standard: 5,
  help: 'A SKU with so many free pieces at a location, or fewer, is low. A level may say otherwise.',
})

export const allocationRule = defineSetting({
  key: 'stock.allocation_rule',
  schema: z.enum(['fewest_parcels', 'priority', 'nearest']),
  standard: 'fewest_parcels',
  help:
    'Which location an order is taken from: one that has everything, the first by priority, ' +
    'or the nearest to the customer.',
})

export const stockSettings = [lowThreshold, allocationRule]
