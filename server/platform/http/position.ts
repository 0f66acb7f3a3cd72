import { z } from 'zod'
import { HttpProblem } from './problems.ts'

const POSITION_MAX = 1_000

export const END_OF_YEAR_9999_MS = 253_402_300_799_999

/**
 * A time within a position. Beyond the year 9999, the year of a date would have too many digits.
 */
export const PositionMs = z.int().min(0).max(END_OF_YEAR_9999_MS)

/** Encodes a position in a list for callers. It is opaque, so that its content may change. */
export const encodePosition = (position: unknown): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url')

/** Decodes a position, which is checked like any other input. */
export function decodePosition<Position extends z.ZodType>(
  text: string,
  schema: Position,
  pointer = '/query/after',
): z.output<Position> {
  const parsed = schema.safeParse(read(text))
  if (parsed.success) return parsed.data
  throw HttpProblem.invalid_request({
    errors: [{ pointer, detail: 'Must be the nextCursor of an earlier page.' }],
  })
}

function read(text: string): unknown {
  if (text.length > POSITION_MAX) return undefined
  const bytes = Buffer.from(text, 'base64url')
  // Node ignores characters that do not belong, so the text is compared with what was read.
  if (bytes.toString('base64url') !== text) return undefined
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return isStorable(value) ? value : undefined
  } catch {
    return undefined
  }
}

const isStorable = (value: unknown): boolean => !/\\u(0000|d[89a-f])/i.test(JSON.stringify(value))
