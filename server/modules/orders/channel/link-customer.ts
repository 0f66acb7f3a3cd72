import { findByEmail, findByPhone, writeCustomers } from '#customers'
import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import { newId } from '#platform/random.ts'
import { runStatement } from '#platform/run-statement.ts'
import type { Order } from '../order.ts'

/** Some platforms say only later who has bought: from then on the order belongs to that person. */
export async function linkCustomer(ctx: Ctx, tx: Tx, order: Order): Promise<Order> {
  const { name, email, phone } = order.customer
  if (order.customerId !== null || (!email && !phone)) return order
  const { orgId } = ctx
  const [found] = await runStatement<{ id: string }>(
    tx,
    email ? findByEmail([{ orgId, email }]) : findByPhone([{ orgId, phone: phone! }]),
  )
  if (found) return { ...order, customerId: found.id }
  const id = newId()
  await runStatement(tx, writeCustomers([{ orgId, id, name, email, phone }]))
  return { ...order, customerId: id }
}
