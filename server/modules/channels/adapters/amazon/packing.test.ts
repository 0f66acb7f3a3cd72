import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { CanonicalOrder } from '../../canonical.ts'
import { amazon } from './index.ts'

type Json = Record<string, unknown>

const fixture = (name: string): Json =>
  JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')) as Json

function orderOf(body: Json): CanonicalOrder {
  const [reading] = amazon.read({ headers: {}, body: Buffer.from(JSON.stringify(body)) })
  if (reading?.type !== 'order') throw new Error(JSON.stringify(reading))
  return reading.order
}

function order2026(order: Json, item: Json = {}): CanonicalOrder {
  const { order: known } = fixture('order-2026') as { order: { orderItems: Json[] } }
  const [first] = known.orderItems
  return orderOf({ order: { ...known, ...order, orderItems: [{ ...first, ...item }] } })
}

type V0 = { order: { payload: Json }; items: { payload: { OrderItems: Json[] } }[] }

function orderV0(order: Json, item: Json = {}, address: Json = {}): CanonicalOrder {
  const body = fixture('order-v0') as V0 & { address: { payload: Json } }
  Object.assign(body.order.payload, order)
  Object.assign(body.address.payload, address)
  Object.assign(body.items[0]!.payload.OrderItems[0]!, item)
  return orderOf(body)
}

const GIFT = { gift: 'yes', giftMessage: 'To Ada', giftWrap: 'Classic' }

test('a gift, what the buyer designed, and where to leave it reach who packs', () => {
  const product = { sellerSku: 'MUG', customization: { customizedUrl: 'https://a.example/7' } }
  const packing = { giftOption: { giftMessage: 'To Ada', giftWrapLevel: 'Classic' } }
  const wish = { dropOffLocation: 'Front desk', addressInstruction: 'Ask for Ada' }
  const recipient = { deliveryPreference: wish }
  const properties = { ...GIFT, customized: 'https://a.example/7' }
  expect(order2026({ recipient }, { product, fulfillment: { packing } })).toMatchObject({
    ...{ note: 'Front desk · Ask for Ada', lines: [{ properties }] },
  })
  const buyer = {
    ...{ GiftMessageText: 'To Ada', GiftWrapLevel: 'Classic' },
    BuyerCustomizedInfo: { CustomizedURL: 'https://a.example/7' },
  }
  const place = { DropOffLocation: 'Front desk', AddressInstructions: 'Ask for Ada' }
  const old = orderV0({}, { IsGift: 'true', BuyerInfo: buyer }, { DeliveryPreferences: place })
  expect(old).toMatchObject({ note: 'Front desk · Ask for Ada', lines: [{ properties }] })
})

test('what is no gift says nothing of one', () => {
  const [first, second] = [order2026({}), orderV0({}, { IsGift: 'false' })]
  expect([first, second].map(({ note, lines }) => [note, lines[0]?.properties])).toEqual([
    ...[
      [null, {}],
      [null, {}],
    ],
  ])
})

test('a replacement says which order it replaces, and a company how it is taxed', () => {
  const associatedOrders = [{ orderId: '405-1', associationType: 'REPLACEMENT_ORIGINAL_ID' }]
  expect(order2026({ associatedOrders }).meta).toMatchObject({
    associatedOrders: 'REPLACEMENT_ORIGINAL_ID 405-1',
  })
  const taxed = { BuyerLegalCompanyName: 'Lamba A.S.', BuyerTaxRegistrationId: '1234567890' }
  const replaces = { IsReplacementOrder: 'true', ReplacedOrderId: '405-1' }
  expect(orderV0({ ...replaces, BuyerTaxInformation: taxed })).toMatchObject({
    meta: { ...replaces, PaymentMethod: 'Other' },
    customer: { company: 'Lamba A.S.', taxId: '1234567890' },
  })
})

test('money of another currency is never added up with that of the order', () => {
  const product = { price: { unitPrice: { amount: '1000', currencyCode: 'JPY' } } }
  const { currency, flags, lines } = order2026({}, { product, proceeds: {} })
  expect(currency).toBe('INR')
  expect(flags).toContain('totals_mismatch')
  expect(lines).toMatchObject([{ unitPriceMinor: null }])
})
