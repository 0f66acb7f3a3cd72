import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import type { Subscriptions } from '#platform/events.ts'
import { job, type Job, type Jobs, NO_ORG } from '#platform/jobs.ts'
import { scene, type Scene } from '#tests/scene.ts'
import { enqueue } from './enqueue.ts'
import { Postponed } from './postponed.ts'
import { createWorker } from './worker.ts'

const Pull = z.object({ number: z.int() })
const WAIT = { timeout: 50_000, interval: 20 }

test('a job runs in the org, the trace and the name of what led to it', async () => {
  await using world = await scene()
  const { promise: ran, resolve } = Promise.withResolvers<{ ctx: Ctx; number: number }>()
  const ring = bell(async (ctx, { number }) => resolve({ ctx, number }))
  await using _worker = await work(world, { 'bell.ring': ring })
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  await inTransaction(world.ctx.db, (tx) => {
    const options = { orgId: world.ctx.orgId, cause: { requestId: 'r1', traceparent } }
    return enqueue(tx, 'bell.ring', { number: 7 }, options)
  })
  const { ctx, number } = await ran

  expect(number).toBe(7)
  expect(ctx.orgId).toBe(world.ctx.orgId)
  expect(ctx.actor).toMatchObject({ type: 'job', name: 'bell.ring' })
  expect(ctx.cause).toMatchObject({ requestId: 'r1', eventId: expect.any(Number) })
  expect(ctx.cause.traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-/)
})

test('a job that fails is tried again, and rests with its error when it fails too often', async () => {
  await using world = await scene()
  const attempts: number[] = []
  const ring: Job = {
    ...bell((_ctx, { number }) => {
      attempts.push(number)
      throw new TypeError(`The clapper fell off bell ${number}.`)
    }),
    attemptsMax: 2,
    retryDelayS: 1,
  }
  await using _worker = await work(world, { 'bell.ring': ring })
  await pull(world, 1)

  const [letter] = await deadLetters(world, 1)
  expect(attempts).toEqual([1, 1])
  expect(letter).toMatchObject({
    org_id: world.ctx.orgId,
    job: 'bell.ring',
    payload: { number: 1 },
    attempts: 2,
    error: {
      name: 'TypeError',
      message: 'The clapper fell off bell 1.',
      stack: expect.stringContaining('worker.test.ts'),
    },
  })
})

test('a payload that does not fit is not tried twice', async () => {
  await using world = await scene()
  let runs = 0
  const ring = bell(async () => void runs++)
  await using _worker = await work(world, { 'bell.ring': ring })
  await inTransaction(world.ctx.db, (tx) =>
    world.ctx.emit(tx, { ...pulled(1), data: { number: 'many' } }),
  )
  const [letter] = await deadLetters(world, 1)

  expect(runs).toBe(0)
  expect(letter).toMatchObject({ attempts: 1, payload: { number: 'many' } })
  expect(letter!.error.message).toMatch(/payload is not valid[\s\S]*must be a number/)
})

test('a job that takes too long is told so and tried again', async () => {
  await using world = await scene()
  const reasons: unknown[] = []
  const ring: Job = {
    ...bell(
      (_ctx, _payload, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve(void reasons.push(signal.reason)))
        }),
    ),
    attemptsMax: 1,
    timeLimitS: 0.2,
  }
  await using _worker = await work(world, { 'bell.ring': ring })
  await pull(world, 1)

  const [letter] = await deadLetters(world, 1)
  expect(letter!.error.message).toBe('It took longer than 0.2 s.')
  expect(reasons).toHaveLength(1)
})

