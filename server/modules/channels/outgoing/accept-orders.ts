import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { inLanes } from '#platform/in-lanes.ts'
import { listUnanswered, type Unanswered } from '#orders'
import { PlatformBusy } from './platform-busy.ts'
import { saveRefused } from './push-row.ts'
import { saveOutgoing } from './store.ts'
import { type Found, findClient, keepAcceptance, pushKept } from './tell-platform.ts'

const AT_ONCE = 4

const ON_HOLD =
  'Something holds it, so it is not accepted by itself. Release it, or push it again to accept it ' +
  'as it is, before the platform drops it.'
const NOT_CONFIRMED =
  'It is not confirmed, so it is not accepted by itself. Confirm it, or push it again to accept it ' +
  'as it is, before the platform drops it.'
const LEFT_TO_PEOPLE =
  'The settings of the store leave it to people. Push it again to accept it before the platform ' +
  'drops it.'

/**
 * Accepts orders that a platform would otherwise give to somebody else. Those that something keeps
 * are shown to people at once, who release them, or accept them as they are.
 */
export async function acceptOrders(ctx: Ctx): Promise<void> {
  const waiting = await listUnanswered(ctx.db, ctx.orgId, ctx.clock.now())
  await inLanes(waiting, AT_ONCE, async (one) => {
    try {
      await acceptOrder(ctx, one)
    } catch (error) {
      // The next run tries again; a store that is away must not keep the others from their answers.
      if (!(error instanceof PlatformBusy)) throw error
      ctx.log.warn({ err: error, orderId: one.orderId }, 'channels.not_accepted_yet')
    }
  })
}

async function acceptOrder(ctx: Ctx, { orderId }: Unanswered): Promise<void> {
  const found = await findClient(ctx, orderId)
  if (!found?.client.acknowledgeOrder) return
  const row = await keepAcceptance(ctx, found)
  const problem = objectionTo(found)
  if (problem === undefined) {
    // What the platform itself has refused waits for a person.
    if (row.refusedBy !== 'us') return pushKept(ctx, found, row)
    const waiting = { state: 'waiting', problem: null, reference: null } as const
    await saveOutgoing(ctx.db, ctx.orgId, row.id, waiting)
    return pushKept(ctx, found, { ...row, ...waiting })
  }
  if (row.state !== 'waiting' || row.problem !== null) return
  await inTransaction(ctx.db, (tx) => saveRefused(ctx, tx, row, problem, 'us'))
}

function objectionTo({ sold: { order }, settings }: Found): string | undefined {
  if (order.holds.length > 0) return ON_HOLD
  if (order.lifecycle !== 'confirmed') return NOT_CONFIRMED
  return settings.acceptsOrders ? undefined : LEFT_TO_PEOPLE
}
