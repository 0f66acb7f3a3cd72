import { z } from 'zod'
import { text, time } from '../contract.ts'

export const OutgoingView = z
  .object({
    id: z.uuid(),
    kind: z.enum(['shipment', 'cancel', 'cancel_lines', 'accept', 'refund']),
    state: z
      .enum(['waiting', 'submitted', 'done', 'refused'])
      .describe('submitted: taken, and not decided yet'),
    amount: z.object({ minor: z.int(), currency: z.string() }).nullable().describe('Of a refund'),
    reference: z.string().nullable().describe('What the platform calls it'),
    problem: z.string().nullable(),
    refusedBy: z
      .enum(['us', 'platform'])
      .nullable()
      .describe('us: the platform was not told, for the reason that `problem` says'),
    mayBePushed: z.boolean().describe('It was refused, or waits and nobody tries it any more'),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'Outgoing', description: 'What the platform is told, and how far that is.' })
export type OutgoingView = z.output<typeof OutgoingView>
export const OutgoingList = z.object({ outgoing: z.array(OutgoingView) })

const RefundLine = z.strictObject({
  line: z.int().min(1).max(10_000),
  quantity: z.int().min(1).max(1_000_000),
})

export const RefundOrderBody = z
  .strictObject({
    amountMinor: z
      .int()
      .min(1)
      .optional()
      .describe('In the currency of the order; left out, what the lines have cost'),
    lines: z
      .array(RefundLine)
      .min(1)
      .max(500)
      .refine((lines) => new Set(lines.map(({ line }) => line)).size === lines.length, {
        error: 'must not name a line twice',
      })
      .optional()
      .describe('What it is for; left out, the order as a whole'),
    reason: text(200).describe('Stands at the platform, where the buyer may read it'),
    restock: z
      .boolean()
      .default(false)
      .describe('What of the lines had been sent is back, and goes on the shelf'),
  })
  .refine(({ amountMinor, lines }) => amountMinor !== undefined || lines !== undefined, {
    path: ['amountMinor'],
    error: 'is needed where no lines are named',
  })
  .refine(({ restock, lines }) => !restock || lines !== undefined, {
    path: ['lines'],
    error: 'must say what comes back on the shelf',
  })
  .meta({ id: 'RefundOrder' })
export type RefundOrderBody = z.output<typeof RefundOrderBody>

export const RefundableView = z
  .object({
    platform: z.string().describe('As people know it; empty for an order of our own'),
    why: z
      .string()
      .nullable()
      .describe('Why nothing can be given back from here; null where it can'),
    note: z.string().nullable().describe('What else to know before'),
    leftMinor: z.int().describe('What can still be given back'),
    currency: z.string(),
    lines: z.array(
      z.object({
        line: z.int(),
        left: z.int().describe('So many pieces can still be given back'),
        eachMinor: z.int().describe('What one piece has cost, with its tax and its discount'),
      }),
    ),
  })
  .meta({ id: 'Refundable' })
export type RefundableView = z.output<typeof RefundableView>
export const OrderParams = z.object({ orderId: z.uuid() })
export const OutgoingParams = z.object({ orderId: z.uuid(), outgoingId: z.uuid() })
export const PushAccepted = z
  .object({ accepted: z.literal(true) })
  .describe('The platform is told once more in the background.')
