import { z } from 'zod'
import { Status, SumMinor } from '../contract.ts'

const time = z.iso.datetime()

export const CustomerParams = z.object({ customerId: z.uuid() })

export const CustomerOrderQuery = z
  .strictObject({
    after: z.string().max(1_000).optional().describe('The nextCursor of the page before'),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  })
  .meta({ id: 'CustomerOrderQuery' })

const OrderOfCustomer = z
  .object({
    id: z.uuid(),
    number: z.string(),
    store: z.object({ id: z.uuid(), platform: z.string(), name: z.string() }),
    status: Status,
    payment: z.string(),
    fulfilment: z.string(),
    currency: z.string(),
    grandTotalMinor: z.int(),
    refundedMinor: z.int(),
    placedAt: time,
  })
  .meta({ id: 'OrderOfCustomer' })

export const CustomerOrderPage = z
  .object({
    orders: z.array(OrderOfCustomer),
    pagination: z.object({ limit: z.int(), nextCursor: z.string().nullable() }),
  })
  .meta({ id: 'CustomerOrderPage' })

const Address = z.object({
  address: z.record(z.string(), z.unknown()),
  orders: z.int(),
  lastUsedAt: time,
})

export const CustomerSummary = z
  .object({
    customerId: z.uuid(),
    totals: z.array(
      z.object({
        currency: z.string(),
        orders: z.int().describe('All but trial orders'),
        cancelled: z.int(),
        spentMinor: SumMinor.describe(
          'What was paid and not given back, of orders that were not cancelled',
        ),
        refundedMinor: SumMinor,
        firstPlacedAt: time,
        lastPlacedAt: time,
      }),
    ),
    addresses: z.array(Address).describe('Where the newest orders went, the last one first'),
  })
  .meta({ id: 'CustomerSummary' })
