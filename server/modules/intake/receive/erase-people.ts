import type { Reading } from '#channels'
import { emailOf, eraseCustomer, listPeople } from '#customers'
import { listBuyers } from '#orders'
import type { Ctx } from '#platform/context.ts'

/**
 * Erases the person whom a platform names: whoever bought these orders of the store, and whoever
 * has that address. Gives back how many people that were. Done again, it changes nothing more.
 */
export async function erasePeople(
  ctx: Ctx,
  storeId: string,
  { email, orderIds }: Extract<Reading, { type: 'erase_customer' }>,
): Promise<number> {
  const { db, orgId } = ctx
  const ids = await listBuyers(db, orgId, { storeId, externalIds: orderIds })
  const people = await listPeople(db, orgId, { ids, email: emailOf(email) })
  for (const id of people) await eraseCustomer(ctx, id)
  return people.length
}
