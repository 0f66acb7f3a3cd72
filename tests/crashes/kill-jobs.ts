import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'
import { openPool } from '../../load/open-pool.ts'

const WORKER = path.join(import.meta.dirname, 'jobs-worker.ts')
const ORG = '00000000-0000-7000-8000-000000000001'
const JOBS = ['crash.note_fast', 'crash.note_slow']

export type KillResult = {
  seed: number
  kills: number
  events: number
  runs: number
  /** Jobs of committed events that never ran: must be none. */
  missing: number
  /** Jobs of events that were rolled back: must be none. */
  invented: number
  /** Jobs that exist more than once for one event: must be none. */
  twice: number
  deadLetters: number
}

type Plan = { kills: number; seed: number; workers?: number; finishMs?: number }

/** Kills workers, and with them dispatchers, at random moments while events are written. */
export async function killJobs(url: string, plan: Plan): Promise<KillResult> {
  const { kills, seed, workers: count = 2, finishMs = 60_000 } = plan
  const random = randomOf(seed)
  const pool = await openTables(url)
  const workers = await Promise.all(Array.from({ length: count }, () => startWorker(url)))
  const writing = new AbortController()
  const written = writeEvents(pool, writing.signal)
  try {
    for (let kill = 0; kill < kills; kill++) {
      await wait(20 + random() * 250)
      const place = Math.floor(random() * count)
      await killWorker(workers[place]!)
      workers[place] = await startWorker(url)
    }
    writing.abort()
    await written
    await finished(pool, finishMs)
    return { seed, kills, ...(await verdict(pool)) }
  } finally {
    writing.abort()
    await written.catch(() => {})
    await Promise.all(workers.map(killWorker))
    await pool.end()
  }
}

/** How long after the kill of its worker a job begins again. */
export async function timeToRescue(url: string): Promise<number> {
  const pool = await openTables(url)
  const first = await startWorker(url)
  const [number, query] = [1, `select pid from crash_runs where job = 'crash.hang_once'`]
  const began = async (times: number) => {
    while ((await pool.query(query)).rowCount! < times) await wait(50)
  }
  let second: ChildProcess | undefined
  try {
    await emit(pool, 'crash.hung', number)
    await began(1)
    second = await startWorker(url)
    const killed = performance.now()
    await killWorker(first)
    await began(2)
    return performance.now() - killed
  } finally {
    await Promise.all([first, second].filter((worker) => worker !== undefined).map(killWorker))
    await pool.end()
  }
}

async function openTables(url: string): Promise<pg.Pool> {
  const pool = openPool(url, 6)
  await pool.query(`
    create table crash_events (number integer primary key);
    create table crash_runs (job text not null, number integer not null, pid integer not null);
    create index on crash_runs (job, number);
  `)
  return pool
}

async function startWorker(url: string): Promise<ChildProcess> {
  const worker = fork(WORKER, [url], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const died = once(worker, 'exit').then(([code]) => {
    throw new Error(`A worker ended by itself (${code}).`)
  })
  await Promise.race([once(worker, 'message'), died])
  died.catch(() => {})
  return worker
}

async function killWorker(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return
  worker.kill('SIGKILL')
  await once(worker, 'exit')
}

/** Four writers, so that transactions commit in another order than they began; some are undone. */
async function writeEvents(pool: pg.Pool, until: AbortSignal): Promise<void> {
  let number = 0
  const write = async (lane: number) => {
    while (!until.aborted) {
      const mine = ++number
      const client = await pool.connect()
      await client.query('begin')
      await client.query('insert into crash_events values ($1)', [mine])
      await emit(client, 'crash.happened', mine)
      await wait(lane * 5)
      await client.query(mine % 7 === 0 ? 'rollback' : 'commit')
      client.release()
    }
  }
  await Promise.all([2, 4, 8, 16].map(write))
}

async function emit(db: pg.Pool | pg.PoolClient, type: string, number: number): Promise<void> {
  await db.query(
    `with told as (select pg_notify('penstock_history', ''))
    insert into history (org_id, type, subject_type, subject_id, actor_type, actor_name, data)
    select $1, $2, 'crash', $3::text, 'system', 'test', json_build_object('number', $3::int)
    from told`,
    [ORG, type, number],
  )
}

async function finished(pool: pg.Pool, limitMs: number): Promise<void> {
  const limit = performance.now() + limitMs
  for (;;) {
    const { rows } = await pool.query(`
      select (select count(*) from penstock_jobs.job_common where state < 'completed')
        + (select count(*) from history h, dispatch_positions p
          where p.name = 'jobs' and (h.xid, h.id) > (p.xid, p.id))
        as left`)
    if (rows[0].left === 0 || rows[0].left === '0') return
    if (performance.now() > limit) return // The verdict names what is missing.
    await wait(100)
  }
}

async function verdict(pool: pg.Pool): Promise<Omit<KillResult, 'seed' | 'kills'>> {
  const { rows } = await pool.query(
    `with wanted as (select job, number from crash_events, unnest($1::text[]) as job),
    made as (
      select name as job, (data->'payload'->>'number')::int as number, count(*) as times
      from penstock_jobs.job_common where name = any($1) group by 1, 2
    )
    select
      (select count(*)::int from crash_events) as events,
      (select count(*)::int from crash_runs) as runs,
      (select count(*)::int from wanted w where not exists (
        select 1 from crash_runs r where r.job = w.job and r.number = w.number)) as missing,
      (select count(*)::int from made m where not exists (
        select 1 from crash_events e where e.number = m.number)) as invented,
      (select count(*)::int from made where times > 1) as twice,
      (select count(*)::int from dead_letters) as "deadLetters"`,
    [JOBS],
  )
  return rows[0]
}

/** The same seed gives the same moments (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
