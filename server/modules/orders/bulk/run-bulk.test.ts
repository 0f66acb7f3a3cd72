import { expect, test } from 'vitest'
import { newId } from '#platform/random.ts'
import { type BulkStage, bulkStage } from '#tests/http/bulk-stage.ts'
import { editOrder } from '../edit-order.ts'
import { takeStep } from '../take-step.ts'

const confirm = { action: 'confirm' }
const counts = async (stage: BulkStage, id: string) => {
  const { state, total, done, skipped, failed } = (await stage.call('meera', 'GET', `/bulk/${id}`))
    .json
  return { state, total, done, skipped, failed }
}
const hold = (stage: BulkStage, orderId: string) =>
  takeStep(stage.ctx, { orderId, step: { type: 'hold', reason: 'risk' } })

/** How often each order was changed since it was placed. */
const changes = async (stage: BulkStage) => {
  const rows = await stage.rows<{ version: number; told: number }>(
    `select o.version, (select count(*)::int from history where org_id = o.org_id
       and subject_id = o.id::text and type = 'order.confirmed') as told
     from orders o where org_id = $1`,
    [stage.ctx.orgId],
  )
  return {
    most: Math.max(...rows.map(({ told }) => told)),
    all: rows.reduce((n, r) => n + r.told, 0),
  }
}

test('of 500 orders those that refuse are told, and done when they are mended', async () => {
  await using stage = await bulkStage()
  const ids = await stage.orders(500)
  const refusing = [ids[7]!, ids[250]!, ids[499]!]
  for (const id of refusing) await hold(stage, id)

  const selection = { orderIds: ids }
  const preview = await stage.call('meera', 'POST', '/bulk/preview', { ...confirm, selection })
  expect(preview.json).toMatchObject({
    ...{ total: 500, isMore: false, done: 497, skipped: 0, failed: 3 },
    reasons: [{ outcome: 'failed', code: 'order_on_hold', count: 3 }],
  })
  expect(await changes(stage)).toMatchObject({ all: 0 })

  const id = await stage.ask(confirm, selection)
  expect(await counts(stage, id)).toMatchObject({ state: 'running', total: 500, done: 0 })
  expect(await stage.work()).toBe(6)
  const { total, done, skipped, failed } = preview.json
  expect(await counts(stage, id)).toEqual({ state: 'done', total, done, skipped, failed })
  const { json } = await stage.call('meera', 'GET', `/bulk/${id}/rows?outcome=failed`)
  expect(json.rows.map((row: { orderId: string }) => row.orderId)).toEqual(refusing)
  const numbers = json.rows.map((row: { number: string }) => row.number)
  expect(preview.json.reasons[0].examples).toEqual(numbers)
  expect(json.rows[0]).toMatchObject({
    ...{ code: 'order_on_hold', message: 'The order is on hold (risk).' },
  })
  const csv = await stage.call('meera', 'GET', `/bulk/${id}/failures.csv`)
  expect(csv.text.trim().split('\r\n')).toHaveLength(4)
  expect(csv.text).toContain(`${numbers[0]},${refusing[0]},order_on_hold,`)

  for (const orderId of refusing) {
    await takeStep(stage.ctx, { orderId, step: { type: 'release', reason: 'risk' } })
  }
  expect((await stage.call('ravi', 'POST', `/bulk/${id}/retries`)).status).toBe(202)
  expect(await stage.work()).toBe(1)
  expect(await counts(stage, id)).toMatchObject({ state: 'done', done: 500, failed: 0 })
  expect(await changes(stage)).toEqual({ most: 1, all: 500 })
})

