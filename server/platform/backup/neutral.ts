import type pg from 'pg'
import { quoted, type Table } from './catalog.ts'

/**
 * How a table is read so that its rows do not depend on the server. Transaction ids belong to a
 * server: on another one they would lie in the future, or mean other transactions. A backup
 * therefore keeps only the order that they give: which rows of the history each follower has
 * passed. Rows that all followers have passed get a number below every id that a server hands out;
 * rows that n followers have still to see get the n-th number after it.
 */
export type Neutral = (table: Table) => string

const FIRST = 3

/** Of a listing: whether its platform is told its number. */
const IS_TOLD = `(sku is not null and state = 'active')`

type Reader = { name: string; xid: string; id: string; floorId: string }

/** Decides how each table is read so that its rows mean the same on every server. */
export async function neutralReading(client: pg.Client): Promise<Neutral> {
  const { rows: readers } = await client.query<Reader>(`
    select name, xid::text, id::text, floor_id::text as "floorId"
    from public.dispatch_positions order by dispatch_positions.xid, dispatch_positions.id, name`)
  const { rows } = await client.query('/* across orgs */ select max(id)::text from public.history')
  const lastId: string = rows[0].max ?? '0'

  const special: Record<string, Record<string, string>> = {
    // After a restore, no process remembers anything from before it.
    'public.offer_changes': { xid: `'${FIRST}'::xid8` },
    'public.history': { xid: historyXid(readers) },
    // Platforms may be told other numbers after the backup, and nobody will know which: so each
    // number waits to be told again.
    'public.listings': {
      push_state: `case when ${IS_TOLD} then 'waiting' else push_state end`,
      dirty_at: `case when ${IS_TOLD} then now()::timestamptz(3) else dirty_at end`,
    },
    'public.dispatch_positions': { xid: readerXid(readers), id: `${lastId}::bigint` },
  }
  return ({ schema, name, columns }) => {
    const expressions = special[`${schema}.${name}`] ?? {}
    const list = columns.map((column) => {
      const expression = expressions[column]
      return expression ? `${expression} as ${quoted(column)}` : quoted(column)
    })
    return `select ${list.join(', ')} from ${quoted(schema, name)}`
  }
}

const historyXid = (readers: Reader[]): string => {
  const waiting = readers.map(
    ({ xid, id, floorId }) => `((xid, id) > ('${xid}'::xid8, ${id}) and id > ${floorId})::int`,
  )
  return `(${[FIRST, ...waiting].join(' + ')})::text::xid8`
}

const readerXid = (readers: Reader[]): string => {
  const cases = readers.map(({ name }, rank) => `when ${literal(name)} then '${FIRST + rank}'`)
  return cases.length > 0 ? `(case name ${cases.join(' ')} end)::xid8` : 'xid'
}

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`
