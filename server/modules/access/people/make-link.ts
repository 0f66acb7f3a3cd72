import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import { makeReset } from '../passwords/reset-password.ts'

export type Link = { token: string; expiresAt: Date }

/** How long an invitation is valid. */
export const INVITED_MS = 7 * 86_400_000

/** It goes through the hands of whoever makes it, so it does not prove the mailbox. */
export async function makeLink(
  ctx: Ctx,
  tx: Tx,
  userId: string,
  validMs = INVITED_MS,
): Promise<Link> {
  const token = await makeReset(ctx, tx, { userId, mailed: false, validMs })
  return { token, expiresAt: new Date(ctx.clock.now().getTime() + validMs) }
}

/** Whoever uses it stands in the log as the person; so does here who gave it out. */
export async function handOutLink(
  ctx: Ctx,
  tx: Tx,
  { id, email }: { id: string; email: string },
  validMs: number,
): Promise<Link> {
  const link = await makeLink(ctx, tx, id, validMs)
  const subject = { type: 'user', id }
  await audit.record(ctx, tx, { action: 'password_reset.handed_out', subject, after: { email } })
  return link
}
