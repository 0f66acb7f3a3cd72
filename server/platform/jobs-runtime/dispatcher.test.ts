import pg from 'pg'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { inTransaction } from '#platform/database.ts'
import type { Subscriptions } from '#platform/events.ts'
import { job, type Jobs } from '#platform/jobs.ts'
import { scene, type Scene } from '#tests/scene.ts'
import { openQueue, prepareQueues } from './queue.ts'
import { dispatchOnce, recover } from './dispatcher.ts'
import { enqueue } from './enqueue.ts'
import { metersOf } from './meters.ts'
import { type Position, readEvents, readLag } from './positions.ts'

const nothing = job({ payload: z.unknown(), attemptsMax: 1, run: async () => {} })
const jobs: Jobs = { 'bell.ring': nothing, 'bell.count': nothing }
const subscriptions: Subscriptions = { 'bell.pulled': ['bell.ring', 'bell.count'] }

test('each event starts each of its jobs', async () => {
  await using world = await scene()
  await using dispatch = await dispatcher(world)
  await pull(world, 1, 2)

  await dispatch()

  expect(await made(world)).toEqual(['bell.count 1', 'bell.count 2', 'bell.ring 1', 'bell.ring 2'])
  await dispatch()
  expect(await made(world)).toHaveLength(4)
})

test('what is rolled back starts nothing', async () => {
  await using world = await scene()
  await using dispatch = await dispatcher(world)
  const work = inTransaction(world.ctx.db, async (tx) => {
    await world.ctx.emit(tx, pulled(1))
    throw new Error('The rope tears.')
  })
  await expect(work).rejects.toThrow('tears')

  await dispatch()
  expect(await made(world)).toEqual([])
})

test('an event that commits late is not skipped', async () => {
  await using world = await scene()
  await using dispatch = await dispatcher(world)
  await using early = await connect(world)
  await using late = await connect(world)
  await late.query('begin')
  await write(late, world, 1) // Takes its number first and commits last.
  await write(early, world, 2)

  expect(await dispatch.once()).toBe('blocked')
  expect(await made(world)).toEqual([])
  await late.query('commit')
  await dispatch()

  expect(await made(world)).toEqual(['bell.count 1', 'bell.count 2', 'bell.ring 1', 'bell.ring 2'])
})

test('no event is passed where the numbers of the transactions grow longer', async () => {
  await using world = await scene()
  await using client = await connect(world)
  for (const xid of ['10', '9', '11']) {
    await write(client, world, Number(xid))
    await client.query(
      `update history set xid = $1::text::xid8 where org_id = $2 and data->>'number' = $1`,
      [xid, world.ctx.orgId],
    )
  }
  const options = { types: ['bell.pulled'], limit: 2 }
  const events = await readEvents(client, { xid: '8', id: 0, floorId: 0 }, options)

  expect(events.map(({ xid }) => xid)).toEqual(['9', '10'])
})

test('a transaction that writes nothing to the history delays, and loses nothing', async () => {
  await using world = await scene()
  await using dispatch = await dispatcher(world)
  await using other = await connect(world)
  await other.query('begin; select pg_current_xact_id()')
  await pull(world, 1)

  expect(await dispatch.once()).toBe('blocked')
  await other.query('commit')
  await dispatch()

  expect(await made(world)).toHaveLength(2)
})

test('two dispatchers at once start every job once', async () => {
  await using world = await scene()
  await using one = await dispatcher(world)
  await using other = await dispatcher(world)
  const numbers = Array.from({ length: 60 }, (_, index) => index)
  const writing = Promise.all(numbers.map((number) => pull(world, number)))
  const dispatching = Promise.all(
    [one, other].map(async (dispatch) => {
      while ((await made(world)).length < 120) await dispatch.once()
    }),
  )
  await writing
  await dispatching

  expect(new Set(await made(world)).size).toBe(120)
  expect(await made(world)).toHaveLength(120)
})

test('a dispatcher that dies between the jobs and the commit leaves no trace', async () => {
  await using world = await scene()
  await using dispatch = await dispatcher(world)
  await pull(world, 1)
  await world.rows(`
    create function die() returns trigger language plpgsql as $$
      begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
    create trigger die before update on dispatch_positions execute function die();
  `)
  await expect(dispatch()).rejects.toThrow()
  expect(await made(world)).toEqual([])
  await world.rows('drop trigger die on dispatch_positions')
  await dispatch()

  expect(await made(world)).toEqual(['bell.count 1', 'bell.ring 1'])
})

test('events that start nothing are passed by', async () => {
  await using world = await scene()
  await using dispatch = await dispatcher(world, {})
  await pull(world, 1, 2, 3)
  expect(await readLag(dispatch.pool)).toMatchObject({ events: 3 })

  await dispatch()

  expect(await readLag(dispatch.pool)).toEqual({ events: 0, seconds: 0 })
})

