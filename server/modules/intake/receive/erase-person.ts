import type { Reading } from '#channels'
import type { Result } from '../messages/message.ts'
import { eraseBody } from '../messages/store-erasing.ts'
import { erasePeople } from './erase-people.ts'
import { leave, type Work } from './work.ts'

/** Somebody who is not known here was erased before, or has never bought anything. */
export async function erasePerson(
  work: Work,
  reading: Extract<Reading, { type: 'erase_customer' }>,
): Promise<Result> {
  const { ctx, incoming } = work
  const people = await erasePeople(ctx, incoming.account.id, reading)
  const isKnown = people > 0
  const reason = isKnown ? 'The customer was erased, as the platform asked.' : NOBODY
  const result = await leave(work, isKnown ? 'updated' : 'ignored', reason)
  await eraseBody(ctx.db, ctx.orgId, incoming.id)
  return result
}

const NOBODY = 'The platform asks to erase a customer who is not known here.'