test('a slow queue holds up no other, and takes no more than it may', async () => {
  await using world = await scene()
  const { promise: open, resolve: letGo } = Promise.withResolvers<void>()
  let [slow, slowMost, quick] = [0, 0, 0]
  const jobs: Jobs = {
    'bell.ring': {
      ...bell(async () => {
        slowMost = Math.max(slowMost, ++slow)
        await open
        slow--
      }),
      concurrency: 3,
    },
    'bell.count': bell(async () => void quick++),
  }
  await using _worker = await work(world, jobs)
  await pull(world, ...Array.from({ length: 40 }, (_, number) => number))

  await expect.poll(() => quick, WAIT).toBe(40)
  await expect.poll(() => slow, WAIT).toBe(3)
  letGo()
  await expect.poll(() => unfinished(world), WAIT).toBe(0)
  expect(slowMost).toBe(3)
})

test('at a stop running jobs end, and what is too slow goes back to the others at once', async () => {
  await using world = await scene()
  const began: number[] = []
  const stopped: unknown[] = []
  const { promise: open, resolve: letGo } = Promise.withResolvers<void>()
  const jobs: Jobs = {
    'bell.ring': {
      ...bell(async (_ctx, { number }, signal) => {
        began.push(number)
        signal.addEventListener('abort', () => stopped.push(number))
        await (number === 1 ? open : new Promise(() => {}))
      }),
      concurrency: 2,
    },
  }
  const worker = await work(world, jobs)
  await pull(world, 1, 2, 3)
  await expect.poll(() => sorted(began), WAIT).toEqual([1, 2])
  const stopping = worker.stop({ timeoutMs: 300 })
  letGo()

  expect(await stopping).toEqual({ handedBack: 1 })
  expect(stopped).toEqual([2])
  const again: number[] = []
  const ring = bell(async (_ctx, { number }) => void again.push(number))
  await using _other = await work(world, { 'bell.ring': ring })
  await expect.poll(() => sorted(again), WAIT).toEqual([2, 3])
  // Giving a job back is not a failure: it has all its attempts still.
  expect(await world.rows(`select max(retry_count) from penstock_jobs.job_common`)).toEqual([
    { max: 0 },
  ])
})

test('a job for later waits for its time', async () => {
  await using world = await scene()
  const ranAt = new Map<number, number>()
  const ring = bell(async (_ctx, { number }) => void ranAt.set(number, Date.now()))
  await using _worker = await work(world, { 'bell.ring': ring })
  const soon = Date.now() + 1_000
  const at = (ms: number) => ({ orgId: world.ctx.orgId, startAfter: new Date(ms) })
  await inTransaction(world.ctx.db, async (tx) => {
    await enqueue(tx, 'bell.ring', { number: 2 }, at(soon))
    await enqueue(tx, 'bell.ring', { number: 3 }, at(soon + 3_600_000))
    await enqueue(tx, 'bell.ring', { number: 1 }, at(soon - 1_000))
  })

  await expect.poll(() => sorted([...ranAt.keys()]), WAIT).toEqual([1, 2])
  expect(ranAt.get(2)).toBeGreaterThanOrEqual(soon)
  // The second is written down as done a moment after it has run.
  await expect.poll(() => unfinished(world), WAIT).toBe(1)
})

test('a job that is postponed waits for its time, and spends no attempt', async () => {
  await using world = await scene()
  const ran: number[] = []
  const ring: Job = {
    ...bell(async (_ctx, { number }) => {
      ran.push(number)
      if (number === 2) throw new Postponed(3_600, 'The tower is closed.')
      if (ran.length < 4) throw new Postponed(0, 'The ringer is not there yet.')
    }),
    attemptsMax: 1,
  }
  await using _worker = await work(world, { 'bell.ring': ring })
  await pull(world, 1)
  await expect.poll(() => ran, WAIT).toEqual([1, 1, 1, 1])
  await pull(world, 2)
  await expect.poll(() => ran, WAIT).toEqual([1, 1, 1, 1, 2])
  const waits = `select state, retry_count, start_after > now() + interval '50 minutes' as later
    from penstock_jobs.job_common where name = 'bell.ring' and state < 'completed'`
  const expected = [{ state: 'created', retry_count: 0, later: true }]
  await expect.poll(() => world.rows(waits), WAIT).toEqual(expected)
  expect(await world.rows(`select job from dead_letters`)).toEqual([])
})

