import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { rewrap } from '#platform/secrets-rewrap.ts'
import { createSecrets } from '#platform/secrets.ts'
import { type Scene, scene } from '#tests/scene.ts'
import { hashOf } from './entry.ts'
import { record } from './record.ts'
import { sealedColumns } from './sealed.ts'
import { readChain } from './store.ts'
import { verify } from './verify.ts'

const COLUMNS = `org_id, seq, at, actor_type, actor_id, actor_name, action, subject_type,
  subject_id, before, after, cause, previous_hash, hash`

test.for<[rule: string, tampering: string, found: [kind: string, seq: number][]]>([
  [
    'a changed field',
    `update audit_log set after = '{"role":"owner"}' where seq = 3`,
    [['changed', 3]],
  ],
  [
    'a changed actor',
    `update audit_log set actor_name = 'somebody' where seq = 1`,
    [['changed', 1]],
  ],
  [
    'a changed time',
    `update audit_log set at = at - interval '1 ms' where seq = 5`,
    [['changed', 5]],
  ],
  ['a deleted entry', `delete from audit_log where seq = 3`, [['deleted', 3]]],
  ['a deleted beginning', `delete from audit_log where seq < 3`, [['deleted', 1]]],
  [
    'entries that changed places',
    `update audit_log set seq = case seq when 2 then 103 else 102 end where seq in (2, 3);
      update audit_log set seq = seq - 100 where seq > 100`,
    [
      ['inserted', 2],
      ['changed', 2],
      ['inserted', 3],
      ['changed', 3],
      ['inserted', 4],
    ],
  ],
  ['entries cut off at the end', `delete from audit_log where seq > 3`, [['cut_off', 4]]],
  ['a whole chain that was deleted', `delete from audit_log`, [['cut_off', 1]]],
  ['an end that was deleted', `delete from audit_heads`, [['head_lost', 5]]],
  [
    'an entry before the first',
    `alter table audit_log drop constraint audit_log_seq_check;
      insert into audit_log (${COLUMNS}) select ${COLUMNS.replace('seq', '0')}
      from audit_log where seq = 1`,
    [
      ['changed', 0],
      ['inserted', 1],
    ],
  ],
  [
    'an entry put at the end',
    `insert into audit_log (${COLUMNS}) select ${COLUMNS.replace('seq', '6')}
      from audit_log where seq = 5`,
    [
      ['inserted', 6],
      ['changed', 6],
      ['inserted', 6],
    ],
  ],
])('it finds %s', async ([, tampering, found]) => {
  await using world = await fiveEntries()
  expect((await verify(world.runtime)).findings).toEqual([])
  for (const statement of tampering.split(';')) await world.rows(`/* across orgs */ ${statement}`)

  const { findings } = await verify(world.runtime)
  expect(findings.map(({ kind, seq }) => [kind, seq])).toEqual(found)
})

test('it finds a chain that was cut and made anew by somebody without the keys', async () => {
  await using world = await fiveEntries()
  await world.rows(`delete from audit_log where org_id = $1 and seq = 5`, [world.ctx.orgId])
  await world.rows(`update audit_log set after = '{}' where org_id = $1 and seq = 4`, [
    world.ctx.orgId,
  ])
  const [fourth] = await inTransaction(world.ctx.db, (tx) =>
    readChain(tx, world.ctx.orgId, { afterSeq: 3, limit: 1 }),
  )
  const hash = hashOf({ ...fourth!, orgId: world.ctx.orgId }, fourth!.previousHash)
  await world.rows(`update audit_log set hash = $2 where org_id = $1 and seq = 4`, [
    world.ctx.orgId,
    hash,
  ])
  await world.rows(`update audit_heads set seq = 4, hash = $2 where org_id = $1`, [
    world.ctx.orgId,
    hash,
  ])

  const { findings } = await verify(world.runtime)
  expect(findings.map(({ kind }) => kind)).toEqual(['head_forged'])
})

test('a rotation of keys puts the ends under the new one', async () => {
  await using world = await fiveEntries()
  const { db } = world.runtime
  const [old, fresh] = ['old', 'fresh'].map((id) => `${id}:${randomBytes(32).toString('base64')}`)
  await write({ ...world.ctx, secrets: createSecrets([old!]) }, 'sealed with the old key')
  const both = createSecrets([fresh!, old!])
  const onlyFresh = createSecrets([fresh!])
  expect((await verify({ db, secrets: both })).findings).toEqual([])
  const early = await verify({ db, secrets: onlyFresh })
  expect(early.findings.map(({ kind }) => kind)).toEqual(['key_unknown'])

  await rewrap(db, both, sealedColumns)
  expect((await verify({ db, secrets: onlyFresh })).findings).toEqual([])
})

test('whatever JSON is written down is read back as the same', async () => {
  await using world = await scene()
  // A database keeps no null character; the API refuses it before it gets here.
  const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'))
  const values = fc.sample(fc.jsonValue({ stringUnit: 'grapheme' }), { numRuns: 100, seed: 7 })
  const storable = values.filter((value) => !JSON.stringify(value).includes('\\u0000'))
  const ids = fc.sample(text, { numRuns: storable.length, seed: 7 })
  for (const [index, after] of storable.entries()) {
    await write(world.ctx, ids[index]!, after)
  }

  const { entries, findings } = await verify(world.runtime)
  expect(findings).toEqual([])
  expect(entries).toBe(storable.length)
})

async function fiveEntries(): Promise<Scene> {
  const world = await scene()
  for (let i = 1; i <= 5; i++) await write(world.ctx, `${i}`)
  return world
}

const write = (ctx: Ctx, id: string, after: unknown = { role: 'viewer', number: 0.1 }) =>
  inTransaction(ctx.db, (tx) =>
    record(ctx, tx, { action: 'user.invited', subject: { type: 'user', id }, after }),
  )
