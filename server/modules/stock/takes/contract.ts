import { z } from 'zod'
import { code, pagination, PIECES_MAX, sku, text, time } from '../contract.ts'

const take = {
  id: z.uuid(),
  locationId: z.uuid(),
  location: z.string(),
  state: z.enum(['open', 'closed', 'dropped']),
  note: z.string().nullable(),
  openedBy: z.string(),
  openedAt: time,
  endedAt: time.nullable(),
}

export const OpenTakeBody = z
  .strictObject({ location: code.optional(), note: text(500).optional() })
  .meta({ id: 'OpenStockTake' })
export const CountBody = z
  .strictObject({
    lines: z
      .array(z.strictObject({ sku, counted: z.int().min(0).max(PIECES_MAX) }))
      .min(1)
      .max(500)
      .refine((lines) => new Set(lines.map((line) => line.sku)).size === lines.length, {
        message: 'must name each SKU once',
      }),
  })
  .meta({ id: 'CountStock' })
export const TakeView = z
  .object({
    ...take,
    lines: z.array(
      z.object({
        sku: z.string(),
        expected: z.int().describe('What the books said when it was counted'),
        counted: z.int(),
        difference: z.int().describe('What closing adds to the level, or has added'),
        corrected: z.int().describe('Corrected in other ways since, so it is not added again'),
        countedBy: z.string(),
        countedAt: time,
      }),
    ),
  })
  .meta({ id: 'StockTake', description: 'A stock take, with what was counted and what differs.' })
export const TakePage = z.object({ takes: z.array(z.object(take)), pagination })
