import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { OrderTruth } from '../frame/control.ts'
import { createFrame, type SimulatorOptions } from '../frame/frame.ts'
import { type FaultAnswers, jsonOf } from '../frame/server.ts'
import { compact } from '../frame/wire.ts'
import type { ShopSimulator } from '../shop/start-shop.ts'
import {
  cancellationOf,
  creationOf,
  newPurchaseOrder,
  type PurchaseOrder,
  totalMinor,
} from './purchase-orders.ts'

export type BlinkitOptions = SimulatorOptions

export const ANSWERS: FaultAnswers = {
  tooManyRequests: { status: 429, headers: { 'retry-after': '2' }, body: '{"success":false}' },
  serverError: { status: 500, headers: {}, body: '{"success":false,"message":"Internal error"}' },
}

const TOPIC = 'po'

/** Purchase orders are sent and never listed; we hear of acceptance and of shipments. */
export async function startVendor(options: BlinkitOptions): Promise<ShopSimulator> {
  const frame = createFrame<{ po: PurchaseOrder; type: 'PO_CREATION' | 'PO_CANCELLATION' }>(
    {
      name: 'blinkit',
      answers: ANSWERS,
      rules: () => ({
        timeLimitMs: 5_000,
        repeatAfterMs: [60_000, 300_000, 1_800_000],
        isTaken: (status) => status === 200,
        compose: ({ event: { data } }, secret) => ({
          headers: { 'content-type': 'application/json', 'api-key': secret },
          body: compact(
            data.type === 'PO_CREATION' ? creationOf(data.po) : cancellationOf(data.po),
          ),
        }),
      }),
    },
    options,
  )
  const { clock, random, ledger, goods, webhooks } = frame
  const orders = new Map<string, PurchaseOrder>()
  const credentials = { apiKey: 'partnersbiz-simulated-key', vendorId: '4411' }
  const tell = (po: PurchaseOrder, type: 'PO_CREATION' | 'PO_CANCELLATION') =>
    webhooks.send({ id: random.uuid(), topic: TOPIC, at: clock.now(), data: { po, type } })

  addVendorRoutes(frame, orders, credentials)
  const simulator = await frame.start({
    addGoods: (more) => void goods.push(...more),
    makeOrders: (count) =>
      Array.from({ length: count }, () => {
        const po = newPurchaseOrder(random, goods, clock.now())
        orders.set(po.number, po)
        ledger.record('order.made', { id: externalIdOf(po) })
        tell(po, 'PO_CREATION')
        return externalIdOf(po)
      }),
    changeOrder(id, change) {
      const po = orders.get(id.replace(/^[A-Z]+:/, ''))
      if (!po || change !== 'cancel' || po.isCancelled || po.sentUnits > 0) return false
      Object.assign(po, { isCancelled: true, updatedAt: clock.now() })
      tell(po, 'PO_CANCELLATION')
      return true
    },
    orders: () => [...orders.values()].map(truthOf),
    // What the platform has in its own shops is not told to vendors.
    stock: () => ({}),
  })
  const register = (address: string, secret: string) => {
    webhooks.hooks.clear()
    webhooks.add({ topic: TOPIC, address, secret })
  }
  return { ...simulator, credentials, register }
}

const externalIdOf = ({ number, tenant }: PurchaseOrder): string =>
  tenant === 'BLINKIT' ? number : `${tenant}:${number}`

const acknowledgementSchema = z.object({
  po_number: z.string(),
  po_status: z.enum(['processing', 'accepted', 'partially_accepted', 'rejected']),
})
const noticeSchema = z.object({
  po_number: z.string(),
  invoice_number: z.string().min(1),
  supplier_details: z.object({
    supplier_address: z.string().min(1, 'supplier_address is required'),
  }),
  items: z
    .array(
      z.object({
        ...{ item_id: z.string(), quantity: z.number().int().min(1) },
        ...{ mrp: z.number(), unit_basic_price: z.number(), unit_landing_price: z.number() },
        tax_distribution: z.record(z.string(), z.number()),
      }),
    )
    .min(1),
})

type Frame = Pick<ReturnType<typeof createFrame<unknown>>, 'app' | 'clock' | 'ledger' | 'random'>

function addVendorRoutes(
  { app, clock, ledger, random }: Frame,
  orders: ReadonlyMap<string, PurchaseOrder>,
  known: { apiKey: string; vendorId: string },
): void {
  const reply = (words: string | null, more: Record<string, string | undefined> = {}) =>
    compact({
      success: words === null,
      message: words ?? 'done',
      timestamp: clock.now().toISOString(),
      data: {
        ...more,
        errors: words === null ? [] : [{ code: 'E102', message: words }],
        warnings: [],
      },
    })
  const isKnown = ({ headers }: FastifyRequest) =>
    headers['api-key'] === known.apiKey && headers['x-vendor-id'] === known.vendorId

  app.post('/webhook/public/v1/po/acknowledgement', (request, answer) => {
    if (!isKnown(request)) return answer.code(401).send(reply('wrong api-key or vendor'))
    const body = acknowledgementSchema.safeParse(jsonOf(request))
    const po = body.success ? orders.get(body.data.po_number) : undefined
    if (!body.success || !po) return answer.send(reply('PO not found'))
    po.acknowledged = body.data.po_status
    ledger.record('acknowledgement', body.data)
    return answer.send(reply(null, { po_status: po.acknowledged, po_number: po.number }))
  })
  app.post('/webhook/public/v1/asn', (request, answer) => {
    if (!isKnown(request)) return answer.code(401).send(reply('wrong api-key or vendor'))
    const body = noticeSchema.safeParse(jsonOf(request))
    if (!body.success) return answer.send(reply(body.error.issues[0]!.message))
    const po = orders.get(body.data.po_number)
    if (!po || po.isCancelled) return answer.send(reply('PO not found'))
    const again = po.notices.get(body.data.invoice_number)
    if (again !== undefined) return answer.send(reply(null, { asn_id: again }))
    const asnId = random.digits(8)
    po.notices.set(body.data.invoice_number, asnId)
    po.sentUnits += body.data.items.reduce((sum, { quantity }) => sum + quantity, 0)
    po.updatedAt = clock.now()
    ledger.record('shipment', body.data)
    return answer.send(reply(null, { asn_id: asnId }))
  })
}

function truthOf(po: PurchaseOrder): OrderTruth {
  const units = po.lines.reduce((sum, { units: ordered }) => sum + ordered, 0)
  return {
    ...{ externalId: externalIdOf(po), number: po.number, isTest: false, currency: 'INR' },
    lifecycle: po.isCancelled ? 'cancelled' : 'open',
    grandTotalMinor: totalMinor(po),
    refundedMinor: 0,
    activeUnits: po.isCancelled ? 0 : units,
    fulfilledUnits: po.sentUnits,
    updatedAt: po.updatedAt.toISOString(),
  }
}
