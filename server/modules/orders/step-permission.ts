import type { Ctx } from '#platform/context.ts'
import { requirePermission } from '#platform/http/require-permission.ts'
import type { Step } from './order.ts'

/** What people ask for; how the payment stands is said by gateways and platforms. */
type Asked = Exclude<Step['type'], 'payment'>

/** One right for each step, by whichever route it is asked for. */
export const stepPermissions: Readonly<Record<Asked, string>> = {
  confirm: 'orders.edit',
  ship: 'shipping.manage',
  deliver: 'orders.edit',
  cancel: 'orders.cancel',
  cancel_lines: 'orders.cancel',
  take_back: 'returns.manage',
  hold: 'orders.hold',
  release: 'orders.hold',
}

/** For a route on which the body says which step it is. */
export const requireStep = (ctx: Ctx, step: { type: Asked }): void =>
  requirePermission(ctx, stepPermissions[step.type])
