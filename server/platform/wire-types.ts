import type { Element } from './array-literal.ts'

export const DOES_NOT_FIT = -1

/** How values of a type are encoded; each stands behind its length. */
export type WireType = {
  oid: number
  bytesFor: (elements: readonly Element[]) => number
  /** Writes the element and gives the position after it, or DOES_NOT_FIT. */
  put: (bytes: Buffer, element: Element, at: number) => number
}

const fixed = (size: number) => (elements: readonly Element[]) => elements.length * (4 + size)

export const WIRE_TYPES = {
  boolean: { oid: 16, bytesFor: fixed(1), put: putBoolean },
  smallint: { oid: 21, bytesFor: fixed(2), put: putSmallint },
  int: { oid: 23, bytesFor: fixed(4), put: putInt },
  bigint: { oid: 20, bytesFor: fixed(8), put: putBigint },
  text: { oid: 25, bytesFor: bytesForTexts, put: putText },
  bytea: { oid: 17, bytesFor: bytesForBytes, put: putBytes },
  uuid: { oid: 2950, bytesFor: fixed(16), put: putUuid },
  timestamptz: { oid: 1184, bytesFor: fixed(8), put: putTime },
} satisfies Record<string, WireType>

export function putInt32(bytes: Buffer, value: number, at: number): number {
  bytes[at] = value >> 24
  bytes[at + 1] = value >> 16
  bytes[at + 2] = value >> 8
  bytes[at + 3] = value
  return at + 4
}

function putBoolean(bytes: Buffer, element: Element, at: number): number {
  if (typeof element !== 'boolean') return DOES_NOT_FIT
  putInt32(bytes, 1, at)
  bytes[at + 4] = element ? 1 : 0
  return at + 5
}

function putSmallint(bytes: Buffer, element: Element, at: number): number {
  const value = Number(element)
  if (typeof element !== 'number' || (value << 16) >> 16 !== value) return DOES_NOT_FIT
  putInt32(bytes, 2, at)
  bytes[at + 4] = value >> 8
  bytes[at + 5] = value
  return at + 6
}

function putInt(bytes: Buffer, element: Element, at: number): number {
  if (typeof element !== 'number' || (element | 0) !== element) return DOES_NOT_FIT
  return putInt32(bytes, element, putInt32(bytes, 4, at))
}

function putBigint(bytes: Buffer, element: Element, at: number): number {
  if (typeof element !== 'number' || !Number.isSafeInteger(element)) return DOES_NOT_FIT
  const high = putInt32(bytes, Math.floor(element / 2 ** 32), putInt32(bytes, 8, at))
  return putInt32(bytes, element, high)
}

const EPOCH_MS = Date.UTC(2000, 0, 1)

/**
 * BigInt, because a double counts microseconds exactly for only 285 years, and some orders carry
 * dates such as the year 2999.
 */
function putTime(bytes: Buffer, element: Element, at: number): number {
  const ms = element instanceof Date ? element.getTime() : NaN
  if (Number.isNaN(ms)) return DOES_NOT_FIT
  return bytes.writeBigInt64BE(BigInt(ms - EPOCH_MS) * 1_000n, putInt32(bytes, 8, at))
}

/** A character of four bytes is two characters in JavaScript. */
const BYTES_PER_CHARACTER_MAX = 3

function bytesForTexts(elements: readonly Element[]): number {
  let length = 0
  for (const element of elements) if (typeof element === 'string') length += element.length
  return elements.length * 4 + length * BYTES_PER_CHARACTER_MAX
}

/** For texts up to this length, a loop is faster than a call into native code. */
const SHORT = 48

function putText(bytes: Buffer, element: Element, at: number): number {
  if (typeof element !== 'string') return DOES_NOT_FIT
  const start = at + 4
  const isPut = element.length <= SHORT && putAscii(bytes, element, start)
  const length = isPut ? element.length : bytes.write(element, start, 'utf8')
  putInt32(bytes, length, at)
  return start + length
}

function putAscii(bytes: Buffer, text: string, start: number): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 127) return false
    bytes[start + i] = code
  }
  return true
}

function bytesForBytes(elements: readonly Element[]): number {
  let length = 0
  for (const element of elements) if (element instanceof Uint8Array) length += element.length
  return elements.length * 4 + length
}

function putBytes(bytes: Buffer, element: Element, at: number): number {
  if (!(element instanceof Uint8Array)) return DOES_NOT_FIT
  bytes.set(element, putInt32(bytes, element.length, at))
  return at + 4 + element.length
}

const UUID_LENGTH = 36
const UUID_DIGITS = 16
const DASH = 45
const DASHES_AT = [8, 13, 18, 23]
const DIGITS_AT = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34]
const NOT_HEX = 255
const HEX = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 16)
  return Number.isNaN(digit) ? NOT_HEX : digit
})

function putUuid(bytes: Buffer, element: Element, at: number): number {
  if (typeof element !== 'string' || element.length !== UUID_LENGTH) return DOES_NOT_FIT
  const start = putInt32(bytes, UUID_DIGITS, at)
  let all = 0
  for (let i = 0; i < UUID_DIGITS; i++) {
    const position = DIGITS_AT[i]!
    const high = HEX[element.charCodeAt(position)] ?? NOT_HEX
    const low = HEX[element.charCodeAt(position + 1)] ?? NOT_HEX
    all |= high | low
    bytes[start + i] = (high << 4) | low
  }
  const isUuid = all < UUID_DIGITS && DASHES_AT.every((dash) => element.charCodeAt(dash) === DASH)
  return isUuid ? start + UUID_DIGITS : DOES_NOT_FIT
}

/** Whether an element equals the one before it, as the org and order of an order's lines do. */
export const isRepeated = (elements: readonly Element[], i: number): boolean =>
  i > 0 && elements[i] === elements[i - 1]

/** Copies bytes that were written before: encoding an id again takes ten times as long. */
export function putRepeated(bytes: Buffer, start: number, end: number, at = end): number {
  const length = end - start
  if (length > SHORT) bytes.copyWithin(at, start, end)
  else for (let i = 0; i < length; i++) bytes[at + i] = bytes[start + i]!
  return at + length
}
