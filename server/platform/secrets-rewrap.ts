import { sql } from 'kysely'
import type { Db } from './database.ts'
import { SEALED_HEAD_BYTES_MAX, SealBroken, UnknownSecretKey, sealedPrefix } from './secrets.ts'
import type { Secrets } from './secrets.ts'

/**
 * A column with sealed values; its name ends in `_sealed`. Each module exports its own list, and
 * `app.ts` collects them. `purpose` is what the module passes to `seal`.
 */
export type SealedColumn = {
  table: string
  /** The primary key, `org_id` first. */
  idColumns: [string, ...string[]]
  column: string
  purpose: string | ((ids: Record<string, unknown>) => string)
}

export type Rewrapped = { table: string; column: string; rewrapped: number; unreadable: number }

const BATCH = 500
const PASSES_MAX = 5

/**
 * Re-seals everything under the current key, in batches, while others write. A row that changes
 * meanwhile is skipped and looked at again in the next pass. May be run again.
 */
export async function rewrap(
  db: Db,
  secrets: Secrets,
  columns: readonly SealedColumn[],
): Promise<Rewrapped[]> {
  const all: Rewrapped[] = []
  for (const column of columns) {
    let rewrapped = 0
    let pass = { seen: 0, rewrapped: 0, unreadable: 0 }
    for (let round = 0; round < PASSES_MAX; round++) {
      pass = await rewrapColumn(db, secrets, column)
      rewrapped += pass.rewrapped
      if (pass.seen === pass.unreadable) break
    }
    all.push({ table: column.table, column: column.column, rewrapped, unreadable: pass.unreadable })
  }
  return all
}

async function rewrapColumn(db: Db, secrets: Secrets, column: SealedColumn) {
  const pass = { seen: 0, rewrapped: 0, unreadable: 0 }
  let after: Sealed | undefined
  for (;;) {
    const rows = await listStale(db, column, secrets.currentKeyId(), after)
    const heads = rows.map((row) => newHead(secrets, column, row)).filter((head) => !!head)
    pass.seen += rows.length
    pass.unreadable += rows.length - heads.length
    pass.rewrapped += await replaceHeads(db, column, heads)
    after = rows.at(-1)
    if (rows.length < BATCH) return pass
  }
}

type Sealed = Record<string, unknown> & { sealed_head: Uint8Array; sealed_at: string }
type Head = { at: string; before: Uint8Array; after: Uint8Array }

/** A value that no key opens is counted and left as it is: its key may be found again. */
function newHead(secrets: Secrets, column: SealedColumn, row: Sealed): Head | undefined {
  const { purpose } = column
  try {
    const words = typeof purpose === 'string' ? purpose : purpose(row)
    return { at: row.sealed_at, ...secrets.rewrapHead(row.sealed_head, words) }
  } catch (error) {
    if (error instanceof UnknownSecretKey || error instanceof SealBroken) return undefined
    throw error
  }
}

async function listStale(
  db: Db,
  { table, idColumns, column }: SealedColumn,
  keyId: string,
  after: Sealed | undefined,
): Promise<Sealed[]> {
  const prefix = sealedPrefix(keyId)
  const ids = sql.join(idColumns.map((name) => sql.ref(name)))
  const position = after && sql.join(idColumns.map((name) => sql`${after[name]}`))
  const { rows } = await sql<Sealed>`
    /* across orgs */
    select ${ids}, ctid::text as sealed_at,
      substring(${sql.ref(column)} from 1 for ${SEALED_HEAD_BYTES_MAX}) as sealed_head
    from ${sql.table(table)}
    where substring(${sql.ref(column)} from 1 for ${prefix.length}) <> ${prefix}
      ${position ? sql`and (${ids}) > (${position})` : sql``}
    order by ${ids}
    limit ${BATCH}
  `.execute(db)
  return rows
}

/**
 * The head is random, so comparing it detects every change since it was read, even of a row that
 * has moved.
 */
async function replaceHeads(
  db: Db,
  { table, column }: SealedColumn,
  heads: Head[],
): Promise<number> {
  if (heads.length === 0) return 0
  const col = sql.ref(`t.${column}`)
  const { numAffectedRows } = await sql`
    /* across orgs */
    update ${sql.table(table)} as t
    set ${sql.ref(column)} = v.after || substring(${col} from octet_length(v.before) + 1)
    from unnest(
      ${heads.map(({ at }) => at)}::tid[],
      ${heads.map(({ before }) => before)}::bytea[],
      ${heads.map(({ after }) => after)}::bytea[]
    ) as v (at, before, after)
    where t.ctid = v.at and substring(${col} from 1 for octet_length(v.before)) = v.before
  `.execute(db)
  return Number(numAffectedRows ?? 0)
}

/** How many sealed values each key of the ring still holds. */
export async function countByKey(
  db: Db,
  { table, column }: SealedColumn,
): Promise<{ keyId: string; count: number }[]> {
  const col = sql.ref(column)
  const { rows } = await sql<{ keyId: string; count: number }>`
    /* across orgs */
    select encode(substring(${col} from 3 for get_byte(${col}, 1)), 'escape') as "keyId",
      count(*) as count
    from ${sql.table(table)}
    where octet_length(${col}) > 2
    group by 1
    order by 1
  `.execute(db)
  return rows
}

/**
 * Finds sealed columns that no module has declared: they would need an old key for ever, unnoticed.
 */
export async function undeclaredColumns(
  db: Db,
  columns: readonly SealedColumn[],
): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name || '.' || column_name as name
    from information_schema.columns c
    join pg_class p on p.oid = format('%I.%I', table_schema, table_name)::regclass
    where table_schema = current_schema() and data_type = 'bytea'
      and column_name like '%\_sealed' and not p.relispartition
    order by 1
  `.execute(db)
  const declared = new Set(columns.map(({ table, column }) => `${table}.${column}`))
  return rows.map(({ name }) => name).filter((name) => !declared.has(name))
}
