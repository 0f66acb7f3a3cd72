import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { newId } from '#platform/random.ts'
import { beforeCommit } from '#tests/before-commit.ts'
import { type BulkStage, bulkStage } from '#tests/http/bulk-stage.ts'
import { editOrder } from '../edit-order.ts'
import { deleteOldRuns } from './store.ts'

const tagsOf = async (stage: BulkStage) =>
  (await stage.rows<{ tags: string[] }>('select tags from orders order by number')).map(
    ({ tags }) => tags.join(' '),
  )
const assigneesOf = async (stage: BulkStage, orderIds: string[]) => {
  const rows = await stage.rows<{ id: string; assigneeId: string | null }>(
    'select id, assignee_id as "assigneeId" from orders',
  )
  return orderIds.map((orderId) => rows.find(({ id }) => id === orderId)!.assigneeId)
}

const post = async (stage: BulkStage, url: string, as = 'meera') => {
  const { status, json } = await stage.call(as, 'POST', url)
  return { status, code: json.code, id: json.id }
}

async function undo(stage: BulkStage, id: string): Promise<string> {
  const reply = await post(stage, `/bulk/${id}/undo`)
  expect(reply.status).toBe(202)
  await stage.work()
  return reply.id
}

test('an undo takes away the tags that were added, and no others', async () => {
  await using stage = await bulkStage()
  const orderIds = await stage.orders(3)
  await editOrder(stage.ctx, { orderId: orderIds[0]!, tags: ['gift', 'old'] })
  const before = await tagsOf(stage)
  const id = await stage.ask({ action: 'add_tags', tags: ['gift', 'new'] }, { orderIds })
  await stage.work()
  expect(new Set(await tagsOf(stage))).toEqual(new Set(['gift new old', 'gift new']))

  const undone = await undo(stage, id)
  expect(await tagsOf(stage)).toEqual(before)
  expect((await stage.call('meera', 'GET', `/bulk/${undone}`)).json).toMatchObject({
    ...{ undoOf: id, state: 'done', total: 3, done: 3, command: { action: 'remove_tags' } },
  })
  expect(await post(stage, `/bulk/${id}/undo`)).toMatchObject({ status: 409, code: 'bulk_undone' })
  await undo(stage, undone)
  expect(new Set(await tagsOf(stage))).toEqual(new Set(['gift new old', 'gift new']))
})

test('an undo gives orders back to whom they belonged, unless somebody took them since', async () => {
  await using stage = await bulkStage()
  const orderIds = await stage.orders(3)
  const [meera, ravi, clerk] = ['meera', 'ravi', 'clerk'].map(stage.idOf)
  await editOrder(stage.ctx, { orderId: orderIds[0]!, assigneeId: clerk! })
  const id = await stage.ask({ action: 'assign', assigneeId: ravi }, { orderIds })
  await stage.work()
  expect(await assigneesOf(stage, orderIds)).toEqual([ravi, ravi, ravi])
  await editOrder(stage.ctx, { orderId: orderIds[2]!, assigneeId: meera! })

  const undone = await undo(stage, id)
  const { json } = await stage.call('meera', 'GET', `/bulk/${undone}/rows?outcome=skipped`)
  expect(json.rows).toMatchObject([{ orderId: orderIds[2], code: 'changed_since' }])
  expect(await assigneesOf(stage, orderIds)).toEqual([clerk, null, meera])
})

test('a hold is undone by a release, and only where this run has held', async () => {
  await using stage = await bulkStage()
  const orderIds = await stage.orders(2)
  const hold = { action: 'hold', reason: 'bad_address' }
  await stage.ask(hold, { orderIds: [orderIds[0]] })
  await stage.work()
  const id = await stage.ask(hold, { orderIds })
  await stage.work()
  await undo(stage, id)
  const held = await stage.rows<{ id: string }>(`select id from orders where holds <> '{}'`)
  expect(held).toEqual([{ id: orderIds[0] }])
})

