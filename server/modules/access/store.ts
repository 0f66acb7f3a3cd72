import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'

const DAY_MS = 86_400_000
const BATCH = 5_000

/** What has been over for long, one batch of each; gives back how many rows went. */
export async function purgeBatch(db: Db, now: Date): Promise<number> {
  const ago = (days: number) => new Date(now.getTime() - days * DAY_MS)
  const statements = [
    sql`delete from sessions where id in
      (select id from sessions where expires_at < ${ago(7)} limit ${BATCH})`,
    sql`delete from refresh_tokens where hash in
      (select hash from refresh_tokens where used_at < ${ago(7)} limit ${BATCH})`,
    sql`delete from password_resets where hash in
      (select hash from password_resets where expires_at < ${ago(7)} limit ${BATCH})`,
    sql`delete from attempts where key in
      (select key from attempts where since < ${ago(1)} limit ${BATCH})`,
    sql`delete from known_addresses where (user_id, address) in
      (select user_id, address from known_addresses where seen_at < ${ago(180)} limit ${BATCH})`,
  ]
  let gone = 0
  for (const statement of statements) {
    const { numAffectedRows = 0n } = await statement.execute(db)
    gone += Number(numAffectedRows)
  }
  return gone
}
