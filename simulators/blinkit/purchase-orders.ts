import type { Good } from '../frame/goods.ts'
import type { Random } from '../frame/random.ts'
import { Literal, type Wire } from '../frame/wire.ts'

type Line = { itemId: string; good: Good; units: number; basicMinor: number; taxHalves: number }

export type PurchaseOrder = {
  number: string
  tenant: 'BLINKIT' | 'HYPERPURE'
  outletId: number
  issuedAt: Date
  updatedAt: Date
  lines: Line[]
  isCancelled: boolean
  acknowledged: string | null
  sentUnits: number
  /** The id of each shipping notice by its invoice. */
  notices: Map<string, string>
}

const DAY_MS = 86_400_000

export function newPurchaseOrder(random: Random, goods: readonly Good[], now: Date): PurchaseOrder {
  const picked = new Set<Good>()
  for (let n = random.between(1, 4); n > 0; n--) picked.add(random.pick(goods))
  return {
    number: random.digits(13),
    tenant: random.chance(0.15) ? 'HYPERPURE' : 'BLINKIT',
    outletId: random.between(1_000, 9_999),
    ...{ issuedAt: now, updatedAt: now },
    lines: [...picked].map((good) => ({
      itemId: random.digits(8),
      good,
      units: random.between(1, 20) * 12,
      basicMinor: Math.round((good.pricesMinor['INR'] ?? 10_000) * 0.7),
      taxHalves: random.pick([2.5, 6, 9]),
    })),
    ...{ isCancelled: false, acknowledged: null, sentUnits: 0, notices: new Map() },
  }
}

const taxableMinor = ({ basicMinor, units }: Line): number => basicMinor * units
const taxMinor = (line: Line): number => Math.round((taxableMinor(line) * 2 * line.taxHalves) / 100)

export const totalMinor = ({ lines }: PurchaseOrder): number =>
  lines.reduce((sum, line) => sum + taxableMinor(line) + taxMinor(line), 0)

/** Amounts are JSON numbers, with as many digits as they need. */
const rupees = (minor: number): Wire => new Literal(String(minor / 100))

export function creationOf(po: PurchaseOrder): Wire {
  return {
    type: 'PO_CREATION',
    po_number: po.number,
    tenant: po.tenant,
    details: {
      po_number: po.number,
      outlet_id: po.outletId,
      issue_date: po.issuedAt.toISOString(),
      expiry_date: new Date(po.issuedAt.getTime() + 9 * DAY_MS).toISOString(),
      delivery_date: new Date(po.issuedAt.getTime() + 5 * DAY_MS).toISOString(),
      buyer_details: {
        name: po.tenant === 'BLINKIT' ? 'Quick Retail Pvt Ltd' : 'Fresh Kitchens Pvt Ltd',
        gstin: '29AAACQ1234A1Z5',
        destination_address: {
          ...{ line1: 'Plot 9, Hosur Road', city: 'Bengaluru', state: 'Karnataka' },
          ...{ postal_code: '560068', country: 'India' },
        },
      },
      supplier_details: { id: '4411', gstin: '29AAACP5678B1Z3', pan: 'AAACP5678B' },
      item_data: po.lines.map(itemOf),
      total_sku: po.lines.length,
      total_qty: po.lines.reduce((sum, { units }) => sum + units, 0),
      total_amount: rupees(totalMinor(po)),
    },
  }
}

function itemOf(line: Line, index: number): Wire {
  const landing = Math.round(line.basicMinor * (1 + (2 * line.taxHalves) / 100))
  return {
    item_id: Number(line.itemId),
    ...{ sku_code: line.good.sku, line_number: index, units_ordered: line.units },
    ...{ basic_price: rupees(line.basicMinor), landing_price: rupees(landing) },
    tax_details: {
      ...{ cgst_percentage: line.taxHalves, sgst_percentage: line.taxHalves },
      ...{ igst_percentage: null, cess_percentage: null, additional_cess_value: null },
    },
    ...{ name: line.good.title, mrp: rupees(line.good.pricesMinor['INR'] ?? 10_000) },
    upc: '8901234567890',
  }
}

export const cancellationOf = ({ number, tenant }: PurchaseOrder): Wire => ({
  ...{ type: 'PO_CANCELLATION', po_number: number, tenant },
  details: { po_number: number },
})
