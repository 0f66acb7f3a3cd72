import { expect, test } from 'vitest'
import { findAdapter } from '#channels'
import { idOf } from './message.ts'
import { withoutOrder } from './without-order.ts'

const at = '2026-11-28T10:00:00Z'

const own = (externalId: string, name: string) => ({
  ...{ externalId, placedAt: at, currency: 'INR', customer: { name } },
  lines: [{ quantity: 1, unitPriceMinor: 500 }],
})

const amazon = (id: string, Name: string) => ({
  ...{ AmazonOrderId: id, PurchaseDate: at, OrderStatus: 'Unshipped', FulfillmentChannel: 'MFN' },
  ShippingAddress: { Name },
})

const woo = (id: string, name: string) =>
  `{"id":${id},"status":"processing","currency":"INR","total":"1.00","date_created_gmt":` +
  `"2026-11-28T10:00:00","billing":{"first_name":"${name}"},"line_items":[]}`

const change = (AmazonOrderId: string) => ({
  body: JSON.stringify({
    NotificationType: 'ORDER_CHANGE',
    Payload: { OrderChangeNotification: { AmazonOrderId } },
  }),
})

const cut = (platform: string, body: unknown, id: string) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const message = { headers: {}, body: Buffer.from(text) }
  const rest = withoutOrder(findAdapter(platform)!, message, id)
  return rest && Buffer.from(rest).toString()
}

const readIn = (platform: string, text: string) =>
  findAdapter(platform)!
    .read({ headers: {}, body: Buffer.from(text) })
    .map(idOf)

test.for<[what: string, platform: string, body: unknown, others: string[]]>([
  ['a list', 'website', [own('1', 'Asha'), own('2', 'Ravi'), own('3', 'Mina')], ['1', '3']],
  ['orders', 'website', { orders: [own('2', 'Ravi'), own('3', 'Mina')] }, ['3']],
  ['one twice', 'website', [own('2', 'Ravi'), own('3', 'Mina'), own('2', 'Ravi')], ['3']],
  [
    'an answer of Amazon',
    'amazon',
    { payload: { Orders: [amazon('1', 'Asha'), amazon('2', 'Ravi')] } },
    ['1', '1'],
  ],
  ['notifications', 'amazon', { Records: [change('1'), change('2')] }, ['1']],
])(
  'one order is cut out of the original, and the others are read as before: %s',
  ([, platform, body, others]) => {
    const rest = cut(platform, body, '2')!
    expect(rest).not.toContain('Ravi')
    expect(readIn(platform, rest)).toEqual(others)
  },
)

test('the others keep each of their digits', () => {
  const long = '90071992547409931'
  const rest = cut('woocommerce', `[${woo(long, 'Asha')},${woo('2', 'Ravi')}]`, '2')
  expect(rest).toContain(`"id":${long},`)
  expect(rest).not.toContain('Ravi')
})

test.for<[what: string, body: unknown]>([
  ['it tells of nothing else', own('2', 'Ravi')],
  ['a list of it alone', [own('2', 'Ravi')]],
  ['it is no JSON', 'Ravi'],
])('all of the original goes where %s', ([, body]) => {
  expect(cut('website', body, '2')).toBeNull()
})
