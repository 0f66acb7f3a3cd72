import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { newId } from '#platform/random.ts'
import { listStage } from '#tests/http/order-list-stage.ts'

const LATE = { name: 'Late', filter: { status: ['PLACED'], hold: 'any' }, columns: ['number'] }

test('a view is kept with its filter, sort and columns, and asks the list the same', async () => {
  await using stage = await listStage()
  const created = await stage.call('owner', 'POST', '/order-views', LATE)
  expect(created).toMatchObject({ status: 201, json: { ...LATE, mine: true, version: 1 } })
  expect(created.json).toMatchObject({ sort: { by: 'placedAt', order: 'desc' }, shared: false })
  const { id } = created.json
  const list = await stage.call('owner', 'GET', '/order-views')
  expect(list.json.views).toEqual([created.json])
  const change = {
    ...{ sort: { by: 'updatedAt', order: 'asc' }, name: 'Changed' },
    filter: { ...LATE.filter, updatedFrom: '2026-01-10', updatedTo: '2026-01-11' },
  }
  const changed = await stage.call('owner', 'PATCH', `/order-views/${id}`, change)
  expect(changed).toMatchObject({ status: 200, json: { ...LATE, ...change, version: 2 } })
  expect((await stage.call('owner', 'GET', `/order-views/${id}`)).json).toEqual(changed.json)
  expect((await stage.call('owner', 'DELETE', `/order-views/${id}`)).status).toBe(204)
  expect((await stage.call('owner', 'GET', '/order-views')).json.views).toEqual([])
})

test('who changes a view stands in the history and in the audit log', async () => {
  await using stage = await listStage()
  const { id } = (await stage.call('viewer', 'POST', '/order-views', LATE)).json
  await stage.call('viewer', 'PATCH', `/order-views/${id}`, { name: 'New' })
  await stage.call('viewer', 'DELETE', `/order-views/${id}`)
  const types = ['order_view.created', 'order_view.changed', 'order_view.deleted']
  const events = await stage.world.rows<{ type: string }>(
    `select type from history where subject_type = 'order_view' order by id`,
  )
  expect(events.map(({ type }) => type)).toEqual(types)
  const entries = await stage.world.rows<{ action: string; after: { name?: string } | null }>(
    'select action, after from audit_log order by seq',
  )
  expect(entries.map(({ action }) => action)).toEqual(types)
  expect(entries.map(({ after }) => after?.name)).toEqual(['Late', 'New', undefined])
})

test('a name is that of one view, for each person', async () => {
  await using stage = await listStage()
  const call = (who: string, method: 'POST' | 'PATCH', path: string, body: object) =>
    stage.call(who, method, `/order-views${path}`, body)
  const taken = { status: 409, json: { code: 'view_name_taken' } }
  // From two open tabs at once, and in other letters.
  const both = await Promise.all(
    ['Late', 'LATE'].map((name) => call('owner', 'POST', '', { ...LATE, name })),
  )
  expect(new Set(both.map(({ status }) => status))).toEqual(new Set([201, 409]))
  expect(await call('owner', 'POST', '', { ...LATE, name: 'late' })).toMatchObject(taken)
  expect((await call('viewer', 'POST', '', LATE)).status).toBe(201)
  const { id } = (await call('owner', 'POST', '', { ...LATE, name: 'Other' })).json
  expect(await call('owner', 'PATCH', `/${id}`, { name: 'Late' })).toMatchObject(taken)
  expect((await call('owner', 'PATCH', `/${id}`, { name: 'OTHER' })).status).toBe(200)
})

test('a name is that of one shared view, for everybody', async () => {
  await using stage = await listStage()
  const call = (who: string, method: 'POST' | 'PATCH', path: string, body: object) =>
    stage.call(who, method, `/order-views${path}`, body)
  const taken = { status: 409, json: { code: 'shared_view_name_taken' } }
  const shared = { ...LATE, shared: true }
  expect((await call('owner', 'POST', '', shared)).status).toBe(201)
  expect(await call('viewer', 'POST', '', { ...shared, name: 'LATE' })).toMatchObject(taken)
  const own = await call('viewer', 'POST', '', LATE)
  expect(own.status).toBe(201)
  expect(await call('viewer', 'PATCH', `/${own.json.id}`, { shared: true })).toMatchObject(taken)
  const other = { name: 'Later', shared: true }
  expect((await call('viewer', 'PATCH', `/${own.json.id}`, other)).status).toBe(200)
})

test('shared views of one name that are there already get names of their own', async () => {
  await using stage = await listStage()
  await stage.call('owner', 'POST', '/order-views', { ...LATE, shared: true })
  await stage.call('colleague', 'POST', '/order-views', LATE)
  await stage.world.rows('drop index a_name_is_one_shared_view')
  await stage.world.rows('create index order_views_shared on order_views (org_id) where shared')
  await stage.world.rows(`
    insert into order_views (org_id, id, owner_id, name, sort, shared)
    select org_id, gen_random_uuid(), 'somebody', upper(name), sort, true
    from order_views where shared`)
  const migration = 'server/migrations/0096_one_shared_view_of_a_name.sql'
  await stage.world.rows(await readFile(migration, 'utf8'))
  const rows = await stage.world.rows<{ name: string }>('select name from order_views')
  const names = rows.map(({ name }) => name)
  expect(names.filter((name) => name === 'Late')).toHaveLength(2)
  expect(names.filter((name) => /^LATE \([0-9a-f]{4}\)$/.test(name))).toHaveLength(1)
})

