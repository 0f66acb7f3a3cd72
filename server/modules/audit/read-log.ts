import { z } from 'zod'
import type { Ctx } from '#platform/context.ts'
import { pageOf } from '#platform/http/page.ts'
import { PositionMs } from '#platform/http/position.ts'
import type { AuditPage, AuditQuery } from './contract.ts'
import { labelSubjects, type SubjectKinds } from './label-subjects.ts'
import { type Filter, listEntries } from './store.ts'

/** Newest first, a page at a time. Subjects of these kinds are given their labels. */
export async function readLog(
  ctx: Ctx,
  query: z.output<typeof AuditQuery>,
  kinds: SubjectKinds,
): Promise<z.output<typeof AuditPage>> {
  const { after: _after, limit: _limit, ...filter } = query
  const { rows, pagination } = await pageOf(query, inTheirOrder, ({ after, limit }) => {
    const from = after && { at: new Date(after[0]), seq: after[1] }
    return listEntries(ctx.db, ctx.orgId, filter satisfies Filter, { after: from, limit })
  })
  const labelOf = await labelSubjects(ctx, rows, kinds)
  return { entries: rows.map((entry) => viewOf(entry, labelOf(entry))), pagination }
}

type Listed = Awaited<ReturnType<typeof listEntries>>[number]

const inTheirOrder = {
  position: z.tuple([PositionMs, z.int().min(1)]),
  positionOf: ({ at, seq }: Listed): [number, number] => [at.getTime(), seq],
}

const viewOf = (entry: Listed, label: string | null) => ({
  seq: entry.seq,
  at: entry.at.toISOString(),
  actor: { type: entry.actorType, id: entry.actorId, name: entry.actorName },
  action: entry.action,
  subject: { type: entry.subjectType, id: entry.subjectId, label },
  before: entry.before,
  after: entry.after,
  cause: entry.cause,
})
