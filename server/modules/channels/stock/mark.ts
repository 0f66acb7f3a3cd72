import { sql } from 'kysely'

/**
 * The mark of a listing `l` whose number is to be told. It is never the one that is there, because
 * a push that is under way takes away only the mark that it has seen.
 */
export const ANOTHER_MARK = sql<Date>`
  greatest(clock_timestamp(), l.dirty_at + interval '1 millisecond')`
