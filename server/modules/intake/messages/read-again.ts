import type { Ctx } from '#platform/context.ts'
import { findAccount } from '#stores'
import type { LandParts } from '../land/land-order.ts'
import { IntakeProblem } from '../problems.ts'
import { processMessage } from '../receive/process-message.ts'
import type { Incoming, Result } from './message.ts'
import { openBody } from './seal.ts'
import { findMessage, type StoredMessage } from './store.ts'

export type Original = { message: StoredMessage; body: Buffer | null }

export async function getOriginal(ctx: Ctx, id: string): Promise<Original> {
  const found = await findMessage(ctx.db, ctx.orgId, id)
  if (!found) throw IntakeProblem.message_not_found()
  const { bodySealed, ...message } = found
  return { message, body: bodySealed && openBody(ctx.secrets, id, bodySealed) }
}

/** The message as it was when it came, to be read with the adapters of today. */
export async function getIncoming(ctx: Ctx, id: string): Promise<Incoming> {
  const { message, body } = await getOriginal(ctx, id)
  if (!body) throw IntakeProblem.original_gone()
  const account = await findAccount(ctx.db, ctx.orgId, message.storeId)
  if (!account) throw IntakeProblem.store_not_found()
  const { receivedAt, source, headers } = message
  return { id, receivedAt, account, source, headers, body }
}

/** Processes a stored message once more. What has been done already is not done twice. */
export async function readAgain(parts: LandParts, ctx: Ctx, id: string): Promise<Result[]> {
  const incoming = await getIncoming(ctx, id)
  return processMessage(parts, ctx, incoming, { isKept: true })
}
