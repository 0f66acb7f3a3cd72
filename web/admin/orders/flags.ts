import { asWords } from '#kit/as-words.ts'
import { t } from '#kit/i18n.ts'

/** What was unclear in what a store said of an order: it was taken as it came, and not mended. */
const FLAGS: Record<string, string> = {
  totals_mismatch: t('Its amounts do not make its total'),
  precision_rounded: t('An amount had more digits than its currency'),
  unmapped_sku: t('A line came without a SKU'),
  fractional_quantity: t('A line is not of whole pieces'),
  unknown_quantity: t('A line does not say how many'),
  no_customer: t('Bought by a guest'),
  no_shipping_address: t('No address to send it to'),
  no_billing_address: t('No address for the bill'),
  several_shipping_addresses: t('Goes to several addresses: see the original'),
  missing_currency_code: t('Does not say its currency'),
  pii_missing: t('The address is not shown to us'),
  buyer_not_included: t('The buyer is not shown to us'),
  total_unknown_yet: t('Its total is not known yet'),
  refund_amount_unknown: t('Does not say how much was given back'),
  unknown_payment_status: t('Its word for the payment is unknown here'),
  unknown_fulfillment_status: t('Its word for the delivery is unknown here'),
  unknown_status: t('Its status is unknown here'),
  unknown_fulfiller: t('Does not say who sends it'),
  total_amount_mismatch: t('Its lines do not make the total that it says'),
  total_sku_mismatch: t('It has not as many lines or pieces as it says'),
  po_number_mismatch: t('It names two purchase orders'),
  line_without_identifier: t('A line has no id of its own'),
}

const OTHER_BUYER = 'other_legal_buyer:'

export const flagWords = (flag: string): string =>
  flag.startsWith(OTHER_BUYER)
    ? t('Bought by {{buyer}}', { buyer: flag.slice(OTHER_BUYER.length) })
    : (FLAGS[flag] ?? asWords(flag))
