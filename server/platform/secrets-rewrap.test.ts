import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '#platform/config.ts'
import { type Scene, scene } from '#tests/scene.ts'
import { openSecrets } from './secret-keys.ts'
import { secretsCommands } from './secrets-commands.ts'
import { createSecrets, type Secrets } from './secrets.ts'
import { rewrap, type SealedColumn } from './secrets-rewrap.ts'

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`
const OLD = key('old')
const NEW = key('new')

const COLUMN: SealedColumn = {
  table: 'notes',
  idColumns: ['org_id', 'id'],
  column: 'body_sealed',
  purpose: ({ id }) => `notes.body:${String(id)}`,
}

async function withNotes(world: Scene, secrets: Secrets, count: number) {
  await world.rows(`create table notes (
    org_id uuid not null, id int not null, body_sealed bytea, primary key (org_id, id))`)
  const ids = Array.from({ length: count }, (_, id) => id)
  const bodies = ids.map((id) => secrets.seal(Buffer.from(`body ${id}`), `notes.body:${id}`))
  await world.rows(
    `insert into notes select $1, id, body from unnest($2::int[], $3::bytea[]) as t (id, body)`,
    [world.ctx.orgId, ids, bodies],
  )
}

const readNotes = async (world: Scene, secrets: Secrets) =>
  (
    await world.rows<{ id: number; body_sealed: Uint8Array }>('select * from notes order by id')
  ).map(({ id, body_sealed: body }) =>
    Buffer.from(secrets.open(body, `notes.body:${id}`)).toString(),
  )

test('after a rotation the new key alone opens everything', async () => {
  await using world = await scene()
  await withNotes(world, createSecrets([OLD]), 1_203)
  await world.rows('insert into notes values ($1, -1, null)', [world.ctx.orgId])

  const both = createSecrets([NEW, OLD])
  const results = await rewrap(world.ctx.db, both, [COLUMN])
  expect(results).toMatchObject([{ rewrapped: 1_203, unreadable: 0 }])

  await world.rows('delete from notes where id = -1')
  const bodies = await readNotes(world, createSecrets([NEW]))
  expect(bodies).toEqual(Array.from({ length: 1_203 }, (_, id) => `body ${id}`))
  expect(await rewrap(world.ctx.db, both, [COLUMN])).toMatchObject([{ rewrapped: 0 }])
})

test('what others write during a rotation is neither lost nor left behind', async () => {
  await using world = await scene()
  const old = createSecrets([OLD])
  await withNotes(world, old, 1_500)
  let writing = true
  const writes = (async () => {
    for (let id = 0; writing; id = (id + 7) % 1_500) {
      const body = old.seal(Buffer.from(`changed ${id}`), `notes.body:${id}`)
      await world.rows('update notes set body_sealed = $1 where id = $2', [body, id])
    }
  })()
  await rewrap(world.ctx.db, createSecrets([NEW, OLD]), [COLUMN])
  writing = false
  await writes
  await rewrap(world.ctx.db, createSecrets([NEW, OLD]), [COLUMN])

  const bodies = await readNotes(world, createSecrets([NEW]))
  expect(bodies).toHaveLength(1_500)
  for (const [id, body] of bodies.entries()) expect([`body ${id}`, `changed ${id}`]).toContain(body)
  expect(bodies).toContain('changed 7')
})

test('what no key opens is counted and left as it is', async () => {
  await using world = await scene()
  await withNotes(world, createSecrets([OLD]), 3)
  const lost = createSecrets([key('lost')]).seal(Buffer.from('x'), 'notes.body:1')
  await world.rows('update notes set body_sealed = $1 where id = 1', [lost])
  const results = await rewrap(world.ctx.db, createSecrets([NEW, OLD]), [COLUMN])
  expect(results).toMatchObject([{ rewrapped: 2, unreadable: 1 }])
  const [row] = await world.rows<{ body_sealed: Uint8Array }>('select * from notes where id = 1')
  expect(Buffer.compare(row!.body_sealed, lost)).toBe(0)
})

test('`secrets rotate` makes a key and uses it, `secrets status` shows what is left', async () => {
  await using world = await scene()
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-rotate-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const config = readConfig({ PENSTOCK_DATA_DIR: folder })
  const secrets = openSecrets(config)
  const before = secrets.currentKeyId()
  await withNotes(world, secrets, 10)
  const ctx = { ...world.ctx, config, secrets }
  const parts = { runtime: { ...world.runtime, config, secrets }, ctx, directUrl: world.url }
  const [rotate, status] = secretsCommands([COLUMN])

  const done = await rotate!.run(parts, {}, [])
  expect(done.json).toMatchObject({ rewrapped: 10, unreadable: 0 })
  const after = secrets.currentKeyId()
  expect(after).not.toBe(before)
  expect(await readNotes(world, openSecrets(config))).toHaveLength(10)

  expect((await status!.run(parts, {}, [])).json).toMatchObject({
    keys: [
      { id: after, secretsHeld: 10, state: 'current' },
      { id: before, secretsHeld: 0, state: 'old' },
    ],
    undeclared: expect.not.arrayContaining(['notes.body_sealed']),
  })
  const unaware = await secretsCommands([])[1]!.run(parts, {}, [])
  expect(unaware).toMatchObject({
    finding: true,
    json: { undeclared: expect.arrayContaining(['notes.body_sealed']) },
  })
})

test('for keys from the environment the safe order of steps is told', async () => {
  await using world = await scene()
  const config = readConfig({ PENSTOCK_SECRET_KEYS: OLD })
  const parts = { runtime: { ...world.runtime, config }, ctx: world.ctx, directUrl: world.url }
  const { text } = await secretsCommands([])[0]!.run(parts, {}, [])
  expect(text).toMatch(/END[\s\S]*FRONT[\s\S]*--rewrap-only/)
})
