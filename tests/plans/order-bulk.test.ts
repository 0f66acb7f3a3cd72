import { expect, test } from 'vitest'
import * as rows from '../../server/modules/orders/bulk/rows.ts'
import * as runs from '../../server/modules/orders/bulk/store.ts'
import type { Db, Tx } from '#platform/database.ts'
import { newId } from '#platform/random.ts'
import { type Scene, scene } from '#tests/scene.ts'
import { plansOf } from './plan.ts'

const id = newId()
const at = '2026-01-15T12:00:00.000Z'
const page = { after: 5_000, limit: 50 }
const run = { id, round: 1 }

/** Which indexes serve what is read for each order, each chunk, and each page. */
const reads: [what: string, indexes: string[], run: (db: Db, orgId: string) => Promise<unknown>][] =
  [
    [
      'the newest runs',
      ['order_bulk_runs_newest'],
      (db, org) => runs.listRuns(db, org, { limit: 50 }),
    ],
    [
      'a page of runs',
      ['order_bulk_runs_newest'],
      (db, org) => runs.listRuns(db, org, { after: { createdAt: at, id }, limit: 50 }),
    ],
    ['what was undone', ['a_run_is_undone_once'], (db, org) => runs.listUndone(db, org, [id])],
    [
      'the next chunk',
      ['order_bulk_rows_by_outcome'],
      (db, org) => rows.listWaiting(db, org, id, page),
    ],
    [
      'one row of it',
      ['order_bulk_rows_by_outcome', 'order_bulk_runs_pkey'],
      (db, org) => rows.claimRow(db as Tx, org, run, 1),
    ],
    ['all rows', ['order_bulk_rows_pkey'], (db, org) => rows.listRows(db, org, id, page)],
    [
      'the rows that failed',
      ['order_bulk_rows_by_outcome'],
      (db, org) => rows.listRows(db, org, id, { ...page, outcome: 'failed' }),
    ],
  ]

test('no bulk action reads more than its page, however many there were', async () => {
  await using world = await scene()
  await fill(world)
  for (const [what, indexes, read] of reads) {
    const plans = await plansOf(world, (db) => read(db, world.ctx.orgId))
    const text = plans.map((plan) => plan.text).join('\n')
    expect([what, plans.flatMap((plan) => plan.seqScans)], text).toEqual([what, []])
    const missing = indexes.filter((index) => !plans.some((plan) => plan.usesIndex(index)))
    expect([what, missing], text).toEqual([what, []])
  }
})

async function fill(world: Scene): Promise<void> {
  const of = [world.ctx.orgId, id]
  await world.rows(
    `insert into order_bulk_runs
       (org_id, id, command, undo_of, state, asked_by, works_for, created_at)
     select $1, case when n = 1 then $2 else gen_random_uuid() end, '{}',
       case when n % 10 = 0 then $2::uuid end, 'done', '{}', '{}',
       now() - n * interval '1 min'
     from generate_series(1, 5000) n where n % 10 > 0 or n = 10`,
    of,
  )
  await world.rows(
    `insert into order_bulk_rows (org_id, run_id, line, order_id, outcome, code)
     select $1, $2, n, gen_random_uuid(), case when n % 100 = 0 then 'failed' when n > 9000
       then 'waiting' else 'done' end, case when n % 100 = 0 then 'order_on_hold' end
     from generate_series(1, 10000) n`,
    of,
  )
  await world.rows('vacuum analyze order_bulk_runs, order_bulk_rows')
}
