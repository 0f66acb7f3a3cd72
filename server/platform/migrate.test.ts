import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { dropDatabase, emptyDatabase } from '#tests/scene.ts'
import { migrate } from './migrate.ts'

async function stage() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'penstock-migrations-'))
  const url = await emptyDatabase('template0')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  onTestFinished(async () => {
    await client.end()
    await dropDatabase(url)
    rmSync(folder, { recursive: true })
  })
  return {
    write: (name: string, text: string) => writeFileSync(path.join(folder, name), text),
    remove: (name: string) => rmSync(path.join(folder, name)),
    migrate: () => migrate(url, folder),
    tables: async () => {
      const { rows } = await client.query<{ name: string }>(
        `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
      )
      return rows.map(({ name }) => name)
    },
  }
}

test('each file is applied once, in order, and a file that fails leaves nothing', async () => {
  const here = await stage()
  here.write('0001_a.sql', 'create table a (id int)')
  here.write('0002_b.sql', 'create table b (id int); select 1 / 0')
  await expect(here.migrate()).rejects.toThrow('Migration 0002_b.sql failed: division by zero')
  expect(await here.tables()).toEqual(['a', 'schema_migrations'])
  here.write('0002_b.sql', 'create table b (id int)')
  expect(await Promise.all([here.migrate(), here.migrate()])).toContainEqual(['0002_b.sql'])
  expect(await here.migrate()).toEqual([])
  expect(await here.tables()).toEqual(['a', 'b', 'schema_migrations'])
})

test('data of a newer release is refused, and so is a file that was changed afterwards', async () => {
  const here = await stage()
  here.write('0001_a.sql', 'create table a (id int)')
  here.write('0002_b.sql', 'create table b (id int)')
  await here.migrate()
  here.write('0001_a.sql', 'create table a (id bigint)')
  await expect(here.migrate()).rejects.toThrow('0001_a.sql was changed')
  here.remove('0002_b.sql')
  await expect(here.migrate()).rejects.toThrow(/newer release of Penstock \(0002_b\.sql\)/)
})
