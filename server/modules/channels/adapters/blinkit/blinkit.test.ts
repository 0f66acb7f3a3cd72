import fc from 'fast-check'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { expectedOf, hasPayloads, payloadText } from '#tests/payloads.ts'
import type { Message, Reading } from '../../adapter.ts'
import type { CanonicalOrder } from '../../canonical.ts'
import { blinkit } from './index.ts'

const fixture = (name: string): string =>
  readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')

const message = (body: string, headers: Record<string, string> = {}): Message => ({
  headers,
  body: Buffer.from(body),
})

const read = (body: string): Reading[] => blinkit.read(message(body))

function orderOf(body: string): CanonicalOrder {
  const [reading] = read(body)
  if (reading?.type !== 'order') throw new Error(JSON.stringify(reading))
  return reading.order
}

type Details = Record<string, unknown> & { item_data: Record<string, unknown>[] }
type Posted = Record<string, unknown> & { details: Details }

function changed(change: (posted: Posted) => unknown): string {
  const posted = JSON.parse(fixture('purchase-order')) as Posted
  change(posted)
  return JSON.stringify(posted)
}

test('a purchase order, with taxes by percentages and a flat cess', () => {
  // 31.015 × 120 = 3,721.80 and 12 % of it; 100 × 10 = 1,000.00 and 23 % of it and 2.00.
  expect(orderOf(fixture('purchase-order'))).toMatchObject({
    ...{ externalId: '3300112200045', number: '3300112200045', kind: 'b2b_purchase_order' },
    currency: 'INR',
    totals: { itemsMinor: 472_180, taxMinor: 67_862, grandTotalMinor: 540_042 },
    ...{ lifecycle: 'open', paymentStatus: 'pending', fulfillmentStatus: 'unfulfilled' },
    customer: { name: 'Quick Retail Pvt Ltd', taxId: '29AAACQ1234A1Z5' },
    shippingAddresses: [{ name: 'Outlet 1188', city: 'Bengaluru', country: 'IN' }],
    lines: [
      { sku: '10055501', quantity: '120', totalMinor: 372_180, taxMinor: 44_662 },
      { sku: 'MUG-SLATE', channelProductId: '10055502', totalMinor: 100_000, taxMinor: 23_200 },
    ],
    shipBy: '2026-11-25T00:00:00.000Z',
    flags: ['precision_rounded'],
    decision: 'import',
  })
})

test.for<[title: string, change: (posted: Posted) => unknown, expected: Partial<CanonicalOrder>]>([
  [
    'another tenant is another buyer',
    (posted) => (posted['tenant'] = 'HYPERPURE'),
    { externalId: 'HYPERPURE:3300112200045', flags: ['other_legal_buyer:HYPERPURE'] },
  ],
  [
    'two numbers contradict each other',
    (posted) => (posted.details['po_number'] = '1'),
    { decision: 'quarantine', flags: ['po_number_mismatch'] },
  ],
  [
    'a wrong total in the head',
    (posted) => (posted.details['total_amount'] = 1),
    { flags: ['total_amount_mismatch'] },
  ],
  [
    'a wrong count in the head',
    (posted) => (posted.details['total_sku'] = 9),
    { flags: ['total_sku_mismatch'] },
  ],
  [
    'a line that nothing identifies',
    (posted) => Object.assign(posted.details.item_data[0]!, { item_id: null, sku_code: '' }),
    { flags: ['line_without_identifier'] },
  ],
])('%s', ([, change, { flags, ...expected }]) => {
  const order = orderOf(changed(change))
  expect(order).toMatchObject(expected)
  expect(order.flags.filter((flag) => flag !== 'precision_rounded')).toEqual(flags)
  expect(order.lines).toHaveLength(2)
})