test('what cannot be taken back says so', async () => {
  await using stage = await bulkStage()
  const orderIds = await stage.orders(1)
  const confirmed = await stage.ask({ action: 'confirm' }, { orderIds })
  const nothing = await stage.ask({ action: 'remove_tags', tags: ['gift'] }, { orderIds })
  const undoOf = (id: string) => post(stage, `/bulk/${id}/undo`)
  expect(await undoOf(confirmed)).toMatchObject({ status: 409, code: 'bulk_under_way' })
  await stage.work()
  expect(await undoOf(confirmed)).toMatchObject({ status: 409, code: 'bulk_not_undoable' })
  expect(await undoOf(nothing)).toMatchObject({ status: 409, code: 'nothing_to_undo' })
  expect(await undoOf(newId())).toMatchObject({ status: 404, code: 'bulk_not_found' })
  const retry = await post(stage, `/bulk/${confirmed}/retries`)
  expect(retry).toMatchObject({ status: 409, code: 'nothing_to_retry' })
  const late = await post(stage, `/bulk/${confirmed}/cancellations`)
  expect(late).toMatchObject({ status: 409, code: 'bulk_ended' })
})

test('a run that is cancelled changes nothing more, until it is started again', async () => {
  await using stage = await bulkStage()
  const id = await stage.ask({ action: 'confirm' }, { orderIds: await stage.orders(150) })
  const [first] = await stage.requested()
  await stage.run(first!)
  const [second] = await stage.requested()
  expect((await post(stage, `/bulk/${id}/cancellations`)).status).toBe(200)
  expect((await post(stage, `/bulk/${id}/cancellations`)).status).toBe(200)
  await stage.run(second!)
  const read = async () => (await stage.call('meera', 'GET', `/bulk/${id}`)).json
  expect(await read()).toMatchObject({ state: 'stopped', stoppedBecause: 'cancelled', done: 100 })

  await post(stage, `/bulk/${id}/retries`)
  await stage.run(second!)
  expect(await read()).toMatchObject({ state: 'running', done: 100 })
  await stage.work()
  expect(await read()).toMatchObject({ state: 'done', stoppedBecause: null, done: 150 })
})

/** Keeps the end of the audit log until it is told to go, as whoever changes something else. */
const holdAuditLog = (stage: BulkStage) =>
  beforeCommit(stage, sql`select 1 from audit_heads where org_id = ${stage.ctx.orgId} for update`)

test.for<[what: string, command: object]>([
  ['takes a step', { action: 'confirm' }],
  ['writes on orders', { action: 'add_tags', tags: ['gift'] }],
])('who stops a run that %s waits for its orders, and none of them waits', async ([, command]) => {
  await using stage = await bulkStage()
  const id = await stage.ask(command, { orderIds: await stage.orders(24) })
  const [chunk] = await stage.requested()
  const waiting = () =>
    stage.rows<{ atLog: boolean }>(
      `select query like '%audit_heads%' as "atLog" from pg_stat_activity
       where wait_event_type = 'Lock' and datname = current_database()`,
    )
  const letGo = await holdAuditLog(stage)
  const run = stage.run(chunk!)
  const wait = (count: number) =>
    vi.waitFor(async () => expect(await waiting()).toHaveLength(count), { timeout: 50_000 })
  await wait(4) // The lanes of the run.
  const stop = post(stage, `/bulk/${id}/cancellations`)
  await wait(5)
  const atLog = (await waiting()).filter((one) => one.atLog)
  await letGo()
  const [stopped] = await Promise.all([stop, run])
  // Who stands at the log needs nothing more, and the one who stops the run does not stand there.
  expect([stopped.status, atLog]).toEqual([200, [{ atLog: true }]])
  const { json } = await stage.call('meera', 'GET', `/bulk/${id}`)
  expect(json).toMatchObject({ state: 'stopped', failed: 0 })
  expect(await stage.rows('select 1 from orders where version = 2')).toHaveLength(json.done)
})

test('a run that was cancelled before it knew all its orders is not started again', async () => {
  await using stage = await bulkStage()
  await stage.orders(1)
  const id = await stage.ask({ action: 'confirm' }, { filter: {} })
  await post(stage, `/bulk/${id}/cancellations`)
  await stage.work()
  const retry = await post(stage, `/bulk/${id}/retries`)
  expect(retry).toMatchObject({ status: 409, code: 'nothing_to_retry' })
})

test('who was let go meanwhile changes nothing more', async () => {
  await using stage = await bulkStage()
  const orderIds = await stage.orders(1)
  const id = await stage.ask({ action: 'confirm' }, { orderIds })
  await stage.rows('update memberships set deactivated_at = now() where user_id = $1', [
    stage.idOf('meera'),
  ])
  await stage.work()
  expect((await stage.call('ravi', 'GET', `/bulk/${id}`)).json).toMatchObject({
    ...{ state: 'stopped', stoppedBecause: 'asker_left', done: 0 },
  })
  await post(stage, `/bulk/${id}/retries`, 'ravi')
  await stage.work()
  expect((await stage.call('ravi', 'GET', `/bulk/${id}`)).json).toMatchObject({ done: 1 })
})

