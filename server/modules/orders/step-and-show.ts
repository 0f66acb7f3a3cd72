import type { Ctx } from '#platform/context.ts'
import { type Headers, tagged } from '#platform/http/etag.ts'
import type { ChangedOrder, OrderView } from './contract.ts'
import { shownAfterChange } from './own-orders.ts'
import { getOrder } from './read-order.ts'
import { takeStep, type TakeStep } from './take-step.ts'

type Shown = OrderView | ChangedOrder

/** Takes a step, and answers with the order as it stands afterwards. */
export async function stepAndShow(reply: Headers, ctx: Ctx, command: TakeStep): Promise<Shown> {
  await takeStep(ctx, command)
  return showChanged(reply, ctx, command.orderId)
}

/** With its version in the header, so that the next change can follow without reading it again. */
export async function showChanged(reply: Headers, ctx: Ctx, orderId: string): Promise<Shown> {
  return tagged(reply, await shownAfterChange(ctx, await getOrder(ctx, orderId)))
}
