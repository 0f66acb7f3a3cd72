import type { Lossless } from '#platform/lossless-json.ts'
import { textsOf } from './text.ts'

const CASH_ON_DELIVERY = /\bcod\b|cash[ _-]on[ _-]delivery/i

/** Whether a way of payment is one where whoever brings the parcel takes the money. */
export const isPaidAtTheDoor = (ways: readonly (Lossless | undefined)[]): boolean =>
  textsOf(ways).some((way) => CASH_ON_DELIVERY.test(way))
