import { expect, test } from 'vitest'
import { permissionCatalog } from '#access'
import * as audit from '#audit'
import { OrderEngine } from '#orders'
import { inTransaction } from '#platform/database.ts'
import { newId } from '#platform/random.ts'
import { soldByChannel } from '#tests/shop.ts'
import { subjectKinds } from '../../server/subject-kinds.ts'
import { httpStage } from './stage.ts'

test('an entry calls its subject what people call it, and by its id once that is gone', async () => {
  await using stage = await auditStage()
  const subjects = await oneOfEachKind(stage)
  const labels = Object.fromEntries(subjects.map(({ type, label }) => [type, label]))
  await stage.changed(...subjects)
  expect(Object.keys(labels).toSorted()).toEqual(Object.keys(subjectKinds).toSorted())
  expect(await stage.labels('owner')).toEqual(labels)

  await stage.world.rows(`delete from roles where name = 'Packers of the night'`)
  expect(await stage.labels('owner')).toEqual({ ...labels, role: null })
})

test('what has no name, or belongs to another org, keeps its id', async () => {
  await using stage = await auditStage()
  const other = await stage.world.anotherOrg()
  const id = newId()
  await stage.world.rows(`insert into products (org_id, id, name) values ($1, $2, 'Theirs')`, [
    other.orgId,
    id,
  ])
  await stage.changed({ type: 'product', id }, { type: 'sku', id: 'MUG' }, { type: 'new', id })
  expect(await stage.labels('owner')).toEqual({ product: null, sku: null, new: null })
})

test('whoever may not see customers does not learn their names from the audit log', async () => {
  await using stage = await auditStage()
  const subjects = await oneOfEachKind(stage)
  await stage.changed(...subjects)
  expect(await stage.labels('auditor')).toMatchObject({ customer: null, store: 'Website' })
})

test('a page asks once for all subjects of a kind', async () => {
  await using stage = await auditStage()
  const ids = Array.from({ length: 60 }, () => newId())
  for (const id of [...ids, ...ids]) await stage.changed({ type: 'product', id })
  await stage.labels('owner', 100)
  expect(stage.asked).toEqual([{ type: 'product', count: 60 }])
})

type Subject = { type: string; id: string }

/** The routes of the audit log, and a note of each question for labels. */
async function auditStage() {
  const asked: { type: string; count: number }[] = []
  const kinds = Object.entries(subjectKinds).map(([type, kind]) => {
    const labels: typeof kind.labels = (db, orgId, ids) => {
      asked.push({ type, count: ids.length })
      return kind.labels(db, orgId, ids)
    }
    return [type, { ...kind, labels }]
  })
  const stage = await httpStage(
    audit.auditRoutes(Object.fromEntries(kinds)),
    { PENSTOCK_RATE_LIMITS: 'off' },
    {
      permissions: permissionCatalog,
      authenticate: async ({ bearer = '' }) => ({
        orgId: stage.world.ctx.orgId,
        actor: { type: 'user', id: newId(), name: bearer },
        permissions: new Set(bearer === 'owner' ? permissionCatalog : ['audit.read']),
        via: 'bearer',
      }),
    },
  )
  const { ctx } = stage.world
  return Object.assign(stage, {
    asked,
    async changed(...subjects: Subject[]) {
      await inTransaction(ctx.db, async (tx) => {
        for (const { type, id } of subjects) {
          await audit.record(ctx, tx, { action: 'thing.changed', subject: { type, id } })
        }
      })
    },
    /** By the types of the subjects. */
    async labels(as: string, limit = 50) {
      const reply = await stage.app.inject({
        url: `/api/v1/audit?limit=${limit}`,
        headers: { authorization: `Bearer ${as}` },
      })
      expect(reply.statusCode).toBe(200)
      const { entries } = reply.json<{ entries: { subject: Subject & { label: string } }[] }>()
      return Object.fromEntries(entries.map(({ subject: { type, label } }) => [type, label]))
    },
  })
}

async function oneOfEachKind({ world }: Awaited<ReturnType<typeof auditStage>>) {
  const { ctx } = world
  const { orgId } = ctx
  await world.given.product('MUG', 5)
  const engine = new OrderEngine(world.runtime, { directUrl: world.url })
  await soldByChannel({ ctx, engine }, 1)
  await engine.stop()
  const [userId, keyId, roleId, customerId] = [newId(), newId(), newId(), newId()]
  await world.rows(
    `insert into users (id, email, name, created_at) values ($1, 'ada@example.com', 'Ada', now())`,
    [userId],
  )
  await world.rows(
    `insert into api_keys (org_id, id, name, prefix, hash, scopes, created_at)
     values ($1, $2, 'Warehouse', 'ps_1', '\\x01', '{orders.read}', now())`,
    [orgId, keyId],
  )
  await world.rows(
    `insert into roles (org_id, id, name, permissions, created_at)
     values ($1, $2, 'Packers of the night', '{orders.read}', now())`,
    [orgId, roleId],
  )
  await world.rows(`insert into customers (org_id, id, name) values ($1, $2, 'Asha Rao')`, [
    orgId,
    customerId,
  ])
  const stored = await world.rows<Subject & { label: string }>(`
    select 'order' as type, id, number as label from orders
    union all select 'product', id, name from products
    union all select 'store', id, name from stores
    union all select 'location', id, name from locations
    union all select 'org', id, name from orgs`)
  return [
    ...stored,
    { type: 'user', id: userId, label: 'Ada' },
    { type: 'key', id: keyId, label: 'Warehouse' },
    { type: 'role', id: roleId, label: 'Packers of the night' },
    { type: 'customer', id: customerId, label: 'Asha Rao' },
  ]
}
