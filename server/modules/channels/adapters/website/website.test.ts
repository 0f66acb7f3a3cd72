import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Message, Reading } from '../../adapter.ts'
import type { CanonicalOrder } from '../../canonical.ts'
import { standardWebhookHeaders } from '../shape/standard-webhooks.ts'
import { generic, website } from './index.ts'

const message = (body: unknown, headers: Record<string, string> = {}): Message => ({
  headers,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
})

const orderOf = (readings: Reading[]): CanonicalOrder => {
  const [reading] = readings
  if (reading?.type !== 'order') throw new Error(`no order: ${JSON.stringify(reading)}`)
  return reading.order
}

const SMALLEST = {
  externalId: 'W-1',
  currency: 'INR',
  placedAt: '2026-11-28T10:00:00+05:30',
  lines: [{ sku: 'MUG', quantity: 2, unitPriceMinor: 49_900 }],
}

test('an order needs its id, its lines and their prices, and no more', () => {
  const order = orderOf(website.read(message(SMALLEST)))
  expect(order).toMatchObject({
    externalId: 'W-1',
    number: 'W-1',
    placedAt: '2026-11-28T04:30:00.000Z',
    lifecycle: 'open',
    paymentStatus: 'pending',
    fulfillmentStatus: 'unfulfilled',
    decision: 'import',
    flags: ['no_customer', 'no_shipping_address'],
  })
  expect(order.totals).toMatchObject({ itemsMinor: 99_800, grandTotalMinor: 99_800, taxMinor: 0 })
  expect(order.lines).toMatchObject([
    { externalLineId: '1', sku: 'MUG', quantity: '2', totalMinor: 99_800, discountMinor: 0 },
  ])
})

test('an id of more digits than a double holds arrives whole', () => {
  const text = JSON.stringify(SMALLEST).replace('"W-1"', '820982911946154508')
  expect(orderOf(website.read(message(text))).externalId).toBe('820982911946154508')
})

test('what was said stands, and a total that does not add up is flagged', () => {
  const totals = { taxMinor: 5_000, shippingMinor: 4_000, grandTotalMinor: 108_799 }
  const order = orderOf(website.read(message({ ...SMALLEST, totals })))
  expect(order.totals.grandTotalMinor).toBe(108_799)
  expect(order.flags).toContain('totals_mismatch')
  const right = { ...SMALLEST, totals: { ...totals, grandTotalMinor: 108_800 } }
  expect(orderOf(website.read(message(right))).flags).not.toContain('totals_mismatch')
})

test.for<[refunds: number[], status: string, refundedMinor: number]>([
  [[], 'paid', 0],
  [[10_000], 'partially_refunded', 10_000],
  [[10_000, 89_800], 'refunded', 99_800],
])('refunds of %j make a paid order %s', ([refunds, status, refundedMinor]) => {
  const posted = {
    ...SMALLEST,
    paymentStatus: 'paid',
    refunds: refunds.map((amountMinor, index) => ({ externalId: `R${index}`, amountMinor })),
  }
  const order = orderOf(website.read(message(posted)))
  expect(order.paymentStatus).toBe(status)
  expect(order.totals.refundedMinor).toBe(refundedMinor)
})

test.for<[change: Record<string, unknown>, expected: Partial<CanonicalOrder>]>([
  [{ lifecycle: 'cancelled' }, { lifecycle: 'cancelled' }],
  [{ lifecycle: 'Canceled' }, { lifecycle: 'cancelled', channelStatus: { lifecycle: 'Canceled' } }],
  [{ decision: 'cancel_existing' }, { lifecycle: 'cancelled', decision: 'import' }],
  [{ paymentStatus: 'PAID' }, { paymentStatus: 'paid', channelStatus: { payment: 'PAID' } }],
  [{ isTest: true }, { decision: 'import_as_test' }],
  [{ fulfilledBy: 'channel' }, { decision: 'import_mirror_only' }],
  [{ decision: 'quarantine' }, { decision: 'quarantine' }],
  [
    { presentment: { currency: 'usd', grandTotalMinor: 1_200 } },
    { presentment: { currency: 'USD', grandTotalMinor: 1_200 } },
  ],
  [{ paymentStatus: 'who knows' }, { paymentStatus: 'pending', flags: ['unknown_payment_status'] }],
  [{ currency: undefined }, { currency: null, flags: ['missing_currency_code'] }],
  [{ lines: [{ quantity: '1.5', totalMinor: 150 }] }, { flags: ['unmapped_sku'] }],
  [{ shippingAddress: { line1: 'a', postcode: '1', country: 'in' } }, { flags: ['no_customer'] }],
])('%j is read with what is unclear in a flag', ([change, { flags = [], ...expected }]) => {
  const order = orderOf(website.read(message({ ...SMALLEST, ...change })))
  expect(order).toMatchObject(expected)
  expect(order.flags).toEqual(expect.arrayContaining(flags))
})

