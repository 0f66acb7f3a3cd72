import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { enqueue } from '#platform/jobs-runtime/enqueue.ts'
import { newId } from '#platform/random.ts'
import { requireAssignee } from '../assignee.ts'
import type { Command } from './bulk.ts'
import type { OrderFilter } from '../lists/contract.ts'
import type { BulkBody } from './contract.ts'
import { addItems, startChanging } from './gather.ts'
import { requireCommand } from './permission.ts'
import { recordDecision, withoutTypedWords } from './run-events.ts'
import { insertRun } from './store.ts'

/**
 * Stores a run, which jobs then carry out. Orders selected by id are stored here; those of a filter
 * are gathered by a job.
 */
export async function startBulk(ctx: Ctx, { selection, ...command }: BulkBody): Promise<string> {
  requireCommand(ctx, command)
  if (command.action === 'assign') await requireAssignee(ctx, command.assigneeId)
  return inTransaction(ctx.db, async (tx) => {
    if ('filter' in selection) return startGathering(ctx, tx, { command, filter: selection.filter })
    const id = await insertNewRun(ctx, tx, { command })
    const items = [...new Set(selection.orderIds)].map((orderId) => ({ orderId }))
    await addItems(ctx, tx, { id, total: 0 }, items)
    await startChanging(ctx, tx, { id, round: 1 })
    const asked = { ...withoutTypedWords({ command }), orders: items.length }
    await recordDecision(ctx, tx, 'order_bulk.started', id, asked)
    return id
  })
}

type Wanted = { command: Command; filter?: OrderFilter; undoOf?: string }

/** Stores a run and asks a job to gather its orders. */
export async function startGathering(ctx: Ctx, tx: Tx, wanted: Wanted): Promise<string> {
  const id = await insertNewRun(ctx, tx, wanted)
  const { orgId, actor, cause } = ctx
  await enqueue(tx, 'orders.gather_bulk', { bulkId: id }, { orgId, actor, cause, key: id })
  await recordDecision(ctx, tx, 'order_bulk.started', id, withoutTypedWords(wanted))
  return id
}

async function insertNewRun(ctx: Ctx, tx: Tx, wanted: Wanted): Promise<string> {
  const { command, filter = null, undoOf = null } = wanted
  const id = newId()
  const now = ctx.clock.now()
  await insertRun(tx, ctx.orgId, { id, command, filter, undoOf, actor: ctx.actor, now })
  return id
}
