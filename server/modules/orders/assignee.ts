import { findPermissions } from '#access'
import type { Ctx } from '#platform/context.ts'
import { OrderProblem } from './problems.ts'

/** An order given to somebody who does not see it would be in nobody's list. */
export async function requireAssignee(
  { db, orgId, clock }: Ctx,
  assigneeId: string | null | undefined,
): Promise<void> {
  if (!assigneeId) return
  const person = { type: 'user', id: assigneeId } as const
  const permissions = await findPermissions(db, orgId, person, clock.now())
  if (!permissions?.has('orders.read')) throw OrderProblem.assignee_not_found()
}