test.for<[change: Record<string, unknown>, why: string]>([
  [{ lines: [{ sku: 'MUG', quantity: -1, unitPriceMinor: 1 }] }, '/lines/0/quantity must be a num'],
  [{ lines: [{ sku: 'MUG', quantity: 1 }] }, '/lines/0/unitPriceMinor is missing'],
  [{ lines: [{ quantity: 1, unitPriceMinor: 19.99 }] }, 'minor units, such as 1999 for 19.99'],
  [
    { lines: [1, 2].map(() => ({ id: 'a', quantity: 1, unitPriceMinor: 1 })) },
    '/lines/1/id is the id of another line as well: a',
  ],
  [{ lines: [] }, '/lines must have at least one line'],
  [{ lines: undefined }, '/lines must be a list of lines'],
  [{ externalId: undefined }, '/externalId is missing'],
  [{ decision: 'hold' }, '/decision must be one of import, import_as_test'],
  [{ placedAt: '28.11.2026' }, '/placedAt must be a time with its zone'],
  [{ placedAt: '0000-01-01T00:00:00Z' }, '/placedAt must be a time with its zone'],
  [{ placedAt: undefined }, '/placedAt is missing'],
  [{ currency: 'Rupees' }, '/currency must be a currency of three letters'],
  [{ lines: [{ quantity: 999_999_999, unitPriceMinor: 99_999_999 }] }, 'too large'],
])('%j is refused in words', ([change, why]) => {
  const [reading] = website.read(message({ ...SMALLEST, ...change }))
  expect(reading).toMatchObject({ type: 'unclear', why: expect.stringContaining(why) })
})

test('a bad order in a list harms no other, and 500 are the most', () => {
  const orders = [SMALLEST, { ...SMALLEST, externalId: 'W-2', lines: 7 }, SMALLEST]
  const types = (body: unknown) => website.read(message(body)).map(({ type }) => type)
  expect(types(orders)).toEqual(['order', 'unclear', 'order'])
  expect(types({ orders })).toEqual(['order', 'unclear', 'order'])
  expect(website.read(message(orders))[1]).toMatchObject({ externalId: 'W-2' })
  expect(types(Array.from({ length: 501 }, () => SMALLEST))).toEqual(['unclear'])
})

test('what says nothing is left out: null, and the lists that PHP writes for empty objects', () => {
  const order = orderOf(
    website.read(
      message({
        ...SMALLEST,
        ...{ number: null, isTest: '0', taxIncluded: '1', kind: null, tags: null, cancelled: null },
        ...{ customer: [], billingAddress: [], meta: [], totals: [], discounts: {} },
        lines: { 1: { ...SMALLEST.lines[0], id: null, properties: [], channelProductId: 77 } },
      }),
    ),
  )
  expect(order).toMatchObject({
    ...{ number: 'W-1', isTest: false, taxIncluded: true, customer: null, discounts: [] },
    totals: { grandTotalMinor: 99_800 },
    lines: [{ sku: 'MUG', channelProductId: '77', properties: {} }],
  })
})

test('a price that is not known yet is no price of nothing', () => {
  const lines = [{ sku: 'MUG', quantity: 1, unitPriceMinor: null }]
  const totals = { itemsMinor: null, grandTotalMinor: null }
  for (const posted of [
    { ...SMALLEST, lines, totals },
    { ...SMALLEST, lines },
  ]) {
    expect(orderOf(website.read(message(posted)))).toMatchObject({
      totals: { itemsMinor: null, grandTotalMinor: null },
      lines: [{ unitPriceMinor: null, totalMinor: null }],
      flags: expect.arrayContaining(['total_unknown_yet']),
    })
  }
})