test('each order says who asked for its change, and who asked for another try', async () => {
  await using stage = await bulkStage()
  const [first, second] = await stage.orders(2)
  await hold(stage, second!)
  const id = await stage.ask(confirm, { orderIds: [first, second] })
  await stage.work()
  await takeStep(stage.ctx, { orderId: second!, step: { type: 'release', reason: 'risk' } })
  await stage.call('ravi', 'POST', `/bulk/${id}/retries`)
  await stage.work()
  for (const table of ['history', 'audit_log']) {
    const what = table === 'history' ? 'type' : 'action'
    const rows = await stage.rows(
      `select actor_name, subject_id from ${table} where ${what} = 'order.confirmed'
       order by actor_name`,
    )
    expect([table, rows]).toEqual([
      table,
      [
        { actor_name: 'meera', subject_id: first },
        { actor_name: 'ravi', subject_id: second },
      ],
    ])
  }
  const audited = await stage.rows<{ action: string }>(
    `select action from audit_log where subject_type = 'order_bulk' order by seq`,
  )
  expect(audited.map(({ action }) => action)).toEqual(['order_bulk.started', 'order_bulk.retried'])
})

test('what was typed for a run, which may name a buyer, stands in the run alone', async () => {
  await using stage = await bulkStage()
  await stage.orders(1)
  const cancel = { action: 'cancel', reason: 'asha@example.com asked' }
  const id = await stage.ask(cancel, { filter: { search: 'asha@example.com' } })
  await stage.work()
  const { json: run } = await stage.call('meera', 'GET', `/bulk/${id}`)
  expect(run).toMatchObject({ command: cancel, filter: { search: 'asha@example.com' } })
  const kept = await stage.rows(
    `select data::text from history where subject_type = 'order_bulk'
     union all select after::text from audit_log where subject_type = 'order_bulk'`,
  )
  expect(kept.length).toBeGreaterThan(1)
  expect(JSON.stringify(kept)).not.toContain('asha')
})

test('two workers with the same chunk change each order once and count it once', async () => {
  await using stage = await bulkStage()
  const id = await stage.ask(confirm, { orderIds: await stage.orders(60) })
  const [chunk] = await stage.requested()
  await Promise.all([stage.run(chunk!), stage.run(chunk!), stage.run(chunk!)])
  expect(await counts(stage, id)).toMatchObject({ state: 'done', done: 60, failed: 0 })
  expect(await changes(stage)).toEqual({ most: 1, all: 60 })
  const finished = await stage.rows(`select 1 from history where type = 'order_bulk.finished'`)
  expect(finished).toHaveLength(1)
})

test('a worker that dies in the middle leaves nothing half done, and the next one goes on', async () => {
  await using stage = await bulkStage()
  const id = await stage.ask(confirm, { orderIds: await stage.orders(40) })
  const [chunk] = await stage.requested()
  // The connections go while the 20th order is between its change and its result.
  await stage.rows(
    `create function die() returns trigger language plpgsql as $$ begin
       if new.line = 20 and new.outcome <> 'waiting' then
         perform pg_terminate_backend(pg_backend_pid());
       end if;
       return new; end $$`,
  )
  await stage.rows(`create trigger die before update on order_bulk_rows
    for each row execute function die()`)
  await expect(stage.run(chunk!)).rejects.toMatchObject({ status: 503 })
  const half = await counts(stage, id)
  expect(half).toMatchObject({ state: 'running', total: 40, skipped: 0, failed: 0 })
  expect(half.done).toBeGreaterThan(10)
  expect(half.done).toBeLessThan(30)
  expect(await changes(stage)).toEqual({ most: 1, all: half.done })

  await stage.rows('drop trigger die on order_bulk_rows')
  await stage.run(chunk!)
  expect(await counts(stage, id)).toMatchObject({ state: 'done', done: 40, failed: 0 })
  expect(await changes(stage)).toEqual({ most: 1, all: 40 })
})

test('an order that the database refuses is a row that failed, and stops no other', async () => {
  await using stage = await bulkStage()
  const ids = await stage.orders(3)
  await stage.rows(
    `alter table orders add constraint broken check (id <> '${ids[1]}' or lifecycle = 'placed')`,
  )
  const id = await stage.ask(confirm, { orderIds: ids })
  await stage.work()
  expect(await counts(stage, id)).toMatchObject({ state: 'done', done: 2, failed: 1 })
  const { json } = await stage.call('meera', 'GET', `/bulk/${id}/rows?outcome=failed`)
  expect(json.rows).toMatchObject([{ orderId: ids[1], code: 'internal' }])
})