test('views of one name that are there already get names of their own', async () => {
  await using stage = await listStage()
  for (const name of ['Late', 'Later', 'x'.repeat(100)]) {
    await stage.call('owner', 'POST', '/order-views', { ...LATE, name })
  }
  await stage.call('viewer', 'POST', '/order-views', LATE)
  await stage.world.rows('drop index a_name_is_one_view')
  await stage.world.rows('create index order_views_by_owner on order_views (owner_id)')
  await stage.world.rows(`
    insert into order_views (org_id, id, owner_id, name, sort)
    select org_id, gen_random_uuid(), owner_id, upper(name), sort from order_views`)
  await stage.world.rows(await readFile('server/migrations/0092_one_view_of_a_name.sql', 'utf8'))
  const { views } = (await stage.call('owner', 'GET', '/order-views')).json
  const names = (views as { name: string }[]).map(({ name }) => name)
  expect(names.filter((name) => /^(?:Late|Later|x+)$/.test(name))).toHaveLength(3)
  expect(names.filter((name) => /^(?:LATE|LATER|X+) \([0-9a-f]{4}\)$/.test(name))).toHaveLength(3)
})

test('a personal view is there for nobody else', async () => {
  await using stage = await listStage()
  const { id } = (await stage.call('viewer', 'POST', '/order-views', LATE)).json
  for (const other of ['owner', 'colleague', 'stranger']) {
    expect((await stage.call(other, 'GET', '/order-views')).json.views).toEqual([])
    for (const [method, body] of [
      ['GET', undefined],
      ['PATCH', { name: 'Mine' }],
      ['DELETE', undefined],
    ] as const) {
      const { status } = await stage.call(other, method, `/order-views/${id}`, body)
      expect([other, method, status]).toEqual([other, method, 404])
    }
  }
})

test('a shared view is seen by colleagues, and changed by its owner or who keeps the settings', async () => {
  await using stage = await listStage()
  const created = await stage.call('viewer', 'POST', '/order-views', { ...LATE, shared: true })
  const url = `/order-views/${created.json.id}`
  expect((await stage.call('colleague', 'GET', url)).json).toEqual({ ...created.json, mine: false })
  expect((await stage.call('colleague', 'PATCH', url, { name: 'X' })).status).toBe(403)
  expect((await stage.call('colleague', 'DELETE', url)).status).toBe(403)
  expect((await stage.call('owner', 'PATCH', url, { name: 'Ours' })).status).toBe(200)
  expect((await stage.call('viewer', 'PATCH', url, { shared: false })).status).toBe(200)
  expect((await stage.call('owner', 'GET', url)).status).toBe(404)
  expect((await stage.call('stranger', 'GET', url)).status).toBe(404)
})

test('a view that somebody else has changed is not written over', async () => {
  await using stage = await listStage()
  const { id } = (await stage.call('viewer', 'POST', '/order-views', LATE)).json
  const change = (etag: string, name: string) =>
    stage.call('viewer', 'PATCH', `/order-views/${id}`, { name }, { 'if-match': etag })
  expect((await change('"1"', 'First')).status).toBe(200)
  expect((await change('"1"', 'Second')).status).toBe(412)
  expect((await stage.call('viewer', 'GET', `/order-views/${id}`)).json.name).toBe('First')
})

test.for([
  { filter: {} },
  { name: '' },
  { name: 'x', filter: { status: ['LOST'] } },
  { name: 'x', filter: { colour: 'red' } },
  { name: 'x', sort: { by: 'name', order: 'asc' } },
  { name: 'x', columns: ['<b>'] },
  { name: 'x', ownerId: newId() },
])('%j is no view', async (body) => {
  await using stage = await listStage()
  expect((await stage.call('owner', 'POST', '/order-views', body)).status).toBe(400)
  expect((await stage.call('owner', 'GET', '/order-views')).json.views).toEqual([])
})

test('nobody keeps more than a hundred views', async () => {
  await using stage = await listStage()
  await stage.world.rows(
    `insert into order_views (org_id, id, owner_id, name, sort)
     select $1, gen_random_uuid(), $2, n::text, '{"by": "placedAt", "order": "desc"}'
     from generate_series(1, 100) n`,
    [stage.world.ctx.orgId, stage.people['viewer']],
  )
  const { status, json } = await stage.call('viewer', 'POST', '/order-views', LATE)
  expect([status, json.code]).toEqual([409, 'too_many_views'])
  expect((await stage.call('colleague', 'POST', '/order-views', LATE)).status).toBe(201)
})
