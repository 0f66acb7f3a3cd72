import { setTimeout as pause } from 'node:timers/promises'
import * as audit from '#audit'
import type { Ctx, Runtime } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { addressOf } from '#platform/instance.ts'
import { Problem } from '#platform/problem.ts'
import { newToken } from '#platform/random.ts'
import { digestOf } from '../digest.ts'
import { accessEvents } from '../events.ts'
import { AccessProblem } from '../problems.ts'
import { forgetActor } from '../sessions/identities.ts'
import { inNameOf } from '../sessions/start-session.ts'
import { findCredentials, findHomeOrg, revokeSessions } from '../sessions/store.ts'
import { networkOf } from '#platform/http/rate-limits.ts'
import { refuseWeak } from './change-password.ts'
import { hashPassword } from './hash.ts'
import { endResets, findReset, insertReset, savePassword, takeReset, verifyEmail } from './store.ts'
import { keyOf, takeTurn } from './throttle.ts'

/** With this the mailer opens the token of the event. */
export const RESET_PURPOSE = 'password-reset'

const HOUR_MS = 3_600_000
const ANSWER_MS = 150

/**
 * Makes a link for the mailbox, if there is somebody. The answer is the same in words and in time
 * either way; a mailbox is written to three times an hour, so that nobody can be flooded with it.
 */
export async function requestReset(
  ctx: Ctx,
  command: { email: string; ip: string },
): Promise<void> {
  const address = keyOf('reset address', networkOf(command.ip))
  await takeTurn(ctx, { key: address, max: 20, windowMs: HOUR_MS, since: 'first' })
  await Promise.all([pause(ANSWER_MS), sendReset(ctx, command.email)])
}

async function sendReset(ctx: Ctx, email: string): Promise<void> {
  const person = await findCredentials(ctx.db, email)
  if (!person) return
  try {
    const key = keyOf('reset account', email)
    await takeTurn(ctx, { key, max: 3, windowMs: HOUR_MS, since: 'first' })
  } catch (error) {
    // To say that there were too many would say that there is an account.
    if (error instanceof Problem && error.code === 'too_many_attempts') return
    throw error
  }
  const theirs = inNameOf(ctx, person)
  await inTransaction(ctx.db, async (tx) => {
    const link = { userId: person.id, mailed: true, validMs: HOUR_MS }
    const token = await makeReset(ctx, tx, link)
    const sealed = ctx.secrets.seal(Buffer.from(token), RESET_PURPOSE)
    const text = Buffer.from(sealed).toString('base64')
    await theirs.emit(tx, accessEvents.passwordResetRequested(person.id, text))
  })
}

/** Whoever has the token may choose a new password, once. */
export async function makeReset(
  ctx: Ctx,
  tx: Tx,
  link: { userId: string; mailed: boolean; validMs: number },
): Promise<string> {
  const token = newToken()
  const { userId, mailed, validMs } = link
  const now = ctx.clock.now()
  const expiresAt = new Date(now.getTime() + validMs)
  await insertReset(tx, { hash: digestOf(token), userId, mailed, now, expiresAt })
  return token
}

/** The token stands behind `#`, where it reaches neither logs nor the next page's referrer. */
export const resetUrl = ({ config }: Runtime, token: string): string =>
  new URL(`/reset-password#${token}`, addressOf(config)).href

/** Ends all sessions. It signs nobody in, so a second factor still stands in the way of a thief. */
export async function confirmReset(
  ctx: Ctx,
  command: { token: string; password: string },
): Promise<{ email: string }> {
  const hash = digestOf(command.token)
  const person = await findReset(ctx.db, hash, ctx.clock.now())
  if (!person) throw AccessProblem.reset_link_invalid()
  refuseWeak(command.password, person.email)
  const passwordHash = await hashPassword(command.password)
  await inTransaction(ctx.db, async (tx) => {
    const { userId } = person
    const now = ctx.clock.now()
    if (!(await takeReset(tx, hash, now))) throw AccessProblem.reset_link_invalid()
    await endResets(tx, userId, now)
    await savePassword(tx, userId, { passwordHash, due: false })
    if (person.mailed) await verifyEmail(tx, userId, now)
    await revokeSessions(tx, { userId }, now)
    const orgId = (await findHomeOrg(tx, userId)) ?? ctx.orgId
    const theirs = inNameOf(ctx, { id: userId, name: person.name, orgId })
    const subject = { type: 'user', id: userId }
    await audit.record(theirs, tx, { action: 'password.reset', subject })
  })
  forgetActor(ctx.db, person.userId)
  return { email: person.email }
}
