import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { scene, type Scene } from '#tests/scene.ts'
import { type Db, inTransaction } from './database.ts'
import { ensureMonths, listMonthly } from './partitions.ts'

const NOW = new Date('2031-11-20T08:00:00Z')

test('the months ahead are made, across the end of a year, and asking again changes nothing', async () => {
  await using world = await scene()
  await ensureMonths(world.ctx.db, 'history', NOW)
  await ensureMonths(world.ctx.db, 'history', NOW)

  const months = await partitions(world)
  expect(months.filter((name) => /203[12]/.test(name))).toEqual([
    'history_2031_11',
    'history_2031_12',
    'history_2032_01',
    'history_2032_02',
  ])
})

test('rows that came before their month was made move into it', async () => {
  await using world = await scene()
  for (const at of [
    '2031-11-30 23:59:59.999Z',
    '2031-12-01 00:00Z',
    '2032-01-05Z',
    '2040-01-01Z',
  ]) {
    await world.rows(
      `insert into history (org_id, at, type, subject_type, subject_id, actor_type, actor_name, data)
      values ($1, $2, 'bell.pulled', 'bell', 'b', 'system', 'test', '{}')`,
      [world.ctx.orgId, at],
    )
  }
  await ensureMonths(world.ctx.db, 'history', NOW)

  const rows = await world.rows<{ place: string; id: number }>(
    `select tableoid::regclass::text as place, id from history order by at`,
  )
  expect(rows).toEqual([
    { place: 'history_2031_11', id: 1 },
    { place: 'history_2031_12', id: 2 },
    { place: 'history_2032_01', id: 3 },
    { place: 'history_default', id: 4 },
  ])
  // The month has the indexes and the numbers of its table.
  const made = await world.rows<{ id: number }>(
    `insert into history (org_id, at, type, subject_type, subject_id, actor_type, actor_name, data)
    values ($1, '2031-12-05', 'bell.pulled', 'bell', 'b', 'system', 'test', '{}') returning id`,
    [world.ctx.orgId],
  )
  expect(made).toEqual([{ id: 5 }])
  const [count] = await world.rows(`
    select count(*) filter (where tablename = 'history')::int as wanted,
      count(*) filter (where tablename = 'history_2031_12')::int as made
    from pg_indexes`)
  expect(count).toEqual({ wanted: expect.any(Number), made: (count as { wanted: number }).wanted })
})

test('a row whose month is made while it comes in finds it with the next try', async () => {
  await using world = await scene()
  const { db, orgId } = world.ctx
  const pull = (tx: Db) =>
    sql`
      insert into history
        (org_id, at, type, subject_type, subject_id, actor_type, actor_name, data)
      values (${orgId}, ${NOW}, 'bell.pulled', 'bell', 'b', 'system', 'test', '{}')
    `.execute(tx)
  const waiting = async () => {
    const [count] = await world.rows<{ locks: number }>(
      `select count(*)::int as locks from pg_locks l join pg_database d on d.oid = l.database
      where d.datname = current_database() and not l.granted`,
    )
    return count!.locks
  }
  const [made, pulled] = await inTransaction(db, async (tx) => {
    await pull(tx)
    const months = ensureMonths(db, 'history', NOW)
    await expect.poll(waiting).toBe(1)
    const late = inTransaction(db, pull)
    await expect.poll(waiting).toBe(2)
    return [months, late]
  }).then((both) => Promise.allSettled(both))
  expect([made?.status, pulled?.status]).toEqual(['fulfilled', 'fulfilled'])
  expect(await world.rows('select count(*)::int as pulled from history_2031_11')).toEqual([
    { pulled: 2 },
  ])
})

test('several processes may make the same months at once', async () => {
  await using world = await scene()
  await Promise.all(Array.from({ length: 4 }, () => ensureMonths(world.ctx.db, 'history', NOW)))

  expect(await listMonthly(world.ctx.db)).toContain('history')
})

async function partitions({ rows }: Scene): Promise<string[]> {
  const found = await rows<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_inherits
    where inhparent = 'history'::regclass order by 1`,
  )
  return found.map(({ name }) => name)
}
