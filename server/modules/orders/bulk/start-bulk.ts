import { findPermissions } from '#access'
import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { enqueue } from '#platform/jobs-runtime/enqueue.ts'
import { newId } from '#platform/random.ts'
import type { Command } from './bulk.ts'
import type { OrderFilter } from '../lists/contract.ts'
import type { BulkBody } from './contract.ts'
import { addItems, open } from './gather.ts'
import { requireCommand } from './permission.ts'
import { BulkProblem } from './problems.ts'
import { insertRun } from './store.ts'
import { tell, withoutTyped } from './tell.ts'

/**
 * Writes down what is asked; a job does it. Named orders are written down here, those of a filter
 * are gathered by a job.
 */
export async function startBulk(ctx: Ctx, { selection, ...command }: BulkBody): Promise<string> {
  requireCommand(ctx, command)
  await requireAssignee(ctx, command)
  return inTransaction(ctx.db, async (tx) => {
    if ('filter' in selection) return askFor(ctx, tx, { command, filter: selection.filter })
    const id = await insert(ctx, tx, { command })
    const items = [...new Set(selection.orderIds)].map((orderId) => ({ orderId }))
    await addItems(ctx, tx, { id, total: 0 }, items)
    await open(ctx, tx, { id, round: 1 })
    const asked = { ...withoutTyped({ command }), orders: items.length }
    await note(ctx, tx, 'order_bulk.started', id, asked)
    return id
  })
}

type Wanted = { command: Command; filter?: OrderFilter; undoOf?: string }

/** A run whose orders are still to be gathered. */
export async function askFor(ctx: Ctx, tx: Tx, wanted: Wanted): Promise<string> {
  const id = await insert(ctx, tx, wanted)
  const { orgId, actor, cause } = ctx
  await enqueue(tx, 'orders.gather_bulk', { bulkId: id }, { orgId, actor, cause, key: id })
  await note(ctx, tx, 'order_bulk.started', id, withoutTyped(wanted))
  return id
}

async function insert(ctx: Ctx, tx: Tx, wanted: Wanted): Promise<string> {
  const { command, filter = null, undoOf = null } = wanted
  const id = newId()
  const now = ctx.clock.now()
  await insertRun(tx, ctx.orgId, { id, command, filter, undoOf, actor: ctx.actor, now })
  return id
}

/** In the history and, because people decide it, in the audit log. */
export async function note(
  ctx: Ctx,
  tx: Tx,
  action: string,
  id: string,
  after?: Record<string, unknown>,
): Promise<void> {
  await tell(ctx, tx, action, id)
  await audit.record(ctx, tx, { action, subject: { type: 'order_bulk', id }, after })
}

async function requireAssignee(ctx: Ctx, command: Command): Promise<void> {
  if (command.action !== 'assign' || command.assigneeId === null) return
  const person = { type: 'user', id: command.assigneeId } as const
  const permissions = await findPermissions(ctx.db, ctx.orgId, person, ctx.clock.now())
  if (!permissions) throw BulkProblem.assignee_not_found()
}
