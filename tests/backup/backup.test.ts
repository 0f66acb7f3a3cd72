import { randomBytes } from 'node:crypto'
import {
  appendFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import * as audit from '#audit'
import { openDatabase } from '#platform/database.ts'
import { migrate } from '#platform/migrate.ts'
import { newId } from '#platform/random.ts'
import { createSecrets } from '#platform/secrets.ts'
import { keepKeys } from '#platform/backup/keep-keys.ts'
import { type Manifest, sealManifest } from '#platform/backup/manifest.ts'
import { restoreBackup } from '#platform/backup/restore-backup.ts'
import { verifyBackup } from '#platform/backup/verify-backup.ts'
import { writeBackup } from '#platform/backup/write-backup.ts'
import { insertStore } from '#stores'
import { dropDatabase, emptyDatabase, type Scene, scene } from '#tests/scene.ts'
import { backupCommands } from '../../server/commands/backup.ts'
import {
  addImages,
  addJobs,
  digestsOf,
  placeOrder,
  structureOf,
  waitingEvents,
  withClient,
} from './books.ts'
import { hasGivenServer, startGivenServer } from './given-server.ts'
import { PATIENCE } from '#tests/patience.ts'

const NOW = new Date('2026-01-15T12:00:00Z')

let folder: string
/** Books that nobody changes, and a backup of them. */
let still: Scene
let whole: string
/** The books of that backup, in a database that was empty. */
let restored: Awaited<ReturnType<typeof emptyTarget>> & { jobsWaiting: number }
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'penstock-backup-'))
  still = await filledScene()
  whole = await backUp(still)
  const target = await emptyTarget()
  restored = { ...target, ...(await restoreTo(target.url, whole, still)) }
})
afterAll(async () => {
  await restored?.[Symbol.asyncDispose]()
  await still[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

test('the restored books equal the books, row by row', async () => {
  expect(await digestsOf(restored.url)).toEqual(await digestsOf(still.url))
  // Six were made and one is done; a worker's claim is not the end.
  expect(restored.jobsWaiting).toBe(5)
  const database = openDatabase(restored.url, { poolMax: 2, ...PATIENCE })
  const { secrets } = still.runtime
  expect(await audit.verify({ db: database.db, secrets })).toMatchObject({
    entries: 3,
    findings: [],
  })
  await database.close()
})

test('the restored database is built like the one before', async () => {
  const structure = await structureOf(still.url)
  expect(structure.length).toBeGreaterThan(500)
  expect(await structureOf(restored.url)).toEqual(structure)
})

test('a backup is one moment, although orders are being written', async () => {
  await using world = await filledScene()
  let writing = true
  let [number, written] = [30, 30]
  const underWay = Promise.withResolvers<void>()
  const writers = [1, 2, 3].map(async () => {
    while (writing) {
      await placeOrder(world.ctx, ++number)
      if (++written > 40) underWay.resolve()
    }
  })
  await underWay.promise
  const from = await backUp(world)
  const { manifest } = await verifyBackup(from, world.runtime.secrets)
  writing = false
  await Promise.all(writers)
  const rowsOf = (name: string) => manifest.tables.find((table) => table.name === name)!.rows
  expect(rowsOf('orders')).toBeGreaterThan(40) // Otherwise nobody wrote, and nothing is proved.
  expect(written).toBeGreaterThan(rowsOf('orders'))

  await using target = await emptyTarget()
  await restoreTo(target.url, from, world)
  expect(await halves(target.url)).toEqual([])
})

test.skipIf(!hasGivenServer)(
  'books of the embedded server move to a given PostgreSQL 15, and back',
  async () => {
    await using given = await startGivenServer()
    await withClient(`${given.address}/postgres`, (client) => client.query('create database shop'))
    const shop = `${given.address}/shop`
    await restoreTo(shop, whole, still)
    expect(await digestsOf(shop)).toEqual(await digestsOf(still.url))

    // The ids of transactions of the old server lie in the future of the new one.
    expect(await waitingEvents(shop)).toEqual(await waitingEvents(still.url))
    await withClient(shop, (client) => client.query(anEvent('new')))
    expect((await waitingEvents(shop)).at(-1)).toBe('new')

    await using back = await emptyTarget()
    await restoreTo(back.url, await backUp({ ...still, url: shop }), still)
    expect(await digestsOf(back.url)).toEqual(await digestsOf(shop))
  },
)
if (!hasGivenServer) process.stdout.write('PostgreSQL 15 is not installed: one test is skipped.\n')

test('each event becomes its jobs once, also over a restore', async () => {
  await using world = await scene()
  world.skipHistories() // Its orders are written by hand.
  await withClient(world.url, async (early) => {
    await early.query('begin')
    await early.query('select pg_current_xact_id()') // Its id is smaller, its row comes later.
    await withClient(world.url, (late) => late.query(anEvent('committed first')))
    await early.query(anEvent('committed second'))
    await early.query('commit')
    await early.query(anEvent('last'))
  })
  const order = ['committed second', 'committed first', 'last']
  expect(await waitingEvents(world.url)).toEqual(order)
  for (const dispatched of [1, 3]) {
    await world.rows(
      `/* across orgs */ update dispatch_positions set (xid, id) =
        (select xid, id from history where subject_id = $1) where name = 'jobs' and $2 > 0`,
      [order[dispatched - 1] ?? null, dispatched],
    )
    const from = await backUp(world)
    await using target = await emptyTarget()
    const { eventsWaiting } = await restoreTo(target.url, from, world)
    const foreign = await withClient(target.url, (client) =>
      client.query(`select from history where xid > '100'`),
    )
    expect(foreign.rowCount).toBe(0) // Another server may not have come that far.
    const left = order.slice(dispatched)
    expect(eventsWaiting).toBe(left.length)
    expect((await waitingEvents(target.url)).toSorted()).toEqual(left.toSorted())
    await withClient(target.url, (client) => client.query(anEvent('new')))
    expect((await waitingEvents(target.url)).at(-1)).toBe('new')
  }
})

test.for<[rule: string, tamper: (from: string) => Promise<unknown>, words: string]>([
  ['a changed byte', (from) => flip(path.join(from, 'public.orders.copy.zst')), 'not what was'],
  ['a file that is cut', (from) => truncate(path.join(from, ORDERS), 100), 'not what was written'],
  ['a longer file', (from) => appendFile(path.join(from, ORDERS), 'x'), 'not what was written'],
  ['a missing file', (from) => rm(path.join(from, ORDERS)), 'is missing'],
  ['another manifest', (from) => edit(from, (text) => text.replace('0.1.0', '0.1.1')), 'changed'],
  ['half a manifest', (from) => edit(from, (text) => text.slice(0, 900)), 'cannot be understood'],
  ['a folder that is no backup', (from) => rm(path.join(from, 'manifest.json')), 'not a backup'],
])('it refuses %s, and touches nothing', async ([, tamper, words]) => {
  const from = await copyOfBackup()
  await tamper(from)
  await using target = await emptyTarget()
  await expect(verifyBackup(from, still.runtime.secrets)).rejects.toThrow(words)
  await expect(restoreTo(target.url, from, still)).rejects.toThrow(words)
  expect(await digestsOf(target.url)).toEqual({})
})

test('after a restore each number waits to be told to its platform again', async () => {
  await using world = await scene()
  await using target = await emptyTarget()
  const storeId = newId()
  const names = { key: 'mill', platform: 'shopify', uid: 'mill.example', name: 'Mill' }
  await insertStore(world.ctx.db, world.ctx.orgId, { id: storeId, ...names })
  const listing = (sku: string, state: string) =>
    world.rows(
      `insert into listings (org_id, id, store_id, ref, title, sku, mapped_by, state, push_state, seen)
       values ($1, gen_random_uuid(), $4, $2 || $3, 'It', nullif($2, ''),
         case when $2 <> '' then 'person' end, $3, 'visible', 5)`,
      [world.ctx.orgId, sku, state, storeId],
    )
  await listing('MUG', 'active')
  await listing('CUP', 'paused')
  await listing('', 'active')
  await restoreTo(target.url, await backUp(world), world)
  const { rows } = await withClient(target.url, (client) =>
    client.query(
      `select sku, push_state as state, dirty_at is not null as waits from listings order by sku`,
    ),
  )
  expect(rows).toEqual([
    { sku: 'CUP', state: 'visible', waits: false },
    { sku: 'MUG', state: 'waiting', waits: true },
    { sku: null, state: 'visible', waits: false },
  ])
})

test('it does not overwrite books, unless the operator insists', async () => {
  await using world = await filledScene()
  const from = await backUp(world)
  const before = await digestsOf(world.url)
  await placeOrder(world.ctx, 1_000)
  await world.close()
  const { secrets } = world.runtime
  const options = { url: world.url, from, secrets }

  await expect(restoreBackup({ ...options, force: false })).rejects.toThrow('not empty')
  expect(await digestsOf(world.url)).not.toEqual(before)
  await restoreBackup({ ...options, force: true })
  expect(await digestsOf(world.url)).toEqual(before)
})

test('a restore that fails leaves a database on which nothing starts, and can be run again', async () => {
  const from = await copyOfBackup()
  const good = await readFile(path.join(from, 'manifest.json'), 'utf8')
  const { seal: _, ...wrong } = JSON.parse(good) as Manifest & { seal: unknown }
  wrong.tables.find(({ name }) => name === 'orders')!.checksum = '1'
  await writeFile(path.join(from, 'manifest.json'), sealManifest(wrong, still.runtime.secrets))
  await using target = await emptyTarget()

  await expect(restoreTo(target.url, from, still)).rejects.toThrow('orders does not hold')
  await expect(migrate(target.url)).rejects.toThrow('restore_that_did_not_end')
  await writeFile(path.join(from, 'manifest.json'), good)
  await restoreTo(target.url, from, still)
  expect(await migrate(target.url)).toEqual([])
  expect(await digestsOf(target.url)).toEqual(await digestsOf(still.url))
})

test('a backup of a release whose migrations are not known is refused', async () => {
  await using world = await scene()
  world.skipHistories() // Its orders are written by hand.
  await world.rows(`insert into schema_migrations (name, digest) values ('9999_later.sql', $1)`, [
    'f'.repeat(64),
  ])
  const from = await backUp(world)
  await using target = await emptyTarget()
  await expect(restoreTo(target.url, from, world)).rejects.toThrow('9999_later.sql is not known')
})

test('a database with tables of somebody else is left alone, even by force', async () => {
  await using target = await emptyTarget()
  await withClient(target.url, (client) => client.query('create table theirs (id int)'))
  const { secrets } = still.runtime
  const forced = restoreBackup({ url: target.url, from: whole, secrets, force: true })
  await expect(forced).rejects.toThrow('not of Penstock')
})

test('another key ring is named before anybody misses it', async () => {
  const from = await backUp(still, { keys: 'test:x\n' })
  const strange = createSecrets([`other:${randomBytes(32).toString('base64')}`])
  await using target = await emptyTarget()
  const options = { url: target.url, from, secrets: strange, force: false }
  expect(await restoreBackup(options)).toMatchObject({
    keysMissing: ['test'],
    keys: 'test:x\n',
    seal: { state: 'unknown_key', keyId: 'test' },
  })
})

test('the keys of a backup become the current ones, and no key is lost', async () => {
  const file = path.join(folder, 'secret-keys')
  await writeFile(file, 'own:1\nshared:2\n', { mode: 0o600 })
  await keepKeys(file, 'theirs:3\nshared:2\n')
  expect(await readFile(file, 'utf8')).toBe('theirs:3\nshared:2\nown:1\n')
  expect((await stat(file)).mode & 0o077).toBe(0)
})

test('nothing but a whole backup ever has its name', async () => {
  const to = path.join(folder, 'whole')
  const { secrets } = still.runtime
  const url = `${still.url}_that_is_not_there`
  const options = { to, secrets, now: NOW, release: '0.1.0' }
  await expect(writeBackup({ ...options, url })).rejects.toThrow('does not exist')
  expect(await readdir(folder)).not.toContain('whole')

  // The folder of the nightly backups is empty in the first night only.
  await mkdir(to)
  const night = { ...options, url: still.url }
  const { folder: named } = await writeBackup(night)
  const next = new Date(NOW.getTime() + 86_400_000)
  await writeBackup({ ...night, now: next })
  expect(await readdir(to)).toEqual([
    ...['penstock-2026-01-15T12-00-00Z', 'penstock-2026-01-16T12-00-00Z'],
  ])
  await expect(writeBackup({ ...night, to: named })).rejects.toThrow('is a backup already')
  await expect(writeBackup({ ...night, to: '/proc/none' })).rejects.toThrow('cannot be written to')
})

test('a folder is meant from where the command was typed', async () => {
  vi.stubEnv('INIT_CWD', '/typed/here')
  const command = backupCommands.find(({ name }) => name === 'backup verify')!
  const parts = { runtime: still.runtime, ctx: still.ctx, directUrl: still.url }
  const verified = command.run(parts, { from: 'mine' }, [])
  await expect(verified).rejects.toThrow('/typed/here/mine is not a backup')
  vi.unstubAllEnvs()
})

const ORDERS = 'public.orders.copy.zst'

async function filledScene(): Promise<Scene & { close(): Promise<void> }> {
  const world = await scene()
  world.skipHistories() // Its orders are written by hand.
  for (let i = 1; i <= 30; i++) await placeOrder(world.ctx, i)
  await addImages(world.ctx)
  await addJobs(world.url)
  return { ...world, close: () => world.runtime.db.destroy() }
}

let count = 0

async function backUp(
  { url, runtime }: Pick<Scene, 'url' | 'runtime'>,
  more: { keys?: string } = {},
): Promise<string> {
  const to = path.join(folder, `backup-${++count}`)
  const { secrets } = runtime
  await writeBackup({ url, to, secrets, now: NOW, release: '0.1.0', ...more })
  return to
}

async function copyOfBackup(): Promise<string> {
  const copy = path.join(folder, `backup-${++count}`)
  await cp(whole, copy, { recursive: true })
  return copy
}

const restoreTo = (url: string, from: string, { runtime }: Scene) =>
  restoreBackup({ url, from, secrets: runtime.secrets, force: false })

async function emptyTarget() {
  const url = await emptyDatabase('template0')
  return { url, [Symbol.asyncDispose]: () => dropDatabase(url) }
}

const anEvent = (subject: string) => `
  insert into history (org_id, type, subject_type, subject_id, actor_type, actor_name, data)
  values (gen_random_uuid(), 'order.placed', 'order', '${subject}', 'system', 'test', '{}')`

async function flip(file: string): Promise<void> {
  const bytes = await readFile(file)
  const middle = Math.floor(bytes.length / 2)
  bytes[middle] = bytes[middle]! ^ 1
  await writeFile(file, bytes)
}

async function edit(from: string, change: (text: string) => string): Promise<void> {
  const file = path.join(from, 'manifest.json')
  await writeFile(file, change(await readFile(file, 'utf8')))
}

/** What exists although its other half does not. */
async function halves(url: string): Promise<unknown[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query(`
      select 'order' as what, id::text from orders o
        where 2 <> (select count(*) from order_lines l where l.order_id = o.id)
          or 1 <> (select count(*) from stock_movements m where m.reservation_id = o.id)
          or 1 <> (select count(*) from history h where h.subject_id = o.id::text)
      union all
      select 'line', order_id::text from order_lines where order_id not in (select id from orders)
      union all
      select 'level', sku from stock_levels s where reserved <> (
        select sum(reserved_delta) from stock_movements m where m.org_id = s.org_id)`)
    return rows
  })
}
