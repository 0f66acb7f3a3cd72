import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import type { ChargeOutcome } from './gateways/gateway.ts'
import { type Intent, saveIntent, writeAttempt } from './store.ts'

/** Keeps what came of a call to the provider: the state of the intent, and the attempt itself. */
export async function noteOutcome(
  { orgId }: Ctx,
  tx: Tx,
  intent: Intent,
  outcome: ChargeOutcome,
): Promise<void> {
  const { attempts } = intent
  const { state } = outcome
  const lastError = 'reason' in outcome ? outcome.reason : null
  const providerRef = 'providerRef' in outcome ? outcome.providerRef : null
  await saveIntent(tx, orgId, intent, { state, attempts, lastError, providerRef })
  await writeAttempt(tx, orgId, intent, { attempt: attempts, outcome: state, detail: outcome })
}