test('a time without a zone is of India, and pieces are ordered however they are packed', () => {
  const body = changed(({ details }) => {
    Object.assign(details, { issue_date: '2026-11-20 01:00:00', delivery_date: '2026-11-25' })
    Object.assign(details.item_data[0]!, {
      ...{ units_ordered: '240.00', crates_config: { crates_ordered: 24, crate_size: '10' } },
      uom: { unit: 'g', value: 100 },
    })
  })
  expect(orderOf(body)).toMatchObject({
    ...{ placedAt: '2026-11-19T19:30:00.000Z', shipBy: '2026-11-24T18:30:00.000Z' },
    lines: [
      {
        quantity: '240',
        properties: { crates_ordered: '24', crate_size: '10', pack: '100 g' },
      },
      { quantity: '10' },
    ],
  })
  const order = JSON.parse(fixture('marketplace-order')) as Record<string, unknown>
  const placed = orderOf(JSON.stringify({ ...order, created_at: '2026-11-20T15:30:00' }))
  expect([placed.placedAt, placed.acceptBy]).toEqual([
    '2026-11-20T10:00:00.000Z',
    '2026-11-20T10:11:30.000Z',
  ])
})

test('a tax is rounded once', () => {
  const body = changed(({ details }) => {
    // A quarter of a percent of 1.98 is 0.495 of a paisa.
    details.item_data = [
      { item_id: 1, units_ordered: 1, basic_price: 1.98, tax_details: { igst_percentage: 0.25 } },
    ]
  })
  expect(orderOf(body).lines).toMatchObject([{ totalMinor: 198, taxMinor: 0 }])
})

test('two lines of the same goods, and a line without any price', () => {
  const body = changed((posted) => {
    const [first, second] = posted.details.item_data
    Object.assign(second!, { item_id: first!['item_id'], basic_price: null, landing_price: null })
    posted.details['buyer_details'] = null
  })
  const { lines, flags } = orderOf(body)
  expect(lines).toMatchObject([
    { externalLineId: '10055501', totalMinor: 372_180 },
    { externalLineId: '10055501#2', unitPriceMinor: null, totalMinor: null, taxMinor: 0 },
  ])
  const unclear = ['no_customer', 'no_shipping_address', 'total_unknown_yet']
  expect(flags).toEqual(expect.arrayContaining(unclear))
})

test('a purchase order names its supplier, and every entry of a list has an answer', () => {
  const headers = { 'api-key': 'key' }
  const body = changed((posted) => (posted.details['supplier_details'] = { id: 4411 }))
  expect(blinkit.recognise(message(body, headers))).toEqual({ uid: '4411' })
  expect(blinkit.recognise(message(body))).toBeUndefined()
  expect(blinkit.recognise(message('{}', headers))).toBeUndefined()
  const list = `[${body},null,{"order":${fixture('marketplace-order')}}]`
  expect(read(list).map(({ type }) => type)).toEqual(['order', 'unclear', 'order'])
})

test('a cancellation, an event, and what cannot be understood', () => {
  const cancelled = changed((posted) => (posted['type'] = 'PO_CANCELLATION'))
  expect(read(cancelled)).toMatchObject([
    { type: 'part', externalId: '3300112200045', part: { type: 'cancelled' } },
  ])
  const other = changed((posted) => {
    posted['type'] = 'PO_CANCELLATION'
    posted.details['po_number'] = '3300112200046'
  })
  expect(read(other)).toMatchObject([{ type: 'unclear', why: expect.stringContaining('two') }])
  const event = '{"event_id":"e1","event_type":"orders.notification","meta":{"resource_id":"B1"}}'
  expect(read(event)).toMatchObject([{ type: 'fetch', externalId: 'B1' }])
  expect(read('{"type":"PO_CREATION"}')).toMatchObject([{ type: 'unclear' }])
})

test.for<[change: (posted: Posted) => unknown, why: string]>([
  [(posted) => (posted.details.item_data = []), 'no lines in item_data'],
  [(posted) => (posted.details['issue_date'] = null), 'no issue_date'],
  [(posted) => (posted.details['issue_date'] = '20-11-2026'), 'issue_date 20-11-2026'],
  [(posted) => (posted['type'] = undefined), 'does not say its type'],
  [(posted) => Object.assign(posted, { order_id: '3300112200045' }), 'no items'],
  [(posted) => (posted['type'] = 'PO_AMENDMENT'), 'unknown type PO_AMENDMENT'],
])('what is no purchase order says why: %s', ([change, why]) => {
  expect(read(changed(change))).toMatchObject([
    { type: 'unclear', externalId: '3300112200045', why: expect.stringContaining(why) },
  ])
})