test('a job asked for with the same key is made once', async () => {
  await using world = await scene()
  await using dispatch = await dispatcher(world)
  const other = await world.anotherOrg()
  await inTransaction(world.ctx.db, async (tx) => {
    const options = { orgId: world.ctx.orgId, key: 'noon' }
    await enqueue(tx, 'bell.ring', { number: 1 }, options)
    await enqueue(tx, 'bell.ring', { number: 2 }, options)
    await enqueue(tx, 'bell.ring', { number: 3 }, { ...options, orgId: other.orgId })
  })
  await dispatch()

  expect(await made(world)).toEqual(['bell.ring 1', 'bell.ring 3'])
})

test('a job that no release knows any more is shown and not lost', async () => {
  await using world = await scene()
  await using dispatch = await dispatcher(world)
  await inTransaction(world.ctx.db, (tx) =>
    enqueue(tx, 'bell.paint', { number: 1 }, { orgId: world.ctx.orgId }),
  )
  await dispatch()

  expect(await world.rows('select job, payload, error from dead_letters')).toEqual([
    {
      job: 'bell.paint',
      payload: { number: 1 },
      error: { message: 'This release has no such job.' },
    },
  ])
})

test('after a restore into a younger server only what was left is started', async () => {
  await using world = await scene()
  await using dispatch = await dispatcher(world)
  await pull(world, 1)
  await dispatch()
  await pull(world, 2)
  // The same rows with the transaction ids of a server that had lived much longer.
  await world.rows(`update history set xid = (xid::text::bigint + 1e9)::text::xid8`)
  await world.rows(`update dispatch_positions set xid = (xid::text::bigint + 1e9)::text::xid8`)
  expect(await dispatch.once()).toBe('blocked')

  await expect.poll(() => dispatch.recover()).toBe(true)
  await pull(world, 3)
  await dispatch()

  expect(await made(world)).toEqual(
    ['count 1', 'count 2', 'count 3', 'ring 1', 'ring 2', 'ring 3'].map((name) => `bell.${name}`),
  )
})

test('within a large transaction each batch is read from the index, and nothing is sorted', async () => {
  await using world = await scene()
  await using client = await connect(world)
  await world.rows(`
    insert into history (org_id, type, subject_type, subject_id, actor_type, actor_name, data)
    select gen_random_uuid(), 'x.done', 'x', n::text, 'system', 'test', '{}'
    from generate_series(1, 20000) n`)
  await world.rows('analyze history')
  const [middle] = await world.rows<Position>(
    'select xid::text, max(id) - 10000 as id, 0 as "floorId" from history group by xid',
  )
  const explaining = {
    query: (text: string, values: unknown[]) => client.query(`explain (costs off) ${text}`, values),
  } as unknown as pg.Client
  const rows: unknown = await readEvents(explaining, middle!, { types: [], limit: 500 })
  const plan = (rows as { 'QUERY PLAN': string }[]).map((row) => row['QUERY PLAN']).join('\n')

  expect(plan).toMatch(/^Limit.*\n\s+(InitPlan.*\n.*\n\s+)*->\s+(Merge Append|Index Scan)/)
  expect(plan).toMatch(/Index Scan using history_\d{4}_\d\d_xid_id_idx/)
})

async function dispatcher(world: Scene, following = subscriptions) {
  const queue = await openQueue(world.url, world.runtime.log)
  await prepareQueues(queue, jobs)
  const parts = { queue, jobs, subscriptions: following, meters: metersOf(world.runtime.metrics) }
  // Other databases of the server also have transactions that run, and they delay.
  const dispatch = async () => {
    while ((await dispatchOnce(parts)) !== 'nothing');
  }
  return Object.assign(dispatch, {
    once: () => dispatchOnce(parts),
    pool: queue.pool,
    recover: () => recover(queue.pool),
    [Symbol.asyncDispose]: () => queue.close(),
  })
}

const pulled = (number: number) => ({
  type: 'bell.pulled',
  subject: { type: 'bell', id: 'church' },
  data: { number },
})

const pull = ({ ctx }: Scene, ...numbers: number[]) =>
  inTransaction(ctx.db, (tx) => ctx.emit(tx, ...numbers.map(pulled)))

/** The jobs that exist, whoever made them. */
async function made(world: Scene): Promise<string[]> {
  const rows = await world.rows<{ name: string; number: number }>(`
    select name, (data->'payload'->>'number')::int as number
    from penstock_jobs.job_common order by name, number`)
  return rows.map(({ name, number }) => `${name} ${number}`)
}

async function connect({ url }: Scene) {
  const client = new pg.Client(url)
  await client.connect()
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() })
}

const write = (client: pg.Client, { ctx }: Scene, number: number) =>
  client.query(
    `insert into history (org_id, type, subject_type, subject_id, actor_type, actor_name, data)
    values ($1, 'bell.pulled', 'bell', 'church', 'system', 'test', $2)`,
    [ctx.orgId, { number }],
  )
