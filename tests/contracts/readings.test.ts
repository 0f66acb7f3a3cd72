import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { listAdapters, type Message, type Reading } from '#channels'

/** Names that platforms use, so that what is made of them comes further than the first question. */
const NAMES = [
  ...[
    'id',
    'order',
    'orders',
    'order_id',
    'number',
    'name',
    'status',
    'currency',
    'total',
    'lines',
  ],
  ...['line_items', 'products', 'quantity', 'price', 'sku', 'refunds', 'refund', 'fulfillments'],
  ...['created_at', 'date_created', 'date_created_gmt', 'updated_at', 'total_price', 'customer'],
  ...['billing', 'shipping', 'shipping_address', 'transactions', 'amount', 'payload', 'Orders'],
  ...['AmazonOrderId', 'OrderTotal', 'OrderItems', 'orderId', 'orderItems', 'data', 'scope'],
  ...['externalId', 'placedAt', 'po_number', 'item_data', 'details', 'event', 'body', 'total_tax'],
]
const TEXTS = [
  '',
  '0',
  '-1',
  '1e999',
  '12.345',
  'USD',
  'shipped',
  '2026-08-01T10:00:00Z',
  '\0\ud800',
]
const TOPICS = [
  ...['orders/create', 'orders/edited', 'refunds/create', 'fulfillments/create'],
  ...['order.created', 'order.updated', 'order.deleted', 'store/order/created', 'PO_CREATION'],
]
const TOPIC_HEADERS = ['x-shopify-topic', 'x-wc-webhook-topic', 'x-penstock-source', 'x-event']

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown>(...TEXTS, null, true, 0, -5, 1.5, 2 ** 53 + 2),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 8 }),
  ),
}))
const body = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.json().map((text) => new TextEncoder().encode(text)),
  value.map((one) => new TextEncoder().encode(JSON.stringify(one))),
)
const headers = fc.dictionary(
  fc.constantFrom(...TOPIC_HEADERS),
  fc.constantFrom(...TOPICS, 'fetch'),
)

describe.each(listAdapters().map((adapter) => [adapter.platform, adapter] as const))(
  '%s',
  (_platform, adapter) => {
    test('any message has a reading: an order, a part, or words why not', () => {
      fc.assert(
        fc.property(headers, body, (given, bytes) => {
          const message: Message = { headers: given, body: bytes }
          for (const reading of adapter.read(message)) expect(faultOf(reading)).toBeUndefined()
          adapter.recognise(message)
          adapter.deliveryKey?.(message)
        }),
        { numRuns: 400 },
      )
    })
  },
)

test.each(listAdapters().map((adapter) => [adapter.platform, adapter] as const))(
  'a store of %s takes orders of our own format as well',
  (_platform, adapter) => {
    const line = { sku: 'MUG', quantity: 1, unitPriceMinor: 500 }
    const order = { externalId: 'C-1', placedAt: '2026-11-01T10:00:00Z', lines: [line] }
    for (const posted of [order, { order }, [order], { orders: [order, {}] }]) {
      const bytes = new TextEncoder().encode(JSON.stringify(posted))
      const [first] = adapter.read({ headers: {}, body: bytes })
      expect(first).toMatchObject({ type: 'order', order: { externalId: 'C-1' } })
    }
  },
)

/** What no reading may hold: amounts that are no whole numbers, and text that no database takes. */
function faultOf(reading: Reading): string | undefined {
  const text = JSON.stringify(reading)
  if (text.includes('\\u0000')) return `NUL in ${text}`
  if (/\\ud[89ab]/.test(text)) return `half of a pair in ${text}`
  const amounts = [...text.matchAll(/"\w+Minor":([^,}\]]+)/g)].map(([, amount]) => amount!)
  const odd = amounts.find((amount) => amount !== 'null' && !Number.isSafeInteger(Number(amount)))
  if (odd !== undefined) return `the amount ${odd} in ${text}`
  if ('why' in reading && reading.why.trim() === '') return 'no words'
  return undefined
}
