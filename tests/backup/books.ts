import { sql } from 'kysely'
import pg from 'pg'
import { PgBoss } from 'pg-boss'
import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { newId } from '#platform/random.ts'

/** Text that a format with separators must not trip over. */
const NASTY = 'tab\there \\N \\. "quote" \r\n new line, ünïcödé 粉 \u{1f4e6}'

/** One order with its lines, stock and history: all of it is there, or nothing. */
export async function placeOrder(ctx: Ctx, number: number): Promise<void> {
  const id = newId()
  await inTransaction(ctx.db, async (tx) => {
    await sql`
      insert into orders (org_id, id, number, store_id, external_id, lifecycle, payment, fulfilment,
        assignment, status, currency, items_minor, grand_total_minor, placed_at, note, tags,
        shipping_address)
      values (${ctx.orgId}, ${id}, ${`PS-${number}`}, ${ctx.orgId}, ${id}, 'open', 'pending',
        'unfulfilled', 'none', 'PLACED', 'INR', 300, 300, now(), ${NASTY}, array['a', ${NASTY}],
        ${JSON.stringify({ line1: NASTY })}::jsonb)
    `.execute(tx)
    await sql`
      insert into order_lines (org_id, order_id, line, sku, name, quantity, unit_price_minor)
      values (${ctx.orgId}, ${id}, 1, 'MUG', ${NASTY}, 1, 100),
        (${ctx.orgId}, ${id}, 2, null, '', 2, 100)
    `.execute(tx)
    await sql`
      insert into stock_levels (org_id, sku, location_id, on_hand, reserved)
      values (${ctx.orgId}, 'MUG', ${ctx.orgId}, 1000000, 1)
      on conflict (org_id, sku, location_id)
        do update set reserved = stock_levels.reserved + 1
    `.execute(tx)
    await sql`
      insert into stock_movements
        (org_id, sku, location_id, id, type, reserved_delta, reservation_id, actor_type)
      values (${ctx.orgId}, 'MUG', ${ctx.orgId}, ${newId()}, 'reserved', 1, ${id}, 'system')
    `.execute(tx)
    const subject = { type: 'order', id }
    await ctx.emit(tx, { type: 'order.placed', subject, data: { orderId: id, note: NASTY } })
    if (number % 10 === 0) {
      await audit.record(ctx, tx, { action: 'order.placed', subject, after: { note: NASTY } })
    }
  })
}

/** Rows that are larger than what is read at once. */
export async function addImages(ctx: Ctx): Promise<void> {
  const product = newId()
  await sql`
    insert into products (org_id, id, name, attributes)
    values (${ctx.orgId}, ${product}, ${NASTY}, '{"a": [1.5, null, 1e-7]}')
  `.execute(ctx.db)
  for (let i = 1; i <= 5; i++) {
    await sql`
      insert into product_images (org_id, id, product_id, position, bytes)
      values (${ctx.orgId}, ${newId()}, ${product}, ${i}, ${Buffer.alloc(i * 150_000, i)})
    `.execute(ctx.db)
  }
}

/** Work in all states of the queue: waiting, waiting for later, taken by a worker, done. */
export async function addJobs(url: string): Promise<void> {
  const boss = new PgBoss({ connectionString: url, schema: 'penstock_jobs', schedule: false })
  boss.on('error', () => {})
  await boss.start()
  await boss.createQueue('test.pack_order')
  for (let i = 0; i < 5; i++) await boss.send('test.pack_order', { i, note: NASTY })
  await boss.send('test.pack_order', { late: true }, { startAfter: 3_600 })
  const [taken, done] = await boss.fetch('test.pack_order', { batchSize: 2 })
  await boss.complete('test.pack_order', done!.id, { ok: taken!.id })
  await boss.stop({ graceful: false })
}

/**
 * All rows of all tables, told by another way than the product's own. What belongs to the server
 * and not to the books is left out: transaction ids, what is computed from other columns, and how
 * the database was built.
 */
export async function digestsOf(url: string): Promise<Record<string, string>> {
  return withClient(url, async (client) => {
    await client.query(`set timezone = 'UTC'`)
    const { rows: tables } = await client.query(`
      select c.oid::regclass::text as name, (
        select string_agg(quote_ident(attname), ', ' order by attname) from pg_attribute
        where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = ''
          and atttypid <> 'xid8'::regtype
      ) as columns
      from pg_class c
      where relkind in ('r', 'p') and not relispartition
        and relnamespace::regnamespace::text in ('public', 'penstock_jobs')
        and relname not in ('schema_migrations', 'version', 'bam', 'dispatch_positions')`)
    const digests: Record<string, string> = {}
    for (const { name, columns } of tables) {
      const { rows } = await client.query(`
        select count(*) || ' rows ' || md5(string_agg(line, E'\\n' order by line collate "C")) as all
        from (select row(${columns})::text as line from ${name}) as lines`)
      digests[name] = rows[0].all ?? 'no rows'
    }
    return digests
  })
}

/** Tables, columns, constraints and indexes, those of the partitions too. */
export async function structureOf(url: string): Promise<string[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query(`
      with tables as (
        select oid, oid::regclass::text as name from pg_class
        where relkind in ('r', 'p') and relnamespace::regnamespace::text in ('public', 'penstock_jobs')
      )
      select name || ' ' || attname || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull
        from tables join pg_attribute on attrelid = oid where attnum > 0 and not attisdropped
      union all
      select name || ' ' || pg_get_constraintdef(c.oid) || ' ' || convalidated
        from tables join pg_constraint c on conrelid = tables.oid
      union all -- Indexes of partitions are named by the server.
      select name || regexp_replace(pg_get_indexdef(indexrelid), 'INDEX [^ ]+', 'INDEX') || indisvalid
        from tables join pg_index on indrelid = oid
      order by 1`)
    return rows.map((row) => Object.values(row as Record<string, string>)[0]!)
  })
}

/** What the dispatcher would read next, in its order, as soon as all that runs now has ended. */
export async function waitingEvents(url: string): Promise<string[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query(`
      select subject_id from history h, dispatch_positions p
      where p.name = 'jobs' and (h.xid, h.id) > (p.xid, p.id) and h.id > p.floor_id
        and h.xid < pg_current_xact_id()
      order by h.xid, h.id`)
    return rows.map((row) => row.subject_id as string)
  })
}

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>) {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
