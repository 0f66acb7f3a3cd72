import type { Reading } from '#channels'
import { emailOf, eraseCustomer, listPeople } from '#customers'
import { listBuyers } from '#orders'
import type { Ctx } from '#platform/context.ts'
import type { Result } from '../messages/message.ts'
import { eraseBody } from '../messages/originals.ts'
import { endWithoutOrder, type Work } from './end-without-order.ts'

type Request = Extract<Reading, { type: 'erase_customer' }>

/** Does what a platform asks for when one of its customers wants to be erased. */
export async function eraseCustomerOf(work: Work, request: Request): Promise<Result> {
  const { ctx, incoming } = work
  const erased = await erasePeople(ctx, incoming.account.id, request)
  const [verdict, reason] =
    erased > 0 ? (['updated', ERASED] as const) : (['ignored', NOBODY] as const)
  const result = await endWithoutOrder(work, verdict, reason)
  // The request names the person as well.
  await eraseBody(ctx.db, ctx.orgId, incoming.id)
  return result
}

const ERASED = 'The customer was erased, as the platform asked.'
const NOBODY = 'The platform asks to erase a customer who is not known here.'

/**
 * Erases whoever bought these orders of the store, and whoever has that address. Returns how many
 * people that were. Done again, it changes nothing more.
 */
async function erasePeople(
  ctx: Ctx,
  storeId: string,
  { email, orderIds }: Request,
): Promise<number> {
  const { db, orgId } = ctx
  const ids = await listBuyers(db, orgId, { storeId, externalIds: orderIds })
  const people = await listPeople(db, orgId, { ids, email: emailOf(email) })
  for (const id of people) await eraseCustomer(ctx, id)
  return people.length
}
