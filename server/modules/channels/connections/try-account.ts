import type { Ctx } from '#platform/context.ts'
import { forPerson } from '#platform/outbound.ts'
import type { StoreAccount } from '#stores'
import { ChannelFailure } from '../adapter.ts'
import { refusedBecause } from '../problems.ts'
import { findAdapter } from '../registry.ts'
import { clientOf, missingCredentials } from './connection.ts'
import { wordsOf } from './words-of.ts'

/**
 * Tries an account on its platform before it is kept, and refuses what the platform refuses. Gives
 * back why the platform cannot be asked just now, which is no reason not to keep it.
 */
export async function tryAccount(
  ctx: Ctx,
  account: StoreAccount,
  refuses: readonly ChannelFailure['kind'][],
): Promise<string | null> {
  const adapter = findAdapter(account.platform)
  if (!adapter || missingCredentials(ctx, account).length > 0) return null
  try {
    const client = clientOf({ ...ctx, outbound: forPerson(ctx.outbound) }, account, adapter)
    await client?.test()
    return null
  } catch (error) {
    const words = wordsOf(error)
    if (error instanceof ChannelFailure && refuses.includes(error.kind)) {
      throw refusedBecause('connection_refused', words)
    }
    return words
  }
}
