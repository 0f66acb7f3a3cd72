import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { newId } from '#platform/random.ts'
import { CustomerProblem } from '../problems.ts'
import { requireOpen } from '../person.ts'
import { holdMerges, lockPeople } from '../store.ts'
import { endMerge, findMerge, insertMerge, listMergedInto, pointTo, touch } from './store.ts'

export type MergeCustomers = { intoId: string; fromId: string }

/**
 * Says that two are one person. Orders keep the customer they were placed with, so that it can be
 * taken back without guessing; whoever had been merged into `from` now leads to `into` as well.
 */
export async function mergeCustomers(
  ctx: Ctx,
  { intoId, fromId }: MergeCustomers,
): Promise<string> {
  if (intoId === fromId) throw CustomerProblem.merge_with_self()
  const { orgId } = ctx
  const merge = { id: newId(), fromId, intoId, byId: ctx.actor.id, byName: ctx.actor.name }
  await inTransaction(ctx.db, async (tx) => {
    await holdMerges(tx, orgId)
    const people = await lockPeople(tx, orgId, [intoId, fromId])
    for (const id of [intoId, fromId]) requireOpen(people.find((one) => one.id === id))

    const moved = await listMergedInto(tx, orgId, fromId)
    await pointTo(tx, orgId, [fromId, ...moved], intoId)
    await touch(tx, orgId, intoId)
    await insertMerge(tx, orgId, { ...merge, at: ctx.clock.now() })
    await tell(ctx, tx, 'customer.merged', merge)
  })
  return merge.id
}

export type UndoMerge = { customerId: string; mergeId: string }

/** Takes back one merge, and no other: what was merged into `from` before goes with it. */
export async function undoMerge(ctx: Ctx, { customerId, mergeId }: UndoMerge): Promise<void> {
  const { orgId } = ctx
  await inTransaction(ctx.db, async (tx) => {
    await holdMerges(tx, orgId)
    const people = await lockPeople(tx, orgId, [customerId])
    const merge = await findMerge(tx, orgId, mergeId)
    if (merge?.undoneAt && merge.intoId === customerId) return // Taken back before.
    const from = people.find(({ id }) => id === merge?.fromId)
    if (!merge || merge.undoneAt || from?.mergedInto !== customerId) {
      throw CustomerProblem.merge_not_found()
    }
    requireOpen(people.find(({ id }) => id === customerId))

    await pointTo(tx, orgId, [merge.fromId], null)
    await pointTo(tx, orgId, await listMergedInto(tx, orgId, merge.fromId), merge.fromId)
    await touch(tx, orgId, customerId)
    await endMerge(tx, orgId, mergeId, ctx.clock.now())
    await tell(ctx, tx, 'customer.unmerged', { ...merge, intoId: customerId })
  })
}

/** Ids only: what the log says of a person could not be erased from it. */
async function tell(
  ctx: Ctx,
  tx: Tx,
  type: 'customer.merged' | 'customer.unmerged',
  { id: mergeId, fromId, intoId }: { id: string; fromId: string; intoId: string },
): Promise<void> {
  const subject = { type: 'customer', id: intoId }
  await ctx.emit(tx, { type, subject, data: { customerId: intoId, fromId, mergeId } })
  await audit.record(ctx, tx, { action: type, subject, after: { fromId, mergeId } })
}