test('an order without a time was placed when it came', () => {
  const posted = { ...SMALLEST, placedAt: undefined }
  const received = message(posted, { 'x-penstock-received-at': '2026-11-28T10:41:07.123Z' })
  expect(orderOf(website.read(received)).placedAt).toBe('2026-11-28T10:41:07.123Z')
  const signed = message(posted, { 'webhook-timestamp': '1786000000' })
  expect(orderOf(website.read(signed)).placedAt).toBe('2026-08-06T07:06:40.000Z')
})

test('reading never throws', () => {
  const keys = fc.constantFrom('lines', 'externalId', 'totals', 'orders', 'placedAt', 'refunds')
  const tree = fc.letrec((tie) => ({
    value: fc.oneof(fc.jsonValue(), fc.dictionary(keys, tie('value')), fc.array(tie('value'))),
  })).value
  fc.assert(
    fc.property(tree, (value) => {
      expect(website.read(message(value)).length).toBeGreaterThan(0)
    }),
    { numRuns: 50 },
  )
  fc.assert(
    fc.property(fc.uint8Array(), (body) => {
      expect(website.read({ headers: {}, body }).length).toBeGreaterThan(0)
    }),
  )
  expect(website.read(message('['.repeat(100_000)))).toMatchObject([{ type: 'unclear' }])
})

const NOW = new Date('2026-11-28T10:00:00Z')

test.for<[title: string, secret: string, sentS: number, change: string, verdict: unknown]>([
  ['right', 'shop-secret', 0, '', { type: 'valid' }],
  ['encoded as the libraries do', 'whsec_c2hvcC1zZWNyZXQ=', 0, '', { type: 'valid' }],
  ['of the secret before', 'old-secret', 0, '', { type: 'valid' }],
  ['of another secret', 'else', 0, '', { type: 'refused', reason: 'wrong' }],
  ['of other bytes', 'shop-secret', 0, ' ', { type: 'refused', reason: 'wrong' }],
  ['6 minutes old', 'shop-secret', -360, '', { type: 'refused', reason: 'too_old' }],
  ['6 minutes ahead', 'shop-secret', 360, '', { type: 'refused', reason: 'too_old' }],
])('a signature that is %s', ([, secret, sentS, change, verdict]) => {
  const body = Buffer.from(JSON.stringify(SMALLEST))
  const key = secret.startsWith('whsec_') ? Buffer.from('shop-secret') : Buffer.from(secret)
  const headers = standardWebhookHeaders(key, 'm1', new Date(NOW.getTime() + sentS * 1_000), body)
  const secrets = [secret === 'else' ? 'shop-secret' : secret, 'shop-secret', 'old-secret']
  const sent = { headers, body: Buffer.concat([body, Buffer.from(change)]) }
  expect(website.verify(sent, { secrets, now: NOW })).toEqual(verdict)
})

test('a signature may be missing, of a wrong length, or one of several', () => {
  const body = Buffer.from('{}')
  const account = { secrets: ['s'], now: NOW }
  const headers = standardWebhookHeaders(Buffer.from('s'), 'm1', NOW, body)
  const signed = (signature: string) =>
    website.verify({ headers: { ...headers, 'webhook-signature': signature }, body }, account)
  expect(website.verify({ headers: {}, body }, account)).toMatchObject({ reason: 'missing' })
  expect(signed('v1,c2hvcnQ=')).toMatchObject({ reason: 'wrong' })
  expect(signed(`v1,c2hvcnQ= ${headers['webhook-signature']}`)).toEqual({ type: 'valid' })
})

test('a post names its store by a header, and only its own platform hears it', () => {
  const post = message(SMALLEST, { 'x-penstock-store': 'website/my-shop' })
  expect(website.recognise(post)).toEqual({ uid: 'my-shop' })
  expect(generic.recognise(post)).toBeUndefined()
})
