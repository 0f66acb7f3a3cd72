import { z } from 'zod'
import { decodePosition, encodePosition } from './position.ts'

type Order<Row, Position extends z.ZodType> = {
  position: Position
  positionOf: (row: Row) => z.output<Position>
  /** The JSON pointer of `after`, when it is not in the query. */
  pointer?: string
}

/** The position in lists that are sorted only by id. */
export const byId = { position: z.uuid(), positionOf: ({ id }: { id: string }) => id }

/**
 * Reads one page of a list, and gives the positions of it and of the next page. It asks for one row
 * more than a page holds, to know whether there is a next page.
 */
export async function pageOf<Row, Position extends z.ZodType>(
  query: { after?: string | undefined; limit: number },
  { position, positionOf, pointer }: Order<Row, Position>,
  list: (page: { after?: z.output<Position> | undefined; limit: number }) => Promise<Row[]>,
) {
  const { limit } = query
  const after =
    query.after === undefined ? undefined : decodePosition(query.after, position, pointer)
  const found = await list({ after, limit: limit + 1 })
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  const nextCursor = found.length > limit && last ? encodePosition(positionOf(last)) : null
  return { rows, after, pagination: { limit, nextCursor } }
}
