import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { SimulatorClock } from '../frame/clock.ts'
import type { Faults } from '../frame/faults.ts'
import type { Ledger } from '../frame/ledger.ts'
import type { Random } from '../frame/random.ts'
import { jsonOf } from '../frame/server.ts'
import { compact, type Wire } from '../frame/wire.ts'
import { type AwsUser, isSignedBy } from './aws-signed.ts'
import { send } from './gate.ts'
import type { AmazonOrder } from './orders.ts'
import { MARKETPLACE } from './shapes.ts'

const VISIBLE_AGAIN_MS = 30_000

type Entry = { id: string; body: string; receipt: string; visibleAtMs: number }

type Parts = {
  app: FastifyInstance
  clock: SimulatorClock
  random: Random
  faults: Faults
  ledger: Ledger
  sellerId: string
  user: AwsUser
}

/** A queue like SQS: at least once, in any order, and back again when nobody deletes. */
export function addQueue({ app, clock, random, faults, ledger, sellerId, user }: Parts) {
  let entries: Entry[] = []
  const add = (body: string) => {
    const id = random.uuid()
    const entry = { id, body, receipt: random.hex(32), visibleAtMs: clock.now().getTime() }
    entries.splice(random.between(0, entries.length), 0, entry)
  }

  app.post('/queue', (request, reply) => {
    if (!isSignedBy(user, request)) return send(reply, 403, { __type: 'InvalidSignature' })
    const action = String(request.headers['x-amz-target'] ?? '').replace('AmazonSQS.', '')
    const body = queueSchema.parse(jsonOf(request))
    if (action === 'DeleteMessageBatch') {
      const receipts = new Set(body.Entries.map(({ ReceiptHandle }) => ReceiptHandle))
      entries = entries.filter(({ receipt }) => !receipts.has(receipt))
      return send(reply, 200, { Successful: body.Entries.map(({ Id }) => ({ Id })), Failed: [] })
    }
    if (action !== 'ReceiveMessage') return send(reply, 400, { __type: 'InvalidAction' })
    const nowMs = clock.now().getTime()
    const visible = entries.filter(({ visibleAtMs }) => visibleAtMs <= nowMs)
    const handed = visible.slice(0, Math.min(10, body.MaxNumberOfMessages))
    for (const entry of handed) entry.visibleAtMs = nowMs + VISIBLE_AGAIN_MS
    const Messages = handed.map(({ id, receipt, body: Body }) => {
      return { MessageId: id, ReceiptHandle: receipt, Body }
    })
    return send(reply, 200, Messages.length > 0 ? { Messages } : {})
  })

  return {
    size: () => entries.length,
    notify(order: AmazonOrder, reason: string): void {
      const struck = faults.onWebhook('ORDER_CHANGE').map(({ kind }) => kind)
      if (struck.includes('drop')) return ledger.record('webhook.dropped', { order: order.id })
      const body = compact(notificationOf(order, reason, sellerId, random.uuid()))
      add(body)
      if (struck.includes('duplicate')) add(body)
    },
  }
}

const queueSchema = z.object({
  MaxNumberOfMessages: z.number().int().min(1).max(10).default(1),
  Entries: z.array(z.object({ Id: z.string(), ReceiptHandle: z.string() })).default([]),
})

function notificationOf(order: AmazonOrder, reason: string, SellerId: string, id: string): Wire {
  const isAsked = reason === 'Buyer Requested Cancel'
  const time = order.updatedAt.toISOString()
  return {
    NotificationVersion: '1.0',
    NotificationType: 'ORDER_CHANGE',
    PayloadVersion: '1.0',
    EventTime: time,
    Payload: {
      OrderChangeNotification: {
        NotificationLevel: 'OrderLevel',
        SellerId,
        AmazonOrderId: order.id,
        OrderChangeType: isAsked ? 'BuyerRequestedChange' : 'OrderStatusChange',
        OrderChangeTrigger: { TimeOfOrderChange: time, ChangeReason: reason },
        Summary: {
          MarketplaceId: MARKETPLACE,
          OrderStatus: order.status,
          PurchaseDate: order.createdAt.toISOString(),
          FulfillmentType: order.fulfilledBy === 'AMAZON' ? 'AFN' : 'MFN',
          OrderItems: order.lines.map((line) => ({
            OrderItemId: line.itemId,
            SellerSKU: line.sku,
            Quantity: line.quantity,
            QuantityShipped: line.shipped,
            IsBuyerRequestedCancel: isAsked,
          })),
        },
      },
    },
    NotificationMetadata: { PublishTime: time, NotificationId: id },
  }
}
