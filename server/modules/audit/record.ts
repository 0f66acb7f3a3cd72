import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import { BEGINNING, type Entry, hashOf, withoutSecrets, sealedPartOf } from './entry.ts'
import { END_PURPOSE } from './sealed.ts'
import { append, insertHead, lockHead } from './store.ts'

export type Change = {
  /** Named like an event: `key.rotated`. */
  action: string
  subject: { type: string; id: string }
  before?: unknown
  after?: unknown
}

/**
 * Writes down who changed what, in the transaction of the change. Call it last: from here to the
 * commit the other writers of the org wait.
 */
export async function record(ctx: Ctx, tx: Tx, change: Change): Promise<void> {
  const { orgId, actor } = ctx
  const head = await takeTurn(tx, orgId)
  const entry: Entry = {
    orgId,
    seq: head.seq + 1,
    at: head.at,
    actorType: actor.type,
    actorId: actor.id,
    actorName: actor.name,
    action: change.action,
    subjectType: change.subject.type,
    subjectId: change.subject.id,
    before: withoutSecrets(change.before),
    after: withoutSecrets(change.after),
    cause: withoutSecrets(ctx.cause),
  }
  const hash = hashOf(entry, head.hash)
  const end = ctx.secrets.seal(sealedPartOf(orgId, { seq: entry.seq, hash }), END_PURPOSE)
  await append(tx, entry, head.hash, { hash, end })
}

async function takeTurn(tx: Tx, orgId: string) {
  const head = await lockHead(tx, orgId)
  if (head) return head
  await insertHead(tx, orgId, BEGINNING)
  return (await lockHead(tx, orgId))!
}
