import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { Problem } from '#platform/problem.ts'
import { changeOrderIn } from '../change-order.ts'
import { orderOf } from '../order-rows.ts'
import { listLines, lockOrder } from '../store.ts'
import { takeStepIn } from '../take-step.ts'
import { type Decision, decide } from './bulk.ts'
import { type Claim, claimRow, type Result, saveResult } from './rows.ts'
import { emitRunEvent } from './run-events.ts'

type Run = { id: string; round: number }

/**
 * Changes one order of a run, in one transaction with its result. A second attempt, also after a
 * crash, finds the row finished or taken, and leaves it alone.
 */
export async function changeOne(ctx: Ctx, run: Run, line: number): Promise<void> {
  try {
    await withClaim(ctx, run, line, (tx, claim, save) => changeClaimed(ctx, tx, claim, save))
  } catch (error) {
    const refused = refusalOf(ctx, error)
    await withClaim(ctx, run, line, (_tx, _claim, save) => save(refused))
  }
}

type Save = (result: Result) => Promise<void>
type Work = (tx: Tx, claim: Claim, save: Save) => Promise<void>

async function withClaim(ctx: Ctx, run: Run, line: number, work: Work): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const claim = await claimRow(tx, ctx.orgId, run, line)
    if (!claim) return
    const place = { runId: run.id, line, now: ctx.clock.now() }
    let isLast = false
    await work(tx, claim, async (result) => {
      isLast = await saveResult(tx, ctx.orgId, place, result)
    })
    if (isLast) await emitRunEvent(ctx, tx, 'order_bulk.finished', run.id)
  })
}

async function changeClaimed(
  ctx: Ctx,
  tx: Tx,
  { orderId, command }: Claim,
  save: Save,
): Promise<void> {
  const row = await lockOrder(tx, ctx.orgId, orderId)
  if (!row) return save({ ...NOTHING, ...NOT_FOUND })
  const order = orderOf(row, await listLines(tx, ctx.orgId, orderId))
  const decision = decide(order, command)
  await apply(ctx, tx, { orderId, decision }, () => save({ ...NOTHING, ...resultOf(decision) }))
}

const NOTHING = { code: null, message: null, former: null }

export const NOT_FOUND = {
  outcome: 'failed',
  code: 'order_not_found',
  message: 'There is no such order.',
} as const

/**
 * Carries out a decision. The result is written before the audit log, because whoever stops a run
 * locks first the run and then the end of the log: in another order the two would wait for each
 * other.
 */
async function apply(
  ctx: Ctx,
  tx: Tx,
  { orderId, decision }: { orderId: string; decision: Decision },
  save: () => Promise<void>,
): Promise<void> {
  if ('step' in decision) {
    await takeStepIn(ctx, tx, { orderId, step: decision.step, alongside: save })
  } else if ('edit' in decision) {
    const edit = { event: 'order.edited', change: decision.edit }
    await changeOrderIn(ctx, tx, { orderId, ...edit, effects: save })
  } else await save()
}

function resultOf(decision: Decision): Pick<Result, 'outcome'> & Partial<Result> {
  if (decision.outcome === 'done') return { outcome: 'done', former: decision.former }
  return decision
}

/** Turns an error about this order into its result. An error on our side ends the chunk. */
function refusalOf(ctx: Ctx, error: unknown): Result {
  if (error instanceof Problem) {
    if (error.status >= 500) throw error
    return { ...NOTHING, outcome: 'failed', code: error.code, message: error.message }
  }
  ctx.log.error({ err: error }, 'orders.bulk_row_failed')
  const message = 'Something went wrong on our side. It has been logged.'
  return { ...NOTHING, outcome: 'failed', code: 'internal', message }
}