test('many orders need the right for one of them too', async () => {
  await using stage = await bulkStage()
  const selection = { orderIds: await stage.orders(1) }
  const cancel = { action: 'cancel', reason: 'x', selection }
  for (const url of ['/bulk', '/bulk/preview']) {
    expect((await stage.call('clerk', 'POST', url, cancel)).json).toMatchObject({
      ...{ status: 403, permission: 'orders.cancel' },
    })
  }
  const id = await stage.ask({ action: 'hold' }, selection)
  for (const url of [`/bulk/${id}/cancellations`, `/bulk/${id}/retries`, `/bulk/${id}/undo`]) {
    expect([url, (await post(stage, url, 'clerk')).status]).toEqual([url, 403])
  }
})

test('orders are given only to people of the org who see them', async () => {
  await using stage = await bulkStage()
  const orderIds = await stage.orders(1)
  const many = (assigneeId: string) =>
    stage.call('meera', 'POST', '/bulk', {
      ...{ action: 'assign', assigneeId, selection: { orderIds } },
    })
  const one = (assigneeId: string) =>
    stage.call('meera', 'PATCH', `/${orderIds[0]}`, { assigneeId })
  for (const assignTo of [many, one]) {
    for (const id of [stage.idOf('stranger'), stage.idOf('buyer'), newId()]) {
      expect((await assignTo(id)).json).toMatchObject({ status: 422, code: 'assignee_not_found' })
    }
  }
  expect((await one(stage.idOf('ravi'))).json).toMatchObject({ assigneeId: stage.idOf('ravi') })
  expect((await many(stage.idOf('ravi'))).status).toBe(202)
})

test('what makes no sense is refused before anything is written', async () => {
  await using stage = await bulkStage()
  const orderIds = [newId()]
  const bodies = [
    { action: 'confirm' },
    { action: 'confirm', selection: {} },
    { action: 'confirm', selection: { orderIds: [] } },
    { action: 'confirm', selection: { orderIds: ['1'] } },
    { action: 'confirm', selection: { orderIds: Array.from({ length: 1_001 }, newId) } },
    { action: 'confirm', selection: { orderIds, filter: {} } },
    { action: 'confirm', tags: ['x'], selection: { orderIds } },
    { action: 'cancel', selection: { orderIds } },
    { action: 'hold', reason: 'because', selection: { orderIds } },
    { action: 'add_tags', tags: [], selection: { orderIds } },
    { action: 'assign', selection: { orderIds } },
    { action: 'erase', selection: { orderIds } },
    { action: 'confirm', selection: { filter: { colour: 'red' } } },
  ]
  for (const body of bodies) {
    const reply = await stage.call('meera', 'POST', '/bulk', body)
    expect([body, reply.status]).toEqual([body, 400])
  }
  expect(await stage.rows('select 1 from order_bulk_runs')).toEqual([])
})

test('the list and the rows go on after a position', async () => {
  await using stage = await bulkStage()
  const orderIds = await stage.orders(5)
  const asked: string[] = []
  for (const tag of ['a', 'b', 'c']) {
    asked.unshift(await stage.ask({ action: 'add_tags', tags: [tag] }, { orderIds }))
    stage.pass(1_000)
  }
  expect(await walk(stage, '/bulk', 'runs', 'id')).toEqual(asked)
  expect(await walk(stage, `/bulk/${asked[0]}/rows`, 'rows', 'orderId')).toEqual(orderIds)
  expect((await stage.call('meera', 'GET', '/bulk?after=nonsense')).status).toBe(400)
})

async function walk(stage: BulkStage, url: string, list: string, field: string) {
  const found: string[] = []
  for (let after = ''; ;) {
    const { json } = await stage.call('meera', 'GET', `${url}?limit=2${after}`)
    found.push(...json[list].map((one: Record<string, string>) => one[field]))
    if (json.pagination.nextCursor === null) return found
    after = `&after=${json.pagination.nextCursor}`
  }
}

test('old runs are forgotten with their rows', async () => {
  await using stage = await bulkStage()
  const orderIds = await stage.orders(1)
  const id = await stage.ask({ action: 'hold' }, { orderIds })
  await stage.work()
  await undo(stage, id)
  await deleteOldRuns(stage.runtime.db, new Date(stage.runtime.clock.now().getTime() + 1))
  expect(await stage.rows('select 1 from order_bulk_rows')).toEqual([])
})
