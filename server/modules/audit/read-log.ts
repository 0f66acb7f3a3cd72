import { z } from 'zod'
import type { Ctx } from '#platform/context.ts'
import { decodePosition, encodePosition } from '#platform/http/position.ts'
import type { AuditPage, AuditQuery } from './contract.ts'
import { type Filter, listEntries } from './store.ts'

const AT_MAX = 253_402_300_799_999 // The end of the year 9999.

/** Newest first, a page at a time. */
export async function readLog(
  ctx: Ctx,
  query: z.output<typeof AuditQuery>,
): Promise<z.output<typeof AuditPage>> {
  const { after, limit, ...filter } = query
  const page = { after: after ? positionOf(after) : undefined, limit: limit + 1 }
  const found = await listEntries(ctx.db, ctx.orgId, filter satisfies Filter, page)
  const entries = found.slice(0, limit)
  const last = found.length > limit ? entries.at(-1) : undefined
  return {
    entries: entries.map(viewOf),
    pagination: { limit, nextCursor: last ? encodePosition([last.at.getTime(), last.seq]) : null },
  }
}

const Position = z.tuple([z.int().min(0).max(AT_MAX), z.int().min(1)])

function positionOf(cursor: string): { at: Date; seq: number } {
  const [at, seq] = decodePosition(cursor, Position)
  return { at: new Date(at), seq }
}

const viewOf = (entry: Awaited<ReturnType<typeof listEntries>>[number]) => ({
  seq: entry.seq,
  at: entry.at.toISOString(),
  actor: { type: entry.actorType, id: entry.actorId, name: entry.actorName },
  action: entry.action,
  subject: { type: entry.subjectType, id: entry.subjectId },
  before: entry.before,
  after: entry.after,
  cause: entry.cause,
})
