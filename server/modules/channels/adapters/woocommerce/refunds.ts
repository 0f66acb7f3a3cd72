import type { LosslessObject } from '#platform/lossless-json.ts'
import type { CanonicalRefund, CanonicalRefundLine } from '../../canonical.ts'
import type { Amounts } from '../shape/amounts.ts'
import { quantityOf } from '../shape/quantity.ts'
import { idOf, textOf } from '../shape/text.ts'
import { instantOf } from '../shape/time.ts'
import { wordsIn } from './entities.ts'
import { metaOf } from './lines.ts'
import { entriesOf } from './php.ts'

/**
 * The refunds of an order. The order only lists their amounts, as negative numbers; the lines stand
 * in the answer of `orders/{id}/refunds`, which a fetch adds as `details`.
 */
export function refundsOf(
  order: LosslessObject,
  details: LosslessObject[],
  amounts: Amounts,
): CanonicalRefund[] {
  return entriesOf(order['refunds']).map((summary, index) => {
    const id = idOf(summary['id'])
    const detail = id === null ? undefined : details.find((entry) => idOf(entry['id']) === id)
    return {
      externalId: id ?? `refund ${index + 1}`,
      at: instantOf(detail?.['date_created_gmt']),
      amountMinor: Math.abs(amounts.readOrZero(summary['total'] ?? detail?.['amount'])),
      reason: wordsIn(summary['reason'] ?? detail?.['reason']),
      lines: entriesOf(detail?.['line_items']).flatMap((line) => lineOf(line, amounts)),
      shippingMinor: amounts.sum(
        entriesOf(detail?.['shipping_lines']).map((line) => {
          return 0 - amounts.readOrZero(line['total'])
        }),
      ),
    }
  })
}

function lineOf(line: LosslessObject, amounts: Amounts): CanonicalRefundLine[] {
  const externalLineId = idOf(metaOf(line, '_refunded_item_id'))
  if (externalLineId === null) return []
  const quantity = quantityOf((textOf(line['quantity']) ?? '0').replace('-', ''))
  return [
    {
      externalLineId,
      quantity: quantity ?? '0',
      amountMinor: Math.abs(amounts.readOrZero(line['total'])),
      taxMinor: Math.abs(amounts.readOrZero(line['total_tax'])),
      // Whether goods were restocked depends on a box that was ticked, and WooCommerce does not say
      // it.
      restock: null,
    },
  ]
}
