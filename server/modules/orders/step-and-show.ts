import type { Ctx } from '#platform/context.ts'
import type { ChangedOrder, OrderView } from './contract.ts'
import { shownAfterChange } from './own-orders.ts'
import { getOrder } from './read-order.ts'
import { takeStep, type TakeStep } from './take-step.ts'

/** Takes a step, and answers with the order as it stands afterwards. */
export async function stepAndShow(ctx: Ctx, command: TakeStep): Promise<OrderView | ChangedOrder> {
  await takeStep(ctx, command)
  return shownAfterChange(ctx, await getOrder(ctx, command.orderId))
}
