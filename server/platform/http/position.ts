import { z } from 'zod'
import { HttpProblem } from './problems.ts'

const POSITION_MAX = 1_000

export const END_OF_YEAR_9999_MS = 253_402_300_799_999

/** A time within a position. Beyond the year 9999 it has more digits than a date may have. */
export const PositionMs = z.int().min(0).max(END_OF_YEAR_9999_MS)

/** Where a list goes on, as callers get it: opaque, so that its content may change. */
export const encodePosition = (position: unknown): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url')

/** A position comes back from outside, so it is as little believed as anything else. */
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
  // What does not fit is passed over in silence when it is read.
  if (bytes.toString('base64url') !== text) return undefined
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return isStorable(value) ? value : undefined
  } catch {
    return undefined
  }
}

const isStorable = (value: unknown): boolean => !/\\u(0000|d[89a-f])/i.test(JSON.stringify(value))
