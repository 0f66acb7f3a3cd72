import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { dropDatabase, emptyDatabase } from '#tests/scene.ts'
import { type Database, openDatabase } from './database.ts'
import { PATIENCE } from '#tests/patience.ts'

test.for<[how: string, ask: (database: Database) => Promise<unknown>]>([
  ['through its pool', ({ pool }) => pool.query('select 1')],
  ['through Kysely', ({ db }) => sql`select 1`.execute(db)],
  ['nothing at all', async () => {}],
])('a database that was asked %s is closed', async ([, ask]) => {
  const url = await emptyDatabase()
  const database = openDatabase(url, { poolMax: 2, ...PATIENCE })
  await ask(database)
  await database.close()
  expect(database.pool.ended).toBe(true)
  await database.close() // Who closes it again is not punished.
  await dropDatabase(url)
})
