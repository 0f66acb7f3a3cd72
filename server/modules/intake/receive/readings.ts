import type { Adapter, Reading } from '#channels'
import type { Ctx } from '#platform/context.ts'
import { listAccounts } from '#stores'
import { type Incoming, messageOf } from '../messages/message.ts'
import { ordersIn } from './list-of-orders.ts'
import { whyNotOwn } from './store-by-shape.ts'

/**
 * What a message says. A post that names no store goes to the own website, which reads nothing but
 * our own format. When such a post holds an order in the format of a platform, its reason says so,
 * because a list of members that our format misses would help nobody.
 */
export async function readingsOf(
  ctx: Ctx,
  adapter: Adapter,
  incoming: Incoming,
): Promise<Reading[]> {
  const readings = adapter.read(messageOf(incoming))
  const { account, body } = incoming
  const isAnyUnclear = readings.some(({ type }) => type === 'unclear')
  if (account.platform !== 'website' || !isAnyUnclear) return readings
  const members = ordersIn(body) ?? [body]
  if (members.length !== readings.length) return readings
  const stores = await listAccounts(ctx.db, ctx.orgId)
  return readings.map((reading, nth): Reading => {
    if (reading.type !== 'unclear') return reading
    const why = whyNotOwn(stores, { headers: {}, body: members[nth]! })
    return why === undefined ? reading : { ...reading, why }
  })
}
