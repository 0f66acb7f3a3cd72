import type { OutgoingRefund } from '../adapter.ts'
import type { LosslessObject } from '#platform/lossless-json.ts'
import { textOf } from './shape/text.ts'

/** The words of a refund at the platform: the reason, and our mark, by which it is found again. */
export const refundWords = ({ reason, mark }: OutgoingRefund): string =>
  reason === null ? mark : `${reason} ${mark}`

/**
 * Finds a refund that an earlier attempt has made although its answer was lost, by our mark in it.
 */
export const findOurs = (
  refunds: readonly LosslessObject[],
  field: 'note' | 'reason',
  { mark }: OutgoingRefund,
): LosslessObject | undefined => refunds.find((one) => textOf(one[field])?.includes(mark))
