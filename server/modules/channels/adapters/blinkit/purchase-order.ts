import type { Lossless, LosslessObject } from '#platform/lossless-json.ts'
import type { CanonicalFlag, CanonicalOrder } from '../../canonical.ts'
import { amountsIn } from '../shape/amounts.ts'
import { at, objectOf, objectsOf } from '../shape/json.ts'
import { sumOf } from '../shape/quantity.ts'
import { countryOf, idOf, textOf, wordsOf } from '../shape/text.ts'
import { purchaseLinesOf } from './purchase-line.ts'
import { timeOf } from './time.ts'

const TENANT = 'BLINKIT'

/**
 * The id of a purchase order. It includes the tenant, which is a legal buyer with numbers of its
 * own.
 */
export function externalIdOf(body: LosslessObject): string | null {
  const number = numberIn(body)
  const tenant = tenantOf(body)
  return number === null || tenant === TENANT ? number : `${tenant}:${number}`
}

export const numberIn = (body: LosslessObject): string | null =>
  idOf(body['po_number']) ?? idOf(at(body, 'details', 'po_number'))

/** Whether its two places name different numbers, so that nobody knows which one is meant. */
export function hasTwoNumbers(body: LosslessObject): boolean {
  const inner = idOf(at(body, 'details', 'po_number'))
  return inner !== null && inner !== numberIn(body)
}

const tenantOf = (body: LosslessObject): string =>
  textOf(body['tenant'], 40)?.toUpperCase() ?? TENANT

/**
 * Translates a purchase order; without a date or without lines, it returns the reason why it is
 * none.
 */
export function purchaseOrderOf(
  body: LosslessObject,
  externalId: string,
): CanonicalOrder | { why: string } {
  const details = objectOf(body['details'])
  const placedAt = timeOf(details['issue_date'])
  const flags = new Set<CanonicalFlag>()
  const lines = purchaseLinesOf(objectsOf(details['item_data']), flags)
  if (placedAt === null) return { why: whyNoDate(details['issue_date']) }
  if (lines.length === 0) return { why: 'the purchase order has no lines in item_data' }
  if (lines.some(({ totalMinor }) => totalMinor === null)) flags.add('total_unknown_yet')
  const itemsMinor = lines.reduce((sum, line) => sum + (line.totalMinor ?? 0), 0)
  const taxMinor = lines.reduce((sum, line) => sum + line.taxMinor, 0)
  const grandTotalMinor = itemsMinor + taxMinor
  const units = sumOf(lines.map((line) => line.quantity))
  flagDifferences(body, { grandTotalMinor, units, skus: lines.length }, flags)
  const address = addressOf(details)
  const customer = customerOf(details)
  if (address === null) flags.add('no_shipping_address')
  if (customer === null) flags.add('no_customer')
  return {
    ...{ externalId, number: numberIn(body) ?? externalId },
    ...{ kind: 'b2b_purchase_order', isTest: false, fulfilledBy: 'merchant' },
    // There is no version: a purchase order does not change, it is cancelled and made anew.
    ...{ placedAt, externalUpdatedAt: null, currency: 'INR' },
    totals: {
      ...{ itemsMinor, discountMinor: 0, shippingMinor: 0, feesMinor: 0, taxMinor },
      ...{ grandTotalMinor, currentTotalMinor: null, refundedMinor: 0, outstandingMinor: null },
    },
    ...{ taxIncluded: false, taxRemittedBy: 'merchant', presentment: null },
    // It is paid by invoice later, and not on the platform.
    ...{ lifecycle: 'open', paymentStatus: 'pending', fulfillmentStatus: 'unfulfilled' },
    channelStatus: wordsOf(body, 'type', 'tenant'),
    customer,
    billingAddress: null,
    shippingAddresses: address ? [address] : [],
    lines,
    ...{ shippingLines: [], fees: [], discounts: [], taxes: [], payments: [] },
    ...{ refunds: [], fulfillments: [], note: null, tags: [] },
    meta: {
      ...wordsOf(details, 'outlet_id', 'delivery_date', 'expiry_date', 'total_amount'),
      ...wordsOf({ supplier: at(details, 'supplier_details', 'id') }, 'supplier'),
    },
    cancelRequested: false,
    ...{ shipBy: timeOf(details['delivery_date']), acceptBy: null },
    flags: [...flags],
    decision: flags.has('po_number_mismatch') ? 'quarantine' : 'import',
  }
}

function whyNoDate(said: Lossless | undefined): string {
  const date = textOf(said, 40)
  return date === null
    ? 'the purchase order has no issue_date'
    : `the issue_date ${date} is not written as 2026-11-20T00:00:00Z`
}

type Counted = { grandTotalMinor: number; units: string; skus: number }

/** Flags where the head of a purchase order, which is often wrong, differs from its lines. */
function flagDifferences(body: LosslessObject, counted: Counted, flags: Set<CanonicalFlag>): void {
  const details = objectOf(body['details'])
  const tenant = tenantOf(body)
  if (tenant !== TENANT) flags.add(`other_legal_buyer:${tenant}`)
  const total = amountsIn('INR', flags).read(details['total_amount'])
  if (total !== null && total !== counted.grandTotalMinor) flags.add('total_amount_mismatch')
  const differs = (said: Lossless | undefined, value: number) =>
    textOf(said) !== null && Number(textOf(said)) !== value
  if (
    differs(details['total_sku'], counted.skus) ||
    differs(details['total_qty'], Number(counted.units))
  ) {
    flags.add('total_sku_mismatch')
  }
  if (hasTwoNumbers(body)) flags.add('po_number_mismatch')
}

function customerOf(details: LosslessObject): CanonicalOrder['customer'] {
  const buyer = details['buyer_details']
  const taxId = textOf(at(buyer, 'gstin'), 60)
  const name = textOf(at(buyer, 'name'))
  if (name === null && taxId === null) return null
  return {
    ...{ externalId: taxId, name: name ?? taxId ?? '', email: null, phone: null },
    ...{ company: name, taxId, isAlias: false },
  }
}

function addressOf(details: LosslessObject): CanonicalOrder['shippingAddresses'][number] | null {
  const address = at(details, 'buyer_details', 'destination_address')
  const field = (name: string) => textOf(at(address, name))
  if (field('line1') === null && field('city') === null) return null
  const outlet = textOf(details['outlet_id'])
  const country = field('country')
  return {
    name: outlet === null ? '' : `Outlet ${outlet}`,
    company: textOf(at(details, 'buyer_details', 'name')),
    ...{ line1: field('line1') ?? '', line2: field('line2'), line3: null },
    ...{ city: field('city') ?? '', district: null, region: field('state') },
    postalCode: field('postal_code'),
    country: country?.toLowerCase() === 'india' ? 'IN' : countryOf(country ?? undefined),
    phone: null,
  }
}