test('the clock starts a job once, however many workers watch it', async () => {
  await using world = await scene()
  const other = await world.anotherOrg()
  const ran: string[] = []
  const note = (word: string) => async (ctx: Ctx) => void ran.push(`${word} ${ctx.orgId}`)
  const clockwork = { payload: z.object({}), attemptsMax: 1, cron: '0 0 1 1 *' }
  const jobs: Jobs = {
    'clock.strike': job({ ...clockwork, run: note('strike') }),
    'clock.greet': job({ ...clockwork, cronFor: 'each_org', run: note('greet') }),
  }
  await using _one = await work(world, jobs, {})
  await using _two = await work(world, jobs, {})
  await world.rows(`update cron_ticks set next_at = now() - interval '3 years'
    where job in ('clock.strike', 'clock.greet')`)

  const expected = [`strike ${NO_ORG}`, `greet ${world.ctx.orgId}`, `greet ${other.orgId}`]
  await expect.poll(() => ran.toSorted(), WAIT).toEqual(expected.toSorted())
  expect(await world.rows(`select count(*)::int from cron_ticks where next_at < now()`)).toEqual([
    { count: 0 },
  ])
})

test('workers that start at once on a new database agree on its queues', async () => {
  await using world = await scene()
  const ran: number[] = []
  const ring = bell(async (_ctx, { number }) => void ran.push(number))
  const starting = [1, 2, 3].map(() => work(world, { 'bell.ring': ring }))
  const workers = await Promise.all(starting)
  await pull(world, 1, 2, 3, 4)
  await expect.poll(() => sorted(ran), WAIT).toEqual([1, 2, 3, 4])
  await Promise.all(workers.map((worker) => worker.stop({ timeoutMs: 1_000 })))

  expect(ran).toHaveLength(4)
})

test('a queue follows the definition of its job', async () => {
  await using world = await scene()
  const before = bell(async () => {})
  await (await work(world, { 'bell.ring': before })).stop({ timeoutMs: 0 })
  const after = { ...before, attemptsMax: 9, timeLimitS: 5 }
  await (await work(world, { 'bell.ring': after })).stop({ timeoutMs: 0 })

  const query = `select retry_limit, expire_seconds from penstock_jobs.queue where name = 'bell.ring'`
  expect(await world.rows(query)).toEqual([{ retry_limit: 8, expire_seconds: 35 }])
})

const bell = (
  run: (ctx: Ctx, payload: z.output<typeof Pull>, signal: AbortSignal) => Promise<void>,
): Job => job({ payload: Pull, attemptsMax: 3, run })

const pulled = (number: number) => ({
  type: 'bell.pulled',
  subject: { type: 'bell', id: 'church' },
  data: { number },
})

const pull = ({ ctx }: Scene, ...numbers: number[]) =>
  inTransaction(ctx.db, (tx) => ctx.emit(tx, ...numbers.map(pulled)))

/** Without other words every job follows the pull of the bell. */
async function work(world: Scene, jobs: Jobs, subscriptions?: Subscriptions) {
  const following = subscriptions ?? { 'bell.pulled': Object.keys(jobs) }
  const parts = { jobs, subscriptions: following, directUrl: world.url }
  const worker = createWorker(world.runtime, parts)
  await worker.start()
  return Object.assign(worker, {
    [Symbol.asyncDispose]: async () => void (await worker.stop({ timeoutMs: 1_000 })),
  })
}

const sorted = (numbers: number[]) => numbers.toSorted((a, b) => a - b)

type Row = { org_id: string; payload: unknown; attempts: number; error: { message: string } }

async function deadLetters(world: Scene, count: number): Promise<Row[]> {
  const read = () => world.rows<Row>('select * from dead_letters')
  await expect.poll(read, WAIT).toHaveLength(count)
  return read()
}

async function unfinished(world: Scene): Promise<number> {
  const rows = await world.rows<{ count: number }>(
    `select count(*)::int from penstock_jobs.job_common where state < 'completed'`,
  )
  return rows[0]!.count
}
