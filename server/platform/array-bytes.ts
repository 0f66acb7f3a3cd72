import type { Element } from './array-literal.ts'
import { isRepeated, putRepeated, putInt32, WIRE_TYPES } from './wire-types.ts'

/**
 * An array in PostgreSQL's binary format, which the server does not have to parse character by
 * character. For ids and times that parsing is most of what a row costs in a large insert. Gives
 * `undefined` when a value does not fit the type: the array is then sent as text, and PostgreSQL
 * reports what is wrong with it.
 */
export function arrayBytes(type: string, elements: readonly Element[]): Buffer | undefined {
  if (!isWireType(type)) return undefined
  const kind = WIRE_TYPES[type]
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + kind.bytesFor(elements))
  let end = HEAD_BYTES
  let start = end
  let hasNull = 0
  for (let i = 0; i < elements.length; i++) {
    const element = elements[i]
    if (element === null || element === undefined) {
      hasNull = 1
      end = putInt32(bytes, -1, end)
      continue
    }
    const before = start
    start = end
    end = isRepeated(elements, i) ? putRepeated(bytes, before, end) : kind.put(bytes, element, end)
    if (end < 0) return undefined
  }
  // An array has one dimension, whose indexes start at 1; PostgreSQL wants an empty array to have
  // none.
  const dimensions = elements.length === 0 ? 0 : 1
  for (const [i, part] of [dimensions, hasNull, kind.oid, elements.length, 1].entries()) {
    putInt32(bytes, part, i * 4)
  }
  return bytes.subarray(0, dimensions === 0 ? EMPTY_BYTES : end)
}

const isWireType = (type: string): type is keyof typeof WIRE_TYPES => type in WIRE_TYPES

const EMPTY_BYTES = 12
export const HEAD_BYTES = 20
