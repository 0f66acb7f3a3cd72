import { expect, test } from 'vitest'
import { blinkit } from './index.ts'

const ORDER = {
  ...{ receiver_code: 5_120, event_name: 'PO_CREATION', event_message: 'PO_CREATION' },
  purchase_order_details: {
    ...{ purchase_order_number: '2110090034', issue_date: '2026-11-20' },
    po_expiry_date: '2026-11-28',
  },
  grofers_delivery_details: { grofers_outlet_id: 771 },
  financial_details: { gst_tin: '29AAACQ1234A1Z5', purchasing_entity: 'QUICK RETAIL' },
  item_data: [
    {
      ...{ line_number: 0, item_id: 10_055_501, name: 'Nilgiri Tea', upc: '8900000000017' },
      ...{ units_ordered: 48, case_size: 12, uom: '100 g', mrp: '60.00' },
      ...{ cost_price: '40.00', landing_rate: '42.00' },
      ...{ cgst_value: '2.50', sgst_value: '2.50', igst_value: '', cess_value: '0.00' },
    },
  ],
}

const message = (body: unknown) => ({
  headers: { 'api-key': 'key' },
  body: Buffer.from(JSON.stringify(body)),
})

test('a purchase order of the contract of Grofers', () => {
  expect(blinkit.read(message(ORDER))).toMatchObject([
    {
      type: 'order',
      order: {
        ...{ externalId: '2110090034', kind: 'b2b_purchase_order', currency: 'INR' },
        totals: { itemsMinor: 192_000, taxMinor: 9_600, grandTotalMinor: 201_600 },
        customer: { name: 'QUICK RETAIL', taxId: '29AAACQ1234A1Z5' },
        ...{ placedAt: '2026-11-19T18:30:00.000Z', shipBy: '2026-11-27T18:30:00.000Z' },
        lines: [
          {
            ...{ externalLineId: '10055501', quantity: '48', totalMinor: 192_000, taxMinor: 9_600 },
            properties: { crate_size: '12', pack: '100 g', upc: '8900000000017' },
          },
        ],
        ...{ meta: { outlet_id: '771' }, flags: ['no_shipping_address'], decision: 'import' },
      },
    },
  ])
  expect(blinkit.recognise(message(ORDER))).toEqual({ uid: '5120' })
  const reply = blinkit.acknowledge?.(message(ORDER), blinkit.read(message(ORDER)), new Date(0))
  expect(reply).toMatchObject({ body: { success: true, data: { po_number: '2110090034' } } })
})

test('its event says what it is, and without one nothing is guessed', () => {
  expect(blinkit.read(message({ ...ORDER, event_name: 'PO_CANCELLATION' }))).toMatchObject([
    { type: 'part', externalId: '2110090034', part: { type: 'cancelled' } },
  ])
  expect(blinkit.read(message({ ...ORDER, event_name: undefined }))).toMatchObject([
    { type: 'unclear', why: 'the message does not say its type' },
  ])
})
