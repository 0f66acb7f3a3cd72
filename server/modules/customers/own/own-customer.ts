import type { Ctx } from '#platform/context.ts'
import { scoped } from '#platform/events.ts'
import { HttpProblem } from '#platform/http/problems.ts'
import { Problem } from '#platform/problem.ts'
import { changeCustomer, type ChangeCustomer } from '../change-customer.ts'
import type { OwnCustomer } from '../contract.ts'
import { addForLogin, customerOfLogin } from '../logins/customer-of-login.ts'
import { findByLogin } from '../logins/store.ts'
import { indexNames } from '../names.ts'
import { phoneOf } from '../phone.ts'
import { CustomerProblem } from '../problems.ts'
import { findCustomer, listIdsOf } from '../store.ts'
import { findRequest, listSavedAddresses } from './store.ts'

/** What is stored about whoever is signed in; nothing yet for somebody who has never bought. */
export async function readOwn(ctx: Ctx): Promise<OwnCustomer> {
  const { db, orgId } = ctx
  const id = await findByLogin(db, orgId, loginOf(ctx))
  const customer = id && (await findCustomer(db, orgId, id))
  if (!customer) return { ...NOTHING, name: ctx.actor.name }
  const ids = await listIdsOf(db, orgId, customer.id)
  const requestedAt = await findRequest(db, orgId, ids)
  const { name, email, phone, version } = customer
  return {
    ...{ id: customer.id, name, email, phone, version },
    addresses: await listSavedAddresses(db, orgId, ids),
    erasureRequestedAt: requestedAt?.toISOString() ?? null,
  }
}

const NOTHING = {
  ...{ id: null, email: null, phone: null, version: 0 },
  ...{ addresses: [], erasureRequestedAt: null },
}

/** Orders keep what they were placed with. */
export async function changeOwn(
  ctx: Ctx,
  { change, expectedVersion }: Omit<ChangeCustomer, 'customerId'>,
): Promise<void> {
  const id = await findByLogin(ctx.db, ctx.orgId, loginOf(ctx))
  if (id) return changeKnown(asCustomer(ctx), { customerId: id, expectedVersion, change })
  if (expectedVersion !== 0) throw CustomerProblem.customer_changed({ version: 0 })
  const { name = ctx.actor.name, email, phone } = change
  const contact = { email: email?.toLowerCase() ?? null, phone: phoneOf(phone ?? undefined) }
  const made = await addForLogin(ctx, loginOf(ctx), { name, ...contact })
  if (!made) throw CustomerProblem.customer_changed({ version: (await readOwn(ctx)).version })
  await indexNames(ctx.db, [{ orgId: ctx.orgId, id: made }], { onlyNew: true })
}

/** Whose address it is besides is not for them to know. */
async function changeKnown(ctx: Ctx, command: ChangeCustomer): Promise<void> {
  try {
    await changeCustomer(ctx, command)
  } catch (error) {
    const isTaken = error instanceof Problem && /^(email|phone)_taken$/.test(error.code)
    throw isTaken ? CustomerProblem.contact_in_use() : error
  }
}

/** The row of whoever is signed in, made when there is none, and findable by its name. */
export async function ensureOwn(ctx: Ctx): Promise<string> {
  const contact = { name: ctx.actor.name, email: null, phone: null }
  const id = await customerOfLogin(ctx, loginOf(ctx), contact)
  await indexNames(ctx.db, [{ orgId: ctx.orgId, id }], { onlyNew: true })
  return id
}

/** The login of the person who asks; API keys and jobs have none. */
export function loginOf({ actor }: Ctx): string {
  if (actor.type !== 'user') throw HttpProblem.forbidden()
  return actor.id
}

/**
 * A customer acts under a name that says nothing, so that whoever is erased stands in no history
 * and in no audit log by name.
 */
export function asCustomer(ctx: Ctx): Ctx {
  const { actor } = ctx
  if (actor.type !== 'user') throw HttpProblem.forbidden()
  const { orgId, permissions, cause } = ctx
  return scoped(ctx, { orgId, permissions, cause, actor: { ...actor, name: 'customer' } })
}
