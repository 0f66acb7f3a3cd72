import { textsOf } from './text.ts'
import type { CanonicalPickup } from '../../canonical.ts'
import type { Lossless } from '#platform/lossless-json.ts'

const AT_OUR_PLACE =
  /\b(in[- ]?store|store|local|curb-?side) pick-?\s?up\b|\bpick-?\s?up (in|at|from)\b/i
const BY_ANY_WORD = /pick-?\s?up|click\s?(and|&|\+)\s?collect|will[- ]call|collect (in|at|from)/i

/**
 * The title of a way of delivery by which the buyer collects the order. If the order has an
 * address, only clear words count, because a parcel may also be sent to a pick-up point.
 */
export function pickupIn(
  ways: readonly (Lossless | undefined)[],
  { hasAddress }: { hasAddress: boolean },
): CanonicalPickup | undefined {
  const words = hasAddress ? AT_OUR_PLACE : BY_ANY_WORD
  const title = textsOf(ways).find((way) => words.test(way))
  return title === undefined ? undefined : { title }
}
