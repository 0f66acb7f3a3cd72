import { type KyselyPlugin, PostgresQueryCompiler } from 'kysely'
import pg from 'pg'
import type { Db } from '#platform/database.ts'
import { newId } from '#platform/random.ts'
import type { Scene } from '#tests/scene.ts'

export type Plan = {
  text: string
  usesIndex: (name: string) => boolean
  /** The tables that are read from end to end. */
  seqScans: string[]
}

type Statement = { text: string; values: readonly unknown[] }

/** How PostgreSQL means to do it, with these values. */
export async function planOf(
  pool: pg.Pool | pg.Client,
  text: string,
  values: readonly unknown[] = [],
): Promise<Plan> {
  const explain = `explain (costs off) ${text}`
  const { rows } = await pool.query<{ 'QUERY PLAN': string }>(explain, [...values])
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  return {
    text: plan,
    usesIndex: (name) => new RegExp(`\\b(using|Index Scan on) ${name}\\b`).test(plan),
    seqScans: [...plan.matchAll(/Seq Scan on (\w+)/g)].map(([, table]) => table!),
  }
}

/** Everything that `run` asks the database, as it was asked. */
export async function statementsOf(
  db: Db,
  run: (db: Db) => Promise<unknown>,
): Promise<Statement[]> {
  const statements: Statement[] = []
  const recorder: KyselyPlugin = {
    transformQuery: ({ node, queryId }) => {
      const { sql, parameters } = new PostgresQueryCompiler().compileQuery(node, queryId)
      // A setting has no plan.
      if (!sql.startsWith('set local ')) statements.push({ text: sql, values: parameters })
      return node
    },
    transformResult: async ({ result }) => result,
  }
  await run(db.withPlugin(recorder))
  return statements
}

/** The plans of everything that `run` asks the database. */
export async function plansOf(
  world: { url: string; runtime: { db: Db } },
  run: (db: Db) => Promise<unknown>,
): Promise<Plan[]> {
  const statements = await statementsOf(world.runtime.db, run)
  const client = new pg.Client(world.url)
  await client.connect()
  try {
    const plans: Plan[] = []
    for (const { text, values } of statements) plans.push(await planOf(client, text, values))
    return plans
  } finally {
    await client.end()
  }
}

/** A store that nothing is known of; its id. */
export async function addStore({ ctx, rows }: Scene, platform: string): Promise<string> {
  const id = newId()
  await rows(
    `insert into stores (org_id, id, key, platform, uid, name)
     values ($1, $2, 'plan', $3, 'plan', 'Plan')`,
    [ctx.orgId, id, platform],
  )
  return id
}
