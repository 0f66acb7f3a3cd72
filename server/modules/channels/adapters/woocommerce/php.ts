import type { Lossless, LosslessObject } from '#platform/lossless-json.ts'
import { isObject, numberedIn, objectsOf } from '../shape/json.ts'

/**
 * A list as PHP writes it: one with holes, which plugins leave behind when they take something out,
 * is an object with numbers for names; and where a plugin put one thing in place of a list, the
 * thing stands alone.
 */
export function entriesOf(value: Lossless | undefined): LosslessObject[] {
  if (!isObject(value)) return objectsOf(value)
  const numbered = numberedIn(value)
  return numbered ? objectsOf(numbered) : [value]
}
