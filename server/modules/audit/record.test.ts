import { expect, test } from 'vitest'
import { inTransaction } from '#platform/database.ts'
import { scoped } from '#platform/events.ts'
import type { Ctx } from '#platform/context.ts'
import { scene } from '#tests/scene.ts'
import { AuditQuery } from './contract.ts'
import { readLog } from './read-log.ts'
import { type Change, record } from './record.ts'
import { verify } from './verify.ts'

test('writers of one org take turns, so the numbers have no gap and no entry is lost', async () => {
  await using world = await scene()
  const writers = Array.from({ length: 40 }, (_, i) => write(world.ctx, aChange(`${i}`)))
  await Promise.all(writers)

  const { entries } = await readLog(world.ctx, AuditQuery.parse({ limit: 100 }), {})
  expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, i) => 40 - i))
  expect((await verify(world.runtime)).findings).toEqual([])
})

test('an entry exists only if its change does', async () => {
  await using world = await scene()
  await write(world.ctx, aChange('kept'))
  const failing = inTransaction(world.ctx.db, async (tx) => {
    await record(world.ctx, tx, aChange('undone'))
    throw new Error('The change failed.')
  })
  await expect(failing).rejects.toThrow('The change failed.')
  await write(world.ctx, aChange('after'))

  const { entries } = await readLog(world.ctx, AuditQuery.parse({}), {})
  expect(entries.map(({ seq, subject }) => [seq, subject.id])).toEqual([
    [2, 'after'],
    [1, 'kept'],
  ])
})

test('secrets are left out at any depth, under whatever spelling', async () => {
  await using world = await scene()
  const after = {
    email: 'ada@example.com',
    password: 'x',
    password_hash: 'x',
    store: { webhookSecret: 'x', 'api-key': 'x', credentials: { user: 'x' }, name: 'Shop' },
    tokens: ['x'],
    tokenise: true,
  }
  await write(world.ctx, { ...aChange('1'), before: { refreshToken: 'x', role: 'viewer' }, after })

  const { entries } = await readLog(world.ctx, AuditQuery.parse({}), {})
  expect(entries[0]).toMatchObject({ before: { role: 'viewer' } })
  expect(entries[0]!.before).not.toHaveProperty('refreshToken')
  expect(entries[0]!.after).toEqual({
    email: 'ada@example.com',
    store: { name: 'Shop' },
    tokenise: true,
  })
})

test('an org sees its own entries only, and each org has a chain of its own', async () => {
  await using world = await scene()
  const other = await world.anotherOrg()
  await write(world.ctx, aChange('mine'))
  await write(other, aChange('theirs'))

  const { entries } = await readLog(other, AuditQuery.parse({}), {})
  expect(entries.map(({ seq, subject }) => [seq, subject.id])).toEqual([[1, 'theirs']])
})

test('the log is found by who, what, on which subject and when, page after page', async () => {
  await using world = await scene()
  const ada = actedBy(world.ctx, 'ada')
  for (const id of ['1', '2', '3']) await write(ada, aChange(id))
  await write(world.ctx, { action: 'key.made', subject: { type: 'key', id: '1' } })
  const find = async (query: Record<string, unknown>) => {
    const { entries } = await readLog(world.ctx, AuditQuery.parse(query), {})
    return entries.map(({ seq }) => seq)
  }
  const [third] = (await readLog(world.ctx, AuditQuery.parse({ actorId: 'ada' }), {})).entries

  expect(await find({ actorId: 'ada' })).toEqual([3, 2, 1])
  expect(await find({ action: 'key.made' })).toEqual([4])
  expect(await find({ subjectType: 'key', subjectId: '1' })).toEqual([4])
  expect(await find({ subjectType: 'user', subjectId: '2' })).toEqual([2])
  expect(await find({ from: third!.at })).toContain(3)
  expect(await find({ to: third!.at })).not.toContain(3)

  const first = await readLog(world.ctx, AuditQuery.parse({ limit: 3 }), {})
  const next = { limit: 3, after: first.pagination.nextCursor }
  const second = await readLog(world.ctx, AuditQuery.parse(next), {})
  expect([...first.entries, ...second.entries].map(({ seq }) => seq)).toEqual([4, 3, 2, 1])
  expect(second.pagination.nextCursor).toBeNull()
})

const write = (ctx: Ctx, change: Change) => inTransaction(ctx.db, (tx) => record(ctx, tx, change))

const aChange = (id: string): Change => ({
  action: 'user.invited',
  subject: { type: 'user', id },
  after: { email: `${id}@example.com` },
})

const actedBy = (ctx: Ctx, id: string): Ctx =>
  scoped(ctx, { orgId: ctx.orgId, actor: { type: 'user', id, name: id } })
