import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import { newId } from '#platform/random.ts'
import { runStatement } from '#platform/run-statement.ts'
import { entriesFor, writeEntries } from './batch.ts'

type Moved = {
  orderId: string
  currency: string
  /** Names what happened, such as `charge/1`: a unique key lets it be booked once. */
  fact: string
  /** From the customer to the provider; below zero: back to the customer. */
  amountMinor: number
}

export async function bookMoney({ orgId }: Ctx, tx: Tx, moved: Moved): Promise<void> {
  const { orderId, currency, fact, amountMinor } = moved
  if (amountMinor === 0) return
  const entries = entriesFor({ orgId, orderId, currency }, fact, amountMinor, newId)
  await runStatement(tx, writeEntries(entries))
}