test('an order of the marketplace must be accepted in 11.5 minutes', () => {
  const body = fixture('marketplace-order')
  expect(orderOf(body)).toMatchObject({
    ...{ externalId: 'BLK-900719925474099312', number: 'A-4471', kind: 'consumer' },
    totals: { itemsMinor: 39_800, shippingMinor: 2_500, taxMinor: 7_164, grandTotalMinor: 47_964 },
    acceptBy: '2026-11-20T10:11:30.000Z',
    flags: [],
  })
  const accepted = orderOf(body.replace('CREATED', 'ACCEPTED'))
  expect(accepted.acceptBy).toBeNull()
  for (const over of ['EXPIRED', 'CANCELLED', 'CANCELED']) {
    expect(orderOf(body.replace('CREATED', over))).toMatchObject({ lifecycle: 'cancelled' })
  }
})

test('the reply of a purchase order, also of one that changed', () => {
  const posted = message(fixture('purchase-order'))
  const now = new Date('2026-11-20T01:00:00Z')
  const reply = (refusal?: 'changed_duplicate', sent = posted) =>
    blinkit.acknowledge?.(sent, blinkit.read(sent), now, refusal)
  expect(reply()).toMatchObject({
    status: 200,
    body: {
      ...{ success: true, message: 'PO received', timestamp: '2026-11-20T01:00:00.000Z' },
      data: { po_status: 'processing', po_number: '3300112200045', errors: [] },
    },
  })
  expect(reply('changed_duplicate')).toMatchObject({
    body: { success: false, data: { errors: [{ code: 'E101' }] } },
  })
  expect(reply(undefined, message('{"po_number":"7"}'))).toMatchObject({
    body: { success: false, data: { po_number: '7', errors: [{ code: 'E100' }] } },
  })
})

const signed = (secret: string) => createHmac('sha256', secret).update('{}').digest('hex')

test.for<[headers: Record<string, string>, verdict: unknown]>([
  [{ 'api-key': 'new' }, { type: 'valid' }],
  [{ 'api-key': 'old' }, { type: 'valid' }],
  [{ 'api-key': 'olde' }, { type: 'refused', reason: 'wrong' }],
  [{ 'x-blinkit-signature': signed('old') }, { type: 'valid' }],
  [{ 'x-blinkit-signature': signed('else') }, { type: 'refused', reason: 'wrong' }],
  [
    { 'x-blinkit-signature': 'ab', 'api-key': 'new' },
    { type: 'refused', reason: 'wrong' },
  ],
  [{}, { type: 'refused', reason: 'missing' }],
])('a message with %j', ([headers, verdict]) => {
  const account = { secrets: ['new', 'old'], now: new Date(0) }
  expect(blinkit.verify(message('{}', headers), account)).toEqual(verdict)
})

test('reading never throws', () => {
  const keys = fc.constantFrom('details', 'item_data', 'po_number', 'meta', 'items', 'tax_details')
  const tree = fc.letrec((tie) => ({
    value: fc.oneof(fc.jsonValue(), fc.dictionary(keys, tie('value')), fc.array(tie('value'))),
  })).value
  const heads = fc.constantFrom(
    { type: 'PO_CREATION', po_number: '1' },
    { order_id: '1', created_at: '2026-11-20T10:00:00Z' },
    { event_type: 'orders.notification' },
  )
  fc.assert(
    fc.property(tree, heads, (value, head) => {
      const body = { ...head, details: value, items: value, meta: value }
      expect(read(JSON.stringify(body))).toHaveLength(1)
      expect(read(JSON.stringify(value)).length).toBeGreaterThan(0)
    }),
    { numRuns: 60 },
  )
})

test.skipIf(!hasPayloads)('published payloads, where ../shared/payloads is there', () => {
  for (const [file, expected] of expectedOf('blinkit')) {
    const order = orderOf(payloadText(file))
    const found = {
      ...order,
      computedTotalMinor: order.totals.grandTotalMinor,
      headerTotalMinor: Math.round(Number(order.meta['total_amount']) * 100),
      outlet: order.meta['outlet_id'],
      lines: order.lines.map((line, index) => ({
        ...{ lineNumber: index + 1, sku: line.sku, quantity: Number(line.quantity) },
        ...{ taxableMinor: line.totalMinor, taxMinor: line.taxMinor },
      })),
      rejectedLines: order.lines.filter(({ sku }) => sku === null).length,
    }
    expect(found).toMatchObject(expected)
  }
})
