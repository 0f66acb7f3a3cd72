import type pg from 'pg'
import type { PgBoss } from 'pg-boss'
import { type Job, type Jobs, NO_ORG } from '../jobs.ts'
import { type Queue, inQueueTransaction, onClient, WORK_CHANNEL } from './queue.ts'
import { type Envelope, idOfKey } from './envelope.ts'

type CronJob = Job & { cron: string }

const cronJobs = (jobs: Jobs): Map<string, CronJob> =>
  new Map(Object.entries(jobs).filter((entry): entry is [string, CronJob] => !!entry[1].cron))

/** Stores when each job is next due. A time that passed while nothing ran is made up for once. */
export async function prepareCron({ boss, pool }: Queue, jobs: Jobs): Promise<void> {
  for (const [name, { cron }] of cronJobs(jobs)) {
    const { rows } = await pool.query<{ now: Date }>('select now()')
    await pool.query(
      `insert into cron_ticks (job, cron, next_at) values ($1, $2, $3)
      on conflict (job) do update set cron = excluded.cron, next_at = excluded.next_at
        where cron_ticks.cron <> excluded.cron`,
      [name, cron, nextOf(boss, cron, rows[0]!.now)],
    )
  }
}

/** Creates the jobs that are due, each once however many processes ask. Gives their names. */
export async function tick(queue: Queue, jobs: Jobs): Promise<string[]> {
  const crons = cronJobs(jobs)
  if (crons.size === 0) return []
  return inQueueTransaction(queue.pool, async (client) => {
    const { rows: due } = await client.query<{ job: string; dueAt: Date; now: Date }>(
      `select job, next_at as "dueAt", now() as now from cron_ticks
      where next_at <= now() and job = any($1)
      order by job
      for update skip locked`,
      [[...crons.keys()]],
    )
    for (const { job: name, dueAt, now } of due) {
      const job = crons.get(name)!
      const orgIds = job.cronFor === 'each_org' ? await listOrgs(client) : [NO_ORG]
      const inserts = orgIds.map((orgId) => ({
        id: idOfKey(orgId, name, dueAt.toISOString()),
        data: { orgId, cause: {}, payload: { dueAt: dueAt.toISOString() } } satisfies Envelope,
      }))
      await queue.boss.insert(name, inserts, { db: onClient(client) })
      await client.query('update cron_ticks set next_at = $2 where job = $1', [
        name,
        nextOf(queue.boss, job.cron, now),
      ])
      await client.query('select pg_notify($1, $2)', [WORK_CHANNEL, name])
    }
    return due.map(({ job }) => job)
  })
}

async function listOrgs(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>('/* across orgs */ select id from orgs')
  return rows.map(({ id }) => id)
}

function nextOf(boss: PgBoss, cron: string, after: Date): Date {
  const [next] = boss.previewSchedule(cron, { from: after, count: 1 })
  if (!next) throw new Error(`The cron line "${cron}" has no next time.`)
  return next
}
