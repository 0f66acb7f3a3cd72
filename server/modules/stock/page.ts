import type { z } from 'zod'
import { decodePosition, encodePosition } from '#platform/http/position.ts'

/** One page of a list, and where the next one begins. */
export async function pageOf<Row, Position extends z.ZodType>(
  query: { after?: string | undefined; limit: number },
  { position, positionOf }: { position: Position; positionOf: (row: Row) => z.output<Position> },
  list: (page: { after?: z.output<Position> | undefined; limit: number }) => Promise<Row[]>,
) {
  const { limit } = query
  const after = query.after === undefined ? undefined : decodePosition(query.after, position)
  const found = await list({ after, limit: limit + 1 })
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  const nextCursor = found.length > limit && last ? encodePosition(positionOf(last)) : null
  return { rows, pagination: { limit, nextCursor } }
}
