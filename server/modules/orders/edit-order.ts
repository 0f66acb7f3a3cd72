import type { Ctx } from '#platform/context.ts'
import { newId } from '#platform/random.ts'
import { inTransaction } from '#platform/database.ts'
import { requireAssignee } from './assignee.ts'
import { changeOrder } from './change-order.ts'
import type { Order } from './order.ts'
import { OrderProblem } from './problems.ts'
import { findOrder, insertNote, listNotes } from './store.ts'

export type EditOrder = {
  orderId: string
  expectedVersion?: number | undefined
  tags?: string[] | undefined
  note?: string | null | undefined
  shippingAddress?: Record<string, unknown> | undefined
  assigneeId?: string | null | undefined
  shipBy?: string | null | undefined
}

/** What staff may change beside the steps of an order: address, deadline, tags, note, assignee. */
export async function editOrder(ctx: Ctx, command: EditOrder): Promise<Order> {
  const { orderId, expectedVersion, ...wanted } = command
  await requireAssignee(ctx, wanted.assigneeId)
  return changeOrder(ctx, {
    ...{ orderId, expectedVersion, event: 'order.edited' },
    change: (order) => edited(order, wanted),
  })
}

/** The very same order when nothing differs, so that no version is spent on it. */
function edited(order: Order, wanted: Omit<EditOrder, 'orderId' | 'expectedVersion'>): Order {
  const next = {
    ...order,
    tags: wanted.tags ? [...new Set(wanted.tags)].toSorted() : order.tags,
    note: wanted.note === undefined ? order.note : wanted.note,
    shippingAddress: wanted.shippingAddress ?? order.shippingAddress,
    assigneeId: wanted.assigneeId === undefined ? order.assigneeId : wanted.assigneeId,
    shipBy: wanted.shipBy === undefined ? order.shipBy : wanted.shipBy,
  }
  return JSON.stringify(next) === JSON.stringify(order) ? order : next
}

export type NoteView = { id: string; text: string; author: string; createdAt: string }

/** A note is part of the timeline, so it is told as well as kept. */
export async function addNote(ctx: Ctx, orderId: string, text: string): Promise<NoteView> {
  const note = { id: newId(), text, author: ctx.actor.name, createdAt: ctx.clock.now() }
  await inTransaction(ctx.db, async (tx) => {
    if (!(await findOrder(tx, ctx.orgId, orderId))) throw OrderProblem.order_not_found()
    await insertNote(tx, ctx.orgId, { ...note, orderId, authorId: ctx.actor.id })
    await ctx.emit(tx, {
      type: 'order.note_added',
      subject: { type: 'order', id: orderId },
      data: { orderId, noteId: note.id, text },
    })
  })
  return { ...note, createdAt: note.createdAt.toISOString() }
}

export async function readNotes(ctx: Ctx, orderId: string): Promise<NoteView[]> {
  if (!(await findOrder(ctx.db, ctx.orgId, orderId))) throw OrderProblem.order_not_found()
  const notes = await listNotes(ctx.db, ctx.orgId, orderId)
  return notes.map((note) => ({ ...note, createdAt: note.createdAt.toISOString() }))
}
