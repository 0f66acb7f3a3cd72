import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Runtime } from './context.ts'

/** Under load, one nudge is sent for many commits. */
const PAUSE_MS = 20

/**
 * Tells the dispatcher that there are new rows in the history. This is done after the commit and
 * not in the transaction, because PostgreSQL lets only one transaction with a notification commit
 * at a time. Calls in quick succession are merged into one. If a nudge is lost, the dispatcher
 * finds the rows by itself within a second.
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
