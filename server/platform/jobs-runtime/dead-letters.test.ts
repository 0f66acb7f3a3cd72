import { expect, test } from 'vitest'
import { jobsCommands } from '#platform/jobs-commands.ts'
import { readDeadLetters } from '#platform/jobs-routes.ts'
import { newId } from '#platform/random.ts'
import { scene, type Scene } from '#tests/scene.ts'
import {
  discardDeadLetter,
  getDeadLetter,
  retryDeadLetter,
  retryDeadLetters,
} from './dead-letters.ts'

test('failed jobs are read page by page, the newest first, none twice and none left out', async () => {
  await using world = await scene()
  // Several in one millisecond, as when a whole batch fails.
  const ids = await bury(
    world,
    'bell.ring',
    Array.from({ length: 7 }, (_, i) => i >> 1),
  )
  const seen: string[] = []
  let after: string | null | undefined
  do {
    const page = await readDeadLetters(world.ctx, { limit: 3, after: after ?? undefined })
    seen.push(...page.deadLetters.map(({ id }) => id))
    after = page.pagination.nextCursor
  } while (after)

  expect(seen).toHaveLength(7)
  expect(new Set(seen)).toEqual(new Set(ids))
})

test('they can be read for one kind of job', async () => {
  await using world = await scene()
  await bury(world, 'bell.ring', [1, 2])
  const [id] = await bury(world, 'bell.count', [3])

  const { deadLetters } = await readDeadLetters(world.ctx, { job: 'bell.count', limit: 10 })
  expect(deadLetters).toMatchObject([{ id, job: 'bell.count', attempts: 3, message: 'torn' }])
})

test('what is shown has the payload, the error and the trace', async () => {
  await using world = await scene()
  const [id] = await bury(world, 'bell.ring', [1])

  expect(await getDeadLetter(world.ctx, id!)).toMatchObject({
    payload: { number: 1 },
    error: { message: 'torn', stack: 'at the rope' },
    trace: '0af7651916cd43dd8448eb211c80319c',
  })
})

test('nobody sees, starts or discards what belongs to another org', async () => {
  await using world = await scene()
  const [id] = await bury(world, 'bell.ring', [1])
  const other = await world.anotherOrg()

  expect((await readDeadLetters(other, { limit: 10 })).deadLetters).toEqual([])
  for (const attempt of [
    () => getDeadLetter(other, id!),
    () => retryDeadLetter(other, id!),
    () => discardDeadLetter(other, id!, 'not mine'),
  ]) {
    await expect(attempt()).rejects.toMatchObject({ code: 'dead_letter_not_found', status: 404 })
  }
  expect(await retryDeadLetters(other, 'bell.ring')).toEqual({ retried: 0, more: false })
  expect((await readDeadLetters(world.ctx, { limit: 10 })).deadLetters).toHaveLength(1)
})

test('started again twice at once, it starts once, in the trace that it began in', async () => {
  await using world = await scene()
  const [id] = await bury(world, 'bell.ring', [5])
  const attempts = [retryDeadLetter(world.ctx, id!), retryDeadLetter(world.ctx, id!)]
  const results = await Promise.allSettled(attempts)

  expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  expect(await history(world)).toMatchObject([
    {
      type: 'job.requested',
      subject_id: 'bell.ring',
      actor_name: 'test',
      data: { payload: { number: 5 } },
      cause: { traceparent: expect.stringContaining('0af7651916cd43dd8448eb211c80319c') },
    },
  ])
})

test('all of a kind start again, the others rest', async () => {
  await using world = await scene()
  await bury(world, 'bell.ring', [1, 2, 3])
  await bury(world, 'bell.count', [4])

  expect(await retryDeadLetters(world.ctx, 'bell.ring')).toEqual({ retried: 3, more: false })
  expect(await history(world)).toHaveLength(3)
  const { deadLetters } = await readDeadLetters(world.ctx, { limit: 10 })
  expect(deadLetters.map(({ job }) => job)).toEqual(['bell.count'])
})

test('what is discarded is gone, and the history says why', async () => {
  await using world = await scene()
  const [id] = await bury(world, 'bell.ring', [1])
  await discardDeadLetter(world.ctx, id!, 'The bell was sold.')

  expect((await readDeadLetters(world.ctx, { limit: 10 })).deadLetters).toEqual([])
  expect(await history(world)).toMatchObject([
    { type: 'dead_letter.discarded', data: { job: 'bell.ring', reason: 'The bell was sold.' } },
  ])
})

test('the commands say in words and in JSON what the API says', async () => {
  await using world = await scene()
  const [id] = await bury(world, 'bell.ring', [1])
  await bury(world, 'bell.count', [1, 2])
  const run = (name: string, options = {}, words: string[] = []) =>
    jobsCommands
      .find((command) => command.name === name)!
      .run({ runtime: world.runtime, ctx: world.ctx, directUrl: world.url }, options, words)

  expect((await run('jobs list', { job: 'bell.ring' })).text).toContain(`${id}  `)
  expect((await run('jobs show', {}, [id!])).json).toMatchObject({ payload: { number: 1 } })
  await expect(run('jobs show', {}, ['x'])).rejects.toThrow('is not the id of a job')
  await expect(run('jobs discard', {}, [id!])).rejects.toThrow('reason')
  await expect(run('jobs retry', { job: 'bell.cuont' })).rejects.toThrow(
    /no kind of job called bell/,
  )
  expect((await run('jobs retry', { job: 'bell.count' })).json).toEqual({ retried: 2 })
  expect((await run('jobs retry', {}, [id!])).text).toBe('bell.ring starts again.')
  expect((await run('jobs list')).text).toBe('No job has failed too often.')
  expect((await run('jobs queues')).json).toEqual({ queues: [] })
})

async function bury({ ctx, rows }: Scene, job: string, numbers: number[]): Promise<string[]> {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const ids: string[] = []
  for (const number of numbers) {
    const id = newId()
    ids.push(id)
    await rows(
      `insert into dead_letters
        (org_id, id, job, payload, cause, attempts, error, made_at, died_at)
      values ($1, $2, $3, $4, $5, 3, $6, now(), timestamptz '2026-01-15' + $7 * interval '1 ms')`,
      [
        ctx.orgId,
        id,
        job,
        { number },
        { traceparent },
        { message: 'torn', stack: 'at the rope' },
        number,
      ],
    )
  }
  return ids
}

const history = ({ ctx, rows }: Scene) =>
  rows('select * from history where org_id = $1 order by id', [ctx.orgId])
