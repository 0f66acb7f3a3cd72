import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Runtime } from './context.ts'

/** Under load one nudge stands for many commits. */
const PAUSE_MS = 20

/**
 * Tells the dispatcher that there is history to read, after the commit and not as a part of it:
 * PostgreSQL lets only one transaction that notifies commit at a time. Many calls become few, and a
 * nudge that is lost costs the second until the dispatcher looks by itself.
 */
export function createNudge({ db, log }: Pick<Runtime, 'db' | 'log'>): () => void {
  let sending = false
  let again = false
  const send = async (): Promise<void> => {
    do {
      again = false
      await sql`select pg_notify('penstock_history', '')`.execute(db).catch((error: unknown) => {
        log.debug({ err: error }, 'nudge_lost')
      })
      await delay(PAUSE_MS, undefined, { ref: false })
    } while (again)
    sending = false
  }
  return () => {
    again = true
    if (sending) return
    sending = true
    void send()
  }
}
