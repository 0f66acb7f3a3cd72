import { z } from 'zod'
import type { Ctx } from '#platform/context.ts'
import { pageOf } from '#platform/http/page.ts'
import type { CustomerDetail, CustomerPage, CustomerQuery, CustomerView } from './contract.ts'
import { listByMark } from './list-by-mark.ts'
import { listMerges, type MergeOfPerson } from './merges/store.ts'
import { listByWords } from './names.ts'
import { findRequest, listSavedAddresses } from './own/store.ts'
import { CustomerProblem } from './problems.ts'
import { type ListOrder, orderOf } from './search.ts'
import {
  findCustomer,
  type Listed,
  listCustomers,
  type Position,
  type StoredCustomer,
} from './store.ts'

export async function getCustomer(ctx: Ctx, customerId: string): Promise<CustomerDetail> {
  const found = await findCustomer(ctx.db, ctx.orgId, customerId)
  if (!found) throw CustomerProblem.customer_not_found()
  const merges = await listMerges(ctx.db, ctx.orgId, customerId)
  const ids = [customerId, ...merges.map(({ fromId }) => fromId)]
  const requestedAt = await findRequest(ctx.db, ctx.orgId, ids)
  return {
    ...viewOf(found),
    merges: merges.map(viewOfMerge),
    addresses: await listSavedAddresses(ctx.db, ctx.orgId, ids),
    erasureRequestedAt: requestedAt?.toISOString() ?? null,
  }
}

const TextKey = z.tuple([z.string().max(300), z.uuid()])
/** Milliseconds, up to the end of the year 9999. */
const TimeKey = z.tuple([z.string().regex(/^(?:\d{1,14}|2[0-4]\d{13})$/), z.uuid()])

/**
 * The people themselves: whoever was merged into them is not listed beside them, but finds them.
 * Who was erased is not found.
 */
export async function readCustomers(
  ctx: Ctx,
  query: z.output<typeof CustomerQuery>,
): Promise<z.output<typeof CustomerPage>> {
  const by = orderOf(query)
  const order = {
    position: by.by === 'age' ? TimeKey : TextKey,
    positionOf: ({ key, keyId }: Listed): [string, string] => [key, keyId],
  }
  const { rows, pagination } = await pageOf(query, order, ({ after, limit }) => {
    const from = after && { key: after[0], id: after[1] }
    return listBy(ctx, by, { after: from, limit })
  })
  return { customers: rows.map(viewOf), pagination }
}

async function listBy(
  { db, orgId }: Ctx,
  by: ListOrder,
  page: { after: Position | undefined; limit: number },
): Promise<Listed[]> {
  switch (by.by) {
    case 'age':
    case 'name':
      return listCustomers(db, orgId, by, page)
    case 'email':
    case 'phone':
      return listByMark(db, orgId, by, page)
    case 'words':
      return by.words.length === 0 ? [] : listByWords(db, orgId, by.words, page)
  }
}

export const viewOf = (customer: StoredCustomer): CustomerView => ({
  id: customer.id,
  name: customer.name,
  email: customer.email,
  phone: customer.phone,
  hasLogin: customer.userId !== null,
  mergedInto: customer.mergedInto,
  erasedAt: customer.erasedAt?.toISOString() ?? null,
  createdAt: customer.createdAt.toISOString(),
  updatedAt: customer.updatedAt.toISOString(),
  version: customer.version,
})

const viewOfMerge = ({ id, fromId, intoId, at, byName, name, email, phone }: MergeOfPerson) => ({
  ...{ id, from: { id: fromId, name, email, phone }, intoId },
  ...{ at: at.toISOString(), by: byName },
})
