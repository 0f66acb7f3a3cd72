import { textsOf } from './text.ts'
import type { CanonicalPickup } from '../../canonical.ts'
import type { Lossless } from '#platform/lossless-json.ts'

const AT_OUR_PLACE =
  /\b(in[- ]?store|store|local|curb-?side) pick-?\s?up\b|\bpick-?\s?up (in|at|from)\b/i
const BY_ANY_WORD = /pick-?\s?up|click\s?(and|&|\+)\s?collect|will[- ]call|collect (in|at|from)/i

/**
 * The way of delivery that says that the buyer comes for it. With an address the words must be
 * clear, for a parcel may be sent to a place where its buyer picks it up.
 */
export function pickupIn(
  ways: readonly (Lossless | undefined)[],
  { hasAddress }: { hasAddress: boolean },
): CanonicalPickup | undefined {
  const words = hasAddress ? AT_OUR_PLACE : BY_ANY_WORD
  const title = textsOf(ways).find((way) => words.test(way))
  return title === undefined ? undefined : { title }
}
