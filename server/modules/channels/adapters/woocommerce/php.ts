import type { Lossless, LosslessObject } from '#platform/lossless-json.ts'
import { isObject, numberedIn, objectsOf } from '../shape/json.ts'

/**
 * The entries of a list as PHP writes it. A list with holes, which plugins leave when they remove
 * something, is an object with numbers for names; and some plugins put a single thing where a list
 * should be.
 */
export function entriesOf(value: Lossless | undefined): LosslessObject[] {
  if (!isObject(value)) return objectsOf(value)
  const numbered = numberedIn(value)
  return numbered ? objectsOf(numbered) : [value]
}
