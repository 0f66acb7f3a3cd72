import type { z } from 'zod'
import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { constraintOf } from '#platform/database-errors.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import type { ChangeCustomerBody } from './contract.ts'
import { indexNames } from './names.ts'
import { requireOpen } from './person.ts'
import { phoneOf } from './phone.ts'
import { CustomerProblem } from './problems.ts'
import { type Contact, findByMark, lockPeople, saveContact } from './store.ts'

export type ChangeCustomer = {
  customerId: string
  expectedVersion: number
  change: z.output<typeof ChangeCustomerBody>
}

/** Orders keep what they were placed with: this changes how the person is known from now on. */
export async function changeCustomer(ctx: Ctx, command: ChangeCustomer): Promise<void> {
  const { customerId, expectedVersion, change } = command
  await refuseTaken(ctx, change, () =>
    inTransaction(ctx.db, async (tx) => {
      const people = await lockPeople(tx, ctx.orgId, [customerId])
      const before = requireOpen(people.find(({ id }) => id === customerId))
      if (before.version !== expectedVersion) {
        throw CustomerProblem.customer_changed({ version: before.version })
      }
      const after = changed(before, change)
      const fields = FIELDS.filter((field) => before[field] !== after[field])
      if (fields.length === 0) return
      await saveContact(tx, ctx.orgId, customerId, after)
      await indexNames(tx, [{ orgId: ctx.orgId, id: customerId }], { onlyNew: false })
      await tellChanged(ctx, tx, customerId, fields)
    }),
  )
}

const FIELDS = ['name', 'email', 'phone'] as const

const changed = (before: Contact, change: ChangeCustomer['change']): Contact => ({
  name: change.name ?? before.name,
  email: change.email === undefined ? before.email : (change.email?.toLowerCase() ?? null),
  phone: change.phone === undefined ? before.phone : phoneOf(change.phone ?? undefined),
})

/** Names of fields only: what the log says of a person could not be erased from it. */
export async function tellChanged(
  ctx: Ctx,
  tx: Tx,
  customerId: string,
  fields: string[],
): Promise<void> {
  const type = 'customer.changed'
  const subject = { type: 'customer', id: customerId }
  await ctx.emit(tx, { type, subject, data: { customerId, fields } })
  await audit.record(ctx, tx, { action: type, subject, after: { fields } })
}

/** The database decides whose mark it is; then it is looked up who that is, to offer the merge. */
async function refuseTaken(
  ctx: Ctx,
  { email, phone }: ChangeCustomer['change'],
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    const refusedBy = constraintOf(error)
    if (refusedBy === 'an_email_is_one_customer') {
      const mark = { email: email!.toLowerCase() }
      throw CustomerProblem.email_taken({ customerId: await findByMark(ctx.db, ctx.orgId, mark) })
    }
    if (refusedBy !== 'a_phone_is_one_customer') throw error
    const mark = phone && { phone: phoneOf(phone)! }
    const customerId = mark && (await findByMark(ctx.db, ctx.orgId, mark))
    throw CustomerProblem.phone_taken(customerId ? { customerId } : {})
  }
}
