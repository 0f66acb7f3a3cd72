import type { OutgoingRefund } from '../adapter.ts'
import type { LosslessObject } from '#platform/lossless-json.ts'
import { textOf } from './shape/text.ts'

/** What people read on the platform, and by what the refund is known again. */
export const refundWords = ({ reason, mark }: OutgoingRefund): string =>
  reason === null ? mark : `${reason} ${mark}`

/** The one that an attempt before has made, though its answer was lost; by its note or reason. */
export const findOurs = (
  refunds: readonly LosslessObject[],
  field: 'note' | 'reason',
  { mark }: OutgoingRefund,
): LosslessObject | undefined => refunds.find((one) => textOf(one[field])?.includes(mark))
