import { sql } from 'kysely'
import { type Db, inTransaction, type Tx } from './database.ts'

const MONTHS_AHEAD = 3

/**
 * Creates the partitions of a table for the month of `now` and the following ones, where they are
 * missing.
 */
export async function ensureMonths(db: Db, table: string, now: Date): Promise<void> {
  for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead++) {
    const from = monthOf(now, ahead)
    const name = `${table}_${from.slice(0, 7).replace('-', '_')}`
    if (await exists(db, name)) continue
    await inTransaction(db, (tx) =>
      addMonth(tx, { table, name, from, to: monthOf(now, ahead + 1) }),
    )
  }
}

/** The tables that are partitioned by month. */
export async function listMonthly(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name
    from pg_partitioned_table p join pg_class c on c.oid = p.partrelid
    where p.partstrat = 'r' and c.relnamespace = 'public'::regnamespace
    order by c.relname
  `.execute(db)
  return rows.map(({ name }) => name)
}

const monthOf = (now: Date, ahead: number): string =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1)).toISOString()

/**
 * Reads the catalog table itself: `to_regclass` may answer from a cache that does not have the new
 * table yet.
 */
async function exists(db: Db, name: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (
      select 1 from pg_class where relname = ${name} and relnamespace = 'public'::regnamespace
    ) as found
  `.execute(db)
  return rows[0]!.found
}

type Month = { table: string; name: string; from: string; to: string }

/**
 * Adds one month. Two processes may do so at once, so they take turns. Rows of that month that went
 * into the default partition are moved, or PostgreSQL would refuse the new partition.
 */
async function addMonth(tx: Tx, { table, name, from, to }: Month): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${name}))`.execute(tx)
  if (await exists(tx, name)) return
  const [month, rest] = [sql.table(name), sql.table(`${table}_default`)]
  const key = sql.ref(await keyOf(tx, table))
  await sql`
    create table ${month} (like ${sql.table(table)} including defaults including constraints)
  `.execute(tx)
  if (await exists(tx, `${table}_default`)) {
    await sql`lock table ${rest} in access exclusive mode`.execute(tx)
    await sql`
      /* across orgs */
      with moved as (delete from ${rest} where ${key} >= ${from} and ${key} < ${to} returning *)
      insert into ${month} select * from moved
    `.execute(tx)
  }
  await sql`
    alter table ${sql.table(table)} attach partition ${month}
      for values from (${sql.lit(from)}) to (${sql.lit(to)})
  `.execute(tx)
}

async function keyOf(tx: Tx, table: string): Promise<string> {
  const { rows } = await sql<{ name: string }>`
    select a.attname as name
    from pg_partitioned_table p
    join pg_attribute a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
    where p.partrelid = ${table}::regclass
  `.execute(tx)
  return rows[0]!.name
}
