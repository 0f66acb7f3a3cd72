import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { ERASED_NAME } from './person.ts'
import { CustomerProblem } from './problems.ts'
import { forgetPeople } from './own/store.ts'
import { erasePeople, holdMerges, listIdsOf, lockPeople } from './store.ts'

export type Erased = { customerId: string; erasedAt: Date }

/**
 * Makes a person unknown, for ever: here at once, and by jobs that follow wherever else they stand.
 * Asked again, the jobs look once more, for an order that was just being written the first time.
 */
export async function eraseCustomer(ctx: Ctx, customerId: string): Promise<Erased> {
  const { orgId } = ctx
  return inTransaction(ctx.db, async (tx) => {
    await holdMerges(tx, orgId)
    const people = await lockPeople(tx, orgId, [customerId])
    const person = people.find(({ id }) => id === customerId)
    if (!person) throw CustomerProblem.customer_not_found()
    const { mergedInto } = person
    if (mergedInto) throw CustomerProblem.customer_merged({ mergedInto })

    const at = person.erasedAt ?? ctx.clock.now()
    const customerIds = await listIdsOf(tx, orgId, customerId)
    await forgetPeople(tx, orgId, customerIds)
    if (!person.erasedAt) await erasePeople(tx, orgId, customerIds, { name: ERASED_NAME, at })
    const subject = { type: 'customer', id: customerId }
    await ctx.emit(tx, { type: 'customer.erased', subject, data: { customerId, customerIds } })
    await audit.record(ctx, tx, { action: 'customer.erased', subject, after: { customerIds } })
    return { customerId, erasedAt: at }
  })
}
