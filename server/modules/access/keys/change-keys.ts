import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { breaksReference } from '#platform/database-errors.ts'
import { newId } from '#platform/random.ts'
import { digestOf } from '../digest.ts'
import { AccessProblem } from '../problems.ts'
import { requireGrantable, requireNewGrant } from '../roles/grant.ts'
import { forgetActor } from '../sessions/identities.ts'
import { endOfOverlap, newKeyText, successorExpiresAt } from './key.ts'
import { endKey, hasLiveKeys, insertKey, type Key, lockKey, replaceKey } from './store.ts'

/** The text is shown this once. */
export type IssuedKey = { key: Key; secret: string }

const DAY_MS = 86_400_000
const LIVE_KEYS_MAX = 200
const FOR_A_STORE = 'messages.import'

export type IssueKey = {
  name: string
  scopes: string[]
  expiresInDays?: number | undefined
  storeId?: string | undefined
}

export async function issueKey(ctx: Ctx, command: IssueKey): Promise<IssuedKey> {
  const scopes = [...new Set(command.scopes)].toSorted()
  requireNewGrant(ctx, scopes)
  const now = ctx.clock.now()
  const { name, expiresInDays, storeId = null } = command
  // A key for one store has this scope alone: every other scope concerns the whole org.
  const isBindable = scopes.every((scope) => scope === FOR_A_STORE)
  if (storeId && !isBindable) throw AccessProblem.key_not_bindable({ scopes: [FOR_A_STORE] })
  const expiresAt = expiresInDays ? new Date(now.getTime() + expiresInDays * DAY_MS) : null
  return inTransaction(ctx.db, async (tx) => {
    if (await hasLiveKeys(tx, ctx.orgId, LIVE_KEYS_MAX, now)) throw AccessProblem.too_many()
    const issued = await addKey(ctx, tx, { name, scopes, storeId, expiresAt })
    const subject = { type: 'key', id: issued.key.id }
    await audit.record(ctx, tx, { action: 'key.issued', subject, after: told(issued.key) })
    return issued
  })
}

/** The old key works until the overlap is over; a key is replaced once. */
export async function rotateKey(
  ctx: Ctx,
  command: { keyId: string; overlapHours: number },
): Promise<IssuedKey> {
  const now = ctx.clock.now()
  const rotated = await inTransaction(ctx.db, async (tx) => {
    const before = await lockKey(tx, ctx.orgId, command.keyId)
    if (!before) throw AccessProblem.key_not_found()
    if (!isLive(before, now) || before.replacedBy) throw AccessProblem.key_not_active()
    requireGrantable(ctx, before.scopes)

    const { name, scopes, storeId } = before
    const expiresAt = successorExpiresAt(now, before)
    const issued = await addKey(ctx, tx, { name, scopes, storeId, expiresAt })
    const until = endOfOverlap(now, command.overlapHours, before.expiresAt)
    await replaceKey(tx, ctx.orgId, before.id, { id: issued.key.id, until })
    await audit.record(ctx, tx, {
      action: 'key.rotated',
      subject: { type: 'key', id: before.id },
      before: told(before),
      after: { ...told(issued.key), id: issued.key.id, overlapUntil: until },
    })
    return issued
  })
  forgetActor(ctx.db, command.keyId)
  return rotated
}

/** Revoking twice is the same as revoking once. */
export async function revokeKey(ctx: Ctx, keyId: string): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const before = await lockKey(tx, ctx.orgId, keyId)
    if (!before) throw AccessProblem.key_not_found()
    if (before.revokedAt) return
    await endKey(tx, ctx.orgId, keyId, ctx.clock.now())
    const subject = { type: 'key', id: keyId }
    await audit.record(ctx, tx, { action: 'key.revoked', subject, before: told(before) })
  })
  forgetActor(ctx.db, keyId)
}

async function addKey(
  ctx: Ctx,
  tx: Tx,
  key: { name: string; scopes: string[]; storeId: string | null; expiresAt: Date | null },
): Promise<IssuedKey> {
  const { text, prefix } = newKeyText()
  const parts = { orgId: ctx.orgId, id: newId(), prefix, hash: digestOf(text) }
  try {
    return { key: await insertKey(tx, { ...parts, ...key, now: ctx.clock.now() }), secret: text }
  } catch (error) {
    throw breaksReference(error) ? AccessProblem.key_store_not_found() : error
  }
}

const isLive = ({ revokedAt, expiresAt }: Key, now: Date): boolean =>
  !revokedAt && (!expiresAt || expiresAt > now)

const told = ({ name, prefix, scopes, storeId, expiresAt }: Key) => ({
  ...{ name, prefix, scopes, expiresAt, ...(storeId && { storeId }) },
})