test('orders of another org, and none at all, are not found; one named twice counts once', async () => {
  await using stage = await bulkStage()
  const ids = await stage.orders(2)
  const selection = { orderIds: [...ids, ids[0], newId()] }
  const cancel = { action: 'cancel', reason: 'theirs' }
  const theirs = await stage.call('stranger', 'POST', '/bulk/preview', { ...cancel, selection })
  expect(theirs.json).toMatchObject({
    ...{ total: 3, done: 0, failed: 3, reasons: [{ code: 'order_not_found', count: 3 }] },
  })
  const id = await stage.ask(cancel, selection)
  await stage.work()
  expect(await counts(stage, id)).toMatchObject({ total: 3, done: 2, failed: 1 })
  for (const url of [`/bulk/${id}`, `/bulk/${id}/rows`, `/bulk/${id}/failures.csv`]) {
    expect([url, (await stage.call('stranger', 'GET', url)).status]).toEqual([url, 404])
  }
  for (const url of [`/bulk/${id}/retries`, `/bulk/${id}/undo`, `/bulk/${id}/cancellations`]) {
    expect([url, (await stage.call('stranger', 'POST', url)).status]).toEqual([url, 404])
  }
})

test('a filter means the orders that it meets at the start, though the run takes them out', async () => {
  await using stage = await bulkStage()
  const ids = await stage.orders(230)
  await takeStep(stage.ctx, { orderId: ids[3]!, step: { type: 'confirm' } })
  const selection = { filter: { status: ['PLACED'] } }
  const preview = await stage.call('meera', 'POST', '/bulk/preview', { ...confirm, selection })
  expect(preview.json).toMatchObject({ total: 229, done: 229, reasons: [] })
  const id = await stage.ask(confirm, selection)
  await stage.work()
  expect(await counts(stage, id)).toMatchObject({ state: 'done', total: 229, done: 229 })
  expect(await changes(stage)).toEqual({ most: 1, all: 230 })
})

test('a filter that no order meets is done at once', async () => {
  await using stage = await bulkStage()
  const id = await stage.ask(confirm, { filter: { status: ['RETURNED'] } })
  await stage.work()
  expect(await counts(stage, id)).toEqual({
    ...{ state: 'done', total: 0, done: 0, skipped: 0, failed: 0 },
  })
})

test('a filter means what it means in the list, “me” too', async () => {
  await using stage = await bulkStage()
  const ids = await stage.orders(4)
  const ravi = stage.idOf('ravi')
  for (const orderId of ids.slice(0, 3)) {
    await editOrder(stage.ctx, { orderId, tags: ['gift'], assigneeId: ravi })
  }
  await editOrder(stage.ctx, { orderId: ids[1]!, tags: [] })
  const matching = async (filter: object, as: string) => {
    const body = { ...confirm, selection: { filter } }
    return (await stage.call(as, 'POST', '/bulk/preview', body)).json.total
  }
  expect(await matching({ tag: 'gift', assignee: 'me' }, 'ravi')).toBe(2)
  expect(await matching({ tag: 'gift', assignee: 'me' }, 'meera')).toBe(0)
  const id = await stage.ask(confirm, { filter: { tag: 'gift', assignee: 'me' } }, 'ravi')
  await stage.work()
  expect(await counts(stage, id)).toMatchObject({ state: 'done', total: 2, done: 2 })
})

test('two workers that gather at once write each order down once', async () => {
  await using stage = await bulkStage()
  await stage.orders(30)
  const id = await stage.ask(confirm, { filter: {} })
  const [gather] = await stage.requested()
  await Promise.all([stage.run(gather!), stage.run(gather!)])
  await stage.work()
  expect(await counts(stage, id)).toMatchObject({ state: 'done', total: 30, done: 30 })
})

test('more orders than a run may have are not begun', async () => {
  await using stage = await bulkStage()
  await stage.orders(1)
  const id = await stage.ask(confirm, { filter: {} })
  await stage.rows('update order_bulk_runs set total = 100000')
  await stage.work()
  const { json } = await stage.call('meera', 'GET', `/bulk/${id}`)
  expect(json).toMatchObject({ state: 'stopped', stoppedBecause: 'too_many_orders', done: 0 })
  expect(await changes(stage)).toMatchObject({ all: 0 })
})
