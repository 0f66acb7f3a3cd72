import { arrayBytes, HEAD_BYTES } from './array-bytes.ts'
import type { Element } from './array-literal.ts'
import {
  DOES_NOT_FIT,
  isRepeated,
  putRepeated,
  putInt32,
  WIRE_TYPES,
  type WireType,
} from './wire-types.ts'

/** The values of one column, one for each row. A value of a `text[]` column is a list of texts. */
export type Values = readonly (Element | readonly string[])[]

/**
 * Rows, given by columns, in the format of `copy … from stdin (format binary)`. PostgreSQL then
 * writes them page by page, which saves a quarter to two fifths of what an insert of the same rows
 * costs it (November 2026).
 */
export function copyBytes(types: readonly ColumnType[], columns: readonly Values[]): Buffer {
  const kinds = types.map((type): CopyType => COPY_TYPES[type])
  const sizes = kinds.map((kind, c) => kind.bytesFor(columns[c] as Element[]))
  const rows = columns[0]!.length
  const most = sizes.reduce((sum, size) => sum + size, 2 * rows + SIGNATURE.length + 2)
  const bytes = Buffer.allocUnsafe(most)
  // Where the value of each column in the previous row begins and ends, to copy it when it repeats.
  const starts = kinds.map(() => 0)
  const ends = kinds.map(() => 0)
  let at = SIGNATURE.copy(bytes)
  for (let row = 0; row < rows; row++) {
    at = putInt16(bytes, kinds.length, at)
    for (let c = 0; c < kinds.length; c++) {
      const values = columns[c] as Element[]
      const value = values[row]
      if (value === null || value === undefined) {
        at = putInt32(bytes, -1, at)
        continue
      }
      const end = isRepeated(values, row)
        ? putRepeated(bytes, starts[c]!, ends[c]!, at)
        : kinds[c]!.put(bytes, value, at)
      if (end < 0) throw new TypeError(`A value of ${typeof value} does not fit ${types[c]}.`)
      starts[c] = at
      ends[c] = end
      at = end
    }
  }
  return bytes.subarray(0, putInt16(bytes, -1, at))
}

/** The signature of the format, then no flags and no further header. */
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')

type CopyType = Pick<WireType, 'bytesFor' | 'put'>

const { text } = WIRE_TYPES
const JSONB_VERSION = 1
const JSONB: CopyType = {
  bytesFor: (elements) => text.bytesFor(elements) + elements.length,
  put(bytes, element, at) {
    const end = text.put(bytes, element, at + 1)
    if (end < 0) return end
    putInt32(bytes, end - at - 4, at)
    bytes[at + 4] = JSONB_VERSION
    return end
  },
}
/** Arrays of text, one for each row; most of them are empty. */
const TEXTS: CopyType = {
  bytesFor: (lists) =>
    lists.reduce<number>(
      (sum, list) => sum + 4 + (list ? HEAD_BYTES + text.bytesFor(textsOf(list)) : 0),
      0,
    ),
  put(bytes, list, at) {
    const texts = arrayBytes('text', textsOf(list))
    return texts ? putInt32(bytes, texts.length, at) + texts.copy(bytes, at + 4) : DOES_NOT_FIT
  },
}
const textsOf = (list: unknown) => list as string[]

const COPY_TYPES = { ...WIRE_TYPES, json: text, jsonb: JSONB, 'text[]': TEXTS }
/** The types that a copied column can have. */
export type ColumnType = keyof typeof COPY_TYPES

function putInt16(bytes: Buffer, value: number, at: number): number {
  bytes[at] = value >> 8
  bytes[at + 1] = value
  return at + 2
}
