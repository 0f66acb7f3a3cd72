import { z } from 'zod'
import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { pageOf } from '#platform/http/page.ts'
import { PositionMs } from '#platform/http/position.ts'
import type { ErasureRequestPage } from '../contract.ts'
import { findByLogin } from '../logins/store.ts'
import { requireOpen } from '../person.ts'
import { CustomerProblem } from '../problems.ts'
import { listIdsOf, lockPeople } from '../store.ts'
import { asCustomer, loginOf } from './own-customer.ts'
import { deleteRequest, insertRequest, listRequests, type Request } from './store.ts'

/**
 * Asks staff to erase whoever is signed in. A person decides, because an open order, an unpaid
 * bill or the law may stand against it. Asking twice is the same as asking once.
 */
export async function requestErasure(ctx: Ctx): Promise<void> {
  const id = await findByLogin(ctx.db, ctx.orgId, loginOf(ctx))
  if (!id) throw CustomerProblem.nothing_stored()
  await inTransaction(ctx.db, async (tx) => {
    requireOpen((await lockPeople(tx, ctx.orgId, [id])).find((one) => one.id === id))
    const isNew = await insertRequest(tx, ctx.orgId, id, ctx.clock.now())
    if (isNew) await tell(ctx, tx, 'customer.erasure_requested', id)
  })
}

export async function withdrawErasure(ctx: Ctx): Promise<void> {
  const id = await findByLogin(ctx.db, ctx.orgId, loginOf(ctx))
  if (!id) return
  await inTransaction(ctx.db, async (tx) => {
    const wasThere = await deleteRequest(tx, ctx.orgId, await listIdsOf(tx, ctx.orgId, id))
    if (wasThere) await tell(ctx, tx, 'customer.erasure_withdrawn', id)
  })
}

async function tell(ctx: Ctx, tx: Tx, type: string, customerId: string): Promise<void> {
  const theirs = asCustomer(ctx)
  const subject = { type: 'customer', id: customerId }
  await theirs.emit(tx, { type, subject, data: { customerId } })
  await audit.record(theirs, tx, { action: type, subject })
}

const order = {
  position: z.tuple([PositionMs, z.uuid()]),
  positionOf: ({ at, keyId }: Request): [number, string] => [at.getTime(), keyId],
}

/** Who waits to be erased, the longest first. */
export async function readRequests(
  ctx: Ctx,
  query: { after?: string | undefined; limit: number },
): Promise<z.output<typeof ErasureRequestPage>> {
  const { rows, pagination } = await pageOf(query, order, ({ after, limit }) => {
    const from = after && { at: new Date(after[0]), keyId: after[1] }
    return listRequests(ctx.db, ctx.orgId, { after: from, limit })
  })
  const requests = rows.map(({ customerId, name, email, at }) => {
    return { customerId, name, email, at: at.toISOString() }
  })
  return { requests, pagination }
}
