import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { constraintOf } from '#platform/database-errors.ts'
import { given } from '#platform/given.ts'
import { HttpProblem } from '#platform/http/problems.ts'
import { requirePermission } from '#platform/http/require-permission.ts'
import { newId } from '#platform/random.ts'
import type { ChangeOrderView, CreateOrderView, SavedOrderView } from '../contract.ts'
import { ListProblem } from '../problems.ts'
import {
  countViews,
  findView,
  insertView,
  listViews,
  lockView,
  removeView,
  saveView,
  type View,
} from './store.ts'

const OWN_MAX = 100
const SHOWN_MAX = 500

export async function readViews(ctx: Ctx): Promise<SavedOrderView[]> {
  const views = await listViews(ctx.db, ctx.orgId, { ownerId: meOf(ctx), max: SHOWN_MAX })
  return views.map((view) => viewOf(ctx, view))
}

export async function readView(ctx: Ctx, id: string): Promise<SavedOrderView> {
  const view = await findView(ctx.db, ctx.orgId, { id, ownerId: meOf(ctx) })
  if (!view) throw ListProblem.view_not_found()
  return viewOf(ctx, view)
}

export async function createView(ctx: Ctx, wanted: CreateOrderView): Promise<SavedOrderView> {
  const now = ctx.clock.now()
  const view: View = {
    ...{ id: newId(), ownerId: meOf(ctx), version: 1, createdAt: now, updatedAt: now },
    ...wanted,
  }
  await refuseTaken(ctx, async (tx) => {
    if ((await countViews(tx, ctx.orgId, view.ownerId)) >= OWN_MAX) {
      throw ListProblem.too_many_views({ max: OWN_MAX })
    }
    await insertView(tx, ctx.orgId, view)
    await tell(ctx, tx, 'order_view.created', { id: view.id, after: wanted })
  })
  return viewOf(ctx, view)
}

export type ChangeView = {
  viewId: string
  expectedVersion: number | undefined
  change: ChangeOrderView
}

export async function changeView(ctx: Ctx, command: ChangeView): Promise<SavedOrderView> {
  return refuseTaken(ctx, async (tx) => {
    const before = await takeView(ctx, tx, command)
    const after: View = {
      ...{ ...before, ...given(command.change) },
      ...{ version: before.version + 1, updatedAt: ctx.clock.now() },
    }
    await saveView(tx, ctx.orgId, after)
    await tell(ctx, tx, 'order_view.changed', {
      ...{ id: before.id, before: asKept(before), after: asKept(after) },
    })
    return viewOf(ctx, after)
  })
}

export async function deleteView(ctx: Ctx, command: Omit<ChangeView, 'change'>): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const before = await takeView(ctx, tx, command)
    await removeView(tx, ctx.orgId, before.id)
    await tell(ctx, tx, 'order_view.deleted', { id: before.id, before: asKept(before) })
  })
}

/** The database decides who was first with a name. */
async function refuseTaken<Result>(ctx: Ctx, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  try {
    return await inTransaction(ctx.db, work)
  } catch (error) {
    const constraint = constraintOf(error)
    if (constraint === 'a_name_is_one_view') throw ListProblem.view_name_taken()
    if (constraint === 'a_name_is_one_shared_view') throw ListProblem.shared_view_name_taken()
    throw error
  }
}

/** What others share is changed by its owner, and by those who keep the settings of the org. */
async function takeView(
  ctx: Ctx,
  tx: Tx,
  { viewId, expectedVersion }: Omit<ChangeView, 'change'>,
): Promise<View> {
  const view = await lockView(tx, ctx.orgId, { id: viewId, ownerId: meOf(ctx) })
  if (!view) throw ListProblem.view_not_found()
  if (view.ownerId !== meOf(ctx)) requirePermission(ctx, 'settings.edit')
  if (expectedVersion !== undefined && expectedVersion !== view.version) {
    throw HttpProblem.precondition_failed({ version: view.version })
  }
  return view
}

async function tell(
  ctx: Ctx,
  tx: Tx,
  type: string,
  { id, ...change }: { id: string; before?: object; after?: object },
): Promise<void> {
  const subject = { type: 'order_view', id }
  await ctx.emit(tx, { type, subject, data: { viewId: id, ...change } })
  await audit.record(ctx, tx, { action: type, subject, ...change })
}

const asKept = ({ name, filter, sort, columns, shared }: View) => ({
  ...{ name, filter, sort, columns, shared },
})

const meOf = ({ actor }: Ctx): string => actor.id ?? actor.type

function viewOf(ctx: Ctx, { ownerId, createdAt, updatedAt, ...view }: View): SavedOrderView {
  return {
    ...view,
    mine: ownerId === meOf(ctx),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}
