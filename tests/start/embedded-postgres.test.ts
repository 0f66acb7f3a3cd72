import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { startEmbeddedPostgres } from '#platform/embedded-postgres.ts'
import { emptyFolder, isAlive, runNode, until } from './processes.ts'

const program = path.join(import.meta.dirname, 'hold-postgres.ts')

test('what was written is there again at the next start', async () => {
  const dataDir = path.join(emptyFolder(), 'postgres')
  const first = await startEmbeddedPostgres({ dataDir })
  await ask(first.url, 'create table mugs as select 7 as mug')
  await first.stop()
  expect(existsSync(path.join(dataDir, 'postmaster.pid'))).toBe(false)

  const second = await startEmbeddedPostgres({ dataDir })
  expect(await ask(second.url, 'select mug from mugs')).toEqual([{ mug: 7 }])
  await second.stop()
})

test('commits are durable, pages are checked, and nobody enters without the password', async () => {
  const dataDir = path.join(emptyFolder(), 'postgres')
  const server = await startEmbeddedPostgres({ dataDir, settings: { max_connections: '20' } })
  const names = 'fsync,full_page_writes,synchronous_commit,data_checksums,wal_level'
  const found = await ask(
    server.url,
    `select string_agg(setting, ' ' order by array_position('{${names}}', name)) as all_of_them
       from pg_settings where name = any('{${names}}')`,
  )
  expect(found).toEqual([{ all_of_them: 'on on on on logical' }])
  expect(await ask(server.url, 'show max_connections')).toEqual([{ max_connections: '20' }])

  const withoutPassword = server.url.replace(/:[^:@/]+@/, '@')
  await expect(ask(withoutPassword, 'select 1')).rejects.toThrow(/password/)
  await expect(ask(server.url.replace(/:[^:@/]+@/, ':wrong@'), 'select 1')).rejects.toThrow(
    /password/,
  )
  await server.stop()
})

test('a killed parent leaves no PostgreSQL behind, and its books open again', async () => {
  const dataDir = path.join(emptyFolder(), 'postgres')
  const parent = runNode([program, dataDir])
  const [, url] = await parent.says(/url (.*)/)
  await ask(url!, 'create table mugs as select 7 as mug')
  const pid = Number(readPidFile(dataDir).split('\n')[0])
  expect(isAlive(pid)).toBe(true)

  parent.child.kill('SIGKILL')
  // Not waited for on purpose: the next start must cope with the old one at its shutdown.
  const next = await startEmbeddedPostgres({ dataDir })
  expect(isAlive(pid)).toBe(false)
  expect(await ask(next.url, 'select mug from mugs')).toEqual([{ mug: 7 }])
  await next.stop()
  expect(existsSync(path.join(dataDir, 'postmaster.pid'))).toBe(false)
  expect(logOf(dataDir)).not.toMatch(/was not properly shut down/)
})

test('a parent that is killed while it starts leaves nothing behind either', async () => {
  const dataDir = path.join(emptyFolder(), 'postgres')
  const parent = runNode([program, dataDir])
  await until(() => existsSync(path.join(dataDir, 'postmaster.pid')))
  parent.child.kill('SIGKILL')
  await until(() => !existsSync(path.join(dataDir, 'postmaster.pid')))
})

test('a kill while the database is made leaves no half database', async () => {
  const folder = emptyFolder()
  const dataDir = path.join(folder, 'postgres')
  const parent = runNode([program, dataDir])
  await until(() => readdirSync(folder).some((name) => name.startsWith('postgres.new-')))
  parent.child.kill('SIGKILL')
  await parent.ended
  expect(existsSync(dataDir)).toBe(false)

  const next = await startEmbeddedPostgres({ dataDir })
  expect(await ask(next.url, 'select 1 as one')).toEqual([{ one: 1 }])
  await next.stop()
})

test('a PostgreSQL that dies comes back at the same address', async () => {
  const dataDir = path.join(emptyFolder(), 'postgres')
  const server = await startEmbeddedPostgres({ dataDir })
  await ask(server.url, 'create table mugs as select 7 as mug')
  process.kill(Number(readPidFile(dataDir).split('\n')[0]), 'SIGKILL')

  const rows = await until(() => ask(server.url, 'select mug from mugs').catch(() => undefined))
  expect(rows).toEqual([{ mug: 7 }])
  await server.stop()
  expect(existsSync(path.join(dataDir, 'postmaster.pid'))).toBe(false)
})

test('two cannot work on one folder, and the second is told by whom', async () => {
  const dataDir = path.join(emptyFolder(), 'postgres')
  const first = await startEmbeddedPostgres({ dataDir })
  const pid = readPidFile(dataDir).split('\n')[0]
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(
    `Another PostgreSQL (process ${pid}) works in ${dataDir}.`,
  )
  expect(await ask(first.url, 'select 1 as one')).toEqual([{ one: 1 }])
  await first.stop()
})

test.for<[rule: string, file: string, content: string, words: RegExp]>([
  ['of another version is not touched', 'PG_VERSION', '15\n', /made by PostgreSQL 15, .* brings/],
  ['with other files is not touched', 'letter.txt', 'Dear', /holds files, but no database/],
])('a folder %s', async ([, file, content, words]) => {
  const dataDir = path.join(emptyFolder(), 'postgres')
  mkdirSync(dataDir)
  writeFileSync(path.join(dataDir, file), content)
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(words)
  expect(readdirSync(dataDir)).toEqual([file])
})

test('a file where the folder should be is named', async () => {
  const file = path.join(emptyFolder(), 'file')
  writeFileSync(file, '')
  const dataDir = path.join(file, 'postgres')
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(/must be a folder/)
})

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(statement)).rows as unknown[]
  } finally {
    await client.end()
  }
}

const readPidFile = (dataDir: string) => readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8')

const logOf = (dataDir: string) =>
  readFileSync(path.join(path.dirname(dataDir), 'postgres.log'), 'utf8')
