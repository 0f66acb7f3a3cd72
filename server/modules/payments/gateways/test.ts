import { sql } from 'kysely'
import type { Ctx } from '#platform/context.ts'
import type { ChargeOutcome, ChargeRequest, Gateway } from './gateway.ts'

/** What a card token of the trial gateway does; every other one is accepted. */
const DECLINED = 'decline'
const LOST = 'lose-answer'

/**
 * For trials and demos: a provider with a ledger of its own. It declines the token `decline`, and
 * with `lose-answer` it charges and then says nothing, as real ones do on a bad day.
 */
export const testGateway: Gateway = {
  async charge(ctx, request) {
    await book(ctx, request)
    if (request.token === LOST) return { state: 'unknown', reason: 'no answer' }
    return (await this.find(ctx, request.key))!
  },

  async refund(ctx, request) {
    await book(ctx, request)
    return (await this.find(ctx, request.key))!
  },

  async find(ctx, key): Promise<ChargeOutcome | undefined> {
    const { rows } = await sql<{ outcome: 'succeeded' | 'declined' }>`
      select outcome from test_gateway_charges where org_id = ${ctx.orgId} and key = ${key}
    `.execute(ctx.db)
    const [row] = rows
    if (!row) return undefined
    if (row.outcome === 'declined') return { state: 'declined', reason: 'The card was declined.' }
    return { state: 'succeeded', providerRef: `test_${key}` }
  },
}

async function book(ctx: Ctx, { key, amountMinor, currency, token }: ChargeRequest): Promise<void> {
  const outcome = token === DECLINED ? 'declined' : 'succeeded'
  await sql`
    insert into test_gateway_charges (org_id, key, amount_minor, currency, outcome)
    values (${ctx.orgId}, ${key}, ${amountMinor}, ${currency}, ${outcome})
    on conflict (org_id, key) do nothing
  `.execute(ctx.db)
}
