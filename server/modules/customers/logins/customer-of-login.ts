import type { Ctx } from '#platform/context.ts'
import { type Db, inTransaction } from '#platform/database.ts'
import { newId } from '#platform/random.ts'
import { type Contact, listIdsOf } from '../store.ts'
import { findByLogin, insertForLogin } from './store.ts'

/**
 * The buyer behind a login, found by nothing else: somebody who types another person's address must
 * neither see that person's orders nor add to them.
 */
export async function customerOfLogin(ctx: Ctx, userId: string, contact: Contact): Promise<string> {
  const known = await findByLogin(ctx.db, ctx.orgId, userId)
  if (known) return known
  const made = await addForLogin(ctx, userId, contact)
  return made ?? (await findByLogin(ctx.db, ctx.orgId, userId))!
}

/** `undefined`: the same person was faster in another window, and is there by now. */
export async function addForLogin(
  ctx: Ctx,
  userId: string,
  contact: Contact,
): Promise<string | undefined> {
  const id = newId()
  const isNew = await inTransaction(ctx.db, (tx) =>
    insertForLogin(tx, ctx.orgId, { id, userId, ...contact }),
  )
  return isNew ? id : undefined
}

/** The rows of customers whose orders this login may see. */
export async function listCustomerIdsOf(db: Db, orgId: string, userId: string): Promise<string[]> {
  const id = await findByLogin(db, orgId, userId)
  return id ? listIdsOf(db, orgId, id) : []
}
